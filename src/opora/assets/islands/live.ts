/**
 * One socket of a tab that comes back by itself. It keeps the counts true without a reload (the bell and every
 * `[data-live]`), enters the rooms the page names by `[data-room]`, and tells their changes as `opora:room`.
 */

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

interface Told {
  room?: string;
  unread?: number;
  [counted: string]: number | string | undefined;
}

class Live extends HTMLElement {
  #pause = FIRST_PAUSE;
  #socket: WebSocket | undefined;

  connectedCallback(): void {
    this.#connect();
    document.addEventListener("visibilitychange", this.#wake);
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#wake);
    this.#socket?.close();
  }

  #wake = (): void => {
    if (!document.hidden && this.#socket?.readyState === WebSocket.CLOSED) this.#connect();
  };

  #connect(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.#socket = new WebSocket(`${scheme}://${location.host}/live/`);
    this.#socket.addEventListener("open", () => {
      this.#pause = FIRST_PAUSE;
      for (const place of document.querySelectorAll<HTMLElement>("[data-room]"))
        this.#socket?.send(JSON.stringify({ enter: place.dataset["room"] }));
    });
    this.#socket.addEventListener("message", (event: MessageEvent<string>) => this.#show(event.data));
    this.#socket.addEventListener("close", (event) => {
      if (event.code === 4401 || !this.isConnected) return;
      setTimeout(this.#wake, this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    });
  }

  #show(text: string): void {
    const told = JSON.parse(text) as Told;
    if (told.room !== undefined) document.dispatchEvent(new CustomEvent("opora:room", { detail: told }));
    else {
      document.dispatchEvent(new CustomEvent("opora:live"));
      this.#count(told.unread ?? 0);
      for (const place of document.querySelectorAll<HTMLElement>("[data-live]")) {
        const n = told[place.dataset["live"] ?? ""];
        place.textContent = String(n ?? "");
        place.hidden = !n;
      }
    }
  }

  #count(unread: number): void {
    const link = this.querySelector("a");
    if (!link) return;
    let count = link.querySelector(".count");
    if (!unread) count?.remove();
    else {
      if (!count) {
        count = document.createElement("span");
        count.className = "count hot";
        count.setAttribute("aria-hidden", "true");
        link.append(count);
      }
      count.textContent = unread > 99 ? "99+" : String(unread);
    }
    const words = unread ? this.dataset["some"]?.replace("{n}", String(unread)) : this.dataset["none"];
    link.querySelector("svg")?.setAttribute("aria-label", words ?? "");
  }
}

customElements.define("opora-live", Live);
