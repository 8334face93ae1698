/** Keeps the count of unread notifications true without a reload: a socket that comes back by itself. */

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

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
    this.#socket.addEventListener("open", () => (this.#pause = FIRST_PAUSE));
    this.#socket.addEventListener("message", (event: MessageEvent<string>) => this.#show(event.data));
    this.#socket.addEventListener("close", (event) => {
      if (event.code === 4401 || !this.isConnected) return;
      setTimeout(this.#wake, this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    });
  }

  #show(text: string): void {
    document.dispatchEvent(new CustomEvent("opora:live"));
    const { unread } = JSON.parse(text) as { unread: number };
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
