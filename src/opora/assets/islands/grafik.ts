/** The public график asks for itself: an unchanged one costs headers, a lost network keeps what is known. */

const EVERY_MS = 10_000;
const PATIENCE_MS = 8_000;

const clock = (): string => new Date().toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });

class Grafik extends HTMLElement {
  #etag = this.dataset["stamp"] ?? "";
  #known = clock();
  #timer = 0;

  connectedCallback(): void {
    this.#timer = window.setInterval(() => void this.#refresh(), EVERY_MS);
    window.addEventListener("online", this.#refresh);
    document.addEventListener("visibilitychange", this.#refresh);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
    window.removeEventListener("online", this.#refresh);
    document.removeEventListener("visibilitychange", this.#refresh);
  }

  /** Nobody's hand is in the page: a choice half made or a row half read stays as it is. */
  get #isFree(): boolean {
    return !document.hidden && !this.contains(document.activeElement);
  }

  #refresh = async (): Promise<void> => {
    if (!this.#isFree) return;
    try {
      const answer = await fetch(location.href, {
        headers: { "X-Fragment": "grafik", ...(this.#etag && { "If-None-Match": this.#etag }) },
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      const text = answer.status === 304 ? undefined : await answer.text();
      if (text !== undefined && !this.#isFree) return;
      this.#etag = answer.headers.get("ETag") ?? "";
      this.#known = clock();
      if (text !== undefined) this.innerHTML = text;
      const words = text === undefined ? this.dataset["fresh"] : this.dataset["changed"];
      this.#say(`${words} ${this.#known}`, text !== undefined);
    } catch {
      this.#say(`${this.dataset["lost"]} ${this.#known}`, true);
    }
  };

  /** A reader by ear is told of a change, not of every look. */
  #say(words: string, aloud: boolean): void {
    const place = document.getElementById("fresh");
    if (!place || place.textContent === words) return;
    place.setAttribute("aria-live", aloud ? "polite" : "off");
    place.textContent = words;
  }
}

customElements.define("opora-grafik", Grafik);

export {};
