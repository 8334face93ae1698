/**
 * The timer of a consultation: the clock goes by what the server has counted, a press works at once and waits in
 * the browser where there is no network, other pages and devices show the same (`opora:room`).
 */

import { newId } from "./outbox";
import { type Answer, type Press, add, deliver, kept } from "./presses";

const PRESSED = /timer\/(start|stop|resume)\/$/;

class Timer extends HTMLElement {
  #since = 0;
  #tick: number | undefined;

  connectedCallback(): void {
    this.addEventListener("submit", this.#press);
    document.addEventListener("opora:room", this.#hear);
    document.addEventListener("opora:pressed", this.#delivered);
    document.addEventListener("visibilitychange", this.#return);
    this.#tick = window.setInterval(() => this.#draw(), 1_000);
    this.#begin();
  }

  disconnectedCallback(): void {
    document.removeEventListener("opora:room", this.#hear);
    document.removeEventListener("opora:pressed", this.#delivered);
    document.removeEventListener("visibilitychange", this.#return);
    clearInterval(this.#tick);
  }

  get #goes(): boolean {
    return this.dataset["state"] === "going" || this.dataset["state"] === "forgotten";
  }

  #own(): Press[] {
    return kept().filter((one) => one.session === this.dataset["session"] && one.me === this.dataset["me"]);
  }

  #begin(): void {
    this.#since = Date.now() - Number(this.dataset["seconds"]) * 1_000;
    const waiting = this.#own();
    const notice = this.querySelector<HTMLElement>("[data-kept]");
    if (notice) notice.hidden = waiting.length === 0;
    const first = waiting.find((one) => one.what === "start");
    const last = waiting.at(-1);
    const wasReady = this.dataset["state"] === "ready";
    if (first && wasReady) {
      this.#since = first.at;
      this.dataset["state"] = "going";
    }
    if (last?.what === "stop") {
      this.#show((last.at - this.#since) / 1_000);
      this.dataset["state"] = "stopped";
    }
    // what was pressed is not offered again, and what follows it is
    for (const form of this.querySelectorAll("form")) {
      const what = PRESSED.exec(form.action)?.[1];
      form.hidden = last?.what === "stop" || (what === "start" && Boolean(first)) || (what === "stop" && wasReady && !first);
    }
    this.#draw();
  }

  #draw(): void {
    if (this.#goes) this.#show((Date.now() - this.#since) / 1_000);
  }

  #show(seconds: number): void {
    const clock = this.querySelector("[data-clock]");
    const whole = Math.max(Math.floor(seconds), 0);
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (n: number): string => String(n).padStart(2, "0");
    if (clock) clock.textContent = `${hours}:${two(minutes)}:${two(rest)}`;
  }

  #press = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    const what = PRESSED.exec(form.action)?.[1] as Press["what"] | undefined;
    if (!what) return;
    const fields = Object.fromEntries(
      [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken").map(([name, value]) => [name, String(value)]),
    );
    const { me = "", session = "" } = this.dataset;
    try {
      add({ id: newId(), me, session, what, url: form.action, fields, at: Date.now() });
    } catch {
      return; // a browser that keeps nothing sends the form the plain way
    }
    event.preventDefault();
    void deliver().then(() => this.#begin());
  };

  #delivered = (event: Event): void => {
    const { press, status, html } = (event as CustomEvent<Answer>).detail;
    if (press.session !== this.dataset["session"]) return;
    const template = document.createElement("template");
    template.innerHTML = html;
    if (status === 422) this.querySelector("[data-refusal]")?.replaceChildren(template.content);
    else if (status === 200) {
      if (press.what === "stop" && !this.#own().length) return location.assign(this.dataset["then"] ?? "");
      this.#replace(template.content.querySelector<HTMLElement>("opora-timer"));
    } else void this.#ask();
  };

  #hear = (event: Event): void => {
    const told = (event as CustomEvent<Record<string, unknown>>).detail;
    if (told["room"] === this.dataset["room"] && !told["entered"]) void this.#ask();
  };

  /** A machine that slept shows the right time again. */
  #return = (): void => {
    if (!document.hidden) void this.#ask();
  };

  async #ask(): Promise<void> {
    try {
      const answer = await fetch(location.pathname);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.#replace(page.querySelector<HTMLElement>("opora-timer"));
    } catch {
      return; // the connection comes back and says so
    }
  }

  #replace(other: HTMLElement | null): void {
    if (!other) return;
    const wasFocused = this.contains(document.activeElement);
    for (const name of ["state", "seconds"]) this.dataset[name] = other.dataset[name] ?? "";
    this.replaceChildren(...other.childNodes);
    this.#begin();
    if (wasFocused) this.querySelector<HTMLElement>(".btn.primary")?.focus();
  }
}

customElements.define("opora-timer", Timer);
