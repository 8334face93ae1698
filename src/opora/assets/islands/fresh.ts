/**
 * A part of a page that is asked for again when its room says so: `<opora-fresh id="…" data-room="week:7">`.
 * It waits a moment that differs from tab to tab, and does not move under a hand: not while somebody is inside.
 */

const FIRST = 400;
const SPREAD = 1_600;
const EVERY = 8_000;
const TYPED = "input:checked, input:not([type=hidden]):focus, textarea, select:focus";

class Fresh extends HTMLElement {
  #timer: number | undefined;
  #askedAt = 0;

  connectedCallback(): void {
    document.addEventListener("opora:room", this.#hear);
    document.addEventListener("visibilitychange", this.#return);
  }

  disconnectedCallback(): void {
    document.removeEventListener("opora:room", this.#hear);
    document.removeEventListener("visibilitychange", this.#return);
    clearTimeout(this.#timer);
  }

  #hear = (event: Event): void => {
    const told = (event as CustomEvent<Record<string, unknown>>).detail;
    if (told["room"] !== this.dataset["room"] || told["entered"]) return;
    this.dataset["old"] = "";
    this.#return();
  };

  #return = (): void => {
    if (document.hidden || this.dataset["old"] === undefined || this.#timer !== undefined) return;
    const wait = Math.max(FIRST + Math.random() * SPREAD, this.#askedAt + EVERY - Date.now());
    this.#timer = window.setTimeout(() => void this.#ask(), wait);
  };

  async #ask(): Promise<void> {
    this.#timer = undefined;
    if (this.contains(document.activeElement) || this.querySelector(TYPED)) {
      this.#timer = window.setTimeout(() => void this.#ask(), EVERY);
      return;
    }
    this.#askedAt = Date.now();
    delete this.dataset["old"];
    let answer: Response;
    try {
      answer = await fetch(location.href);
    } catch {
      return; // the connection comes back and says so
    }
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.getElementById(this.id);
    if (!part) return;
    this.replaceChildren(...part.childNodes);
    document.dispatchEvent(new CustomEvent("opora:fresh"));
  }
}

customElements.define("opora-fresh", Fresh);
