/**
 * One socket of a tab that comes back by itself, or a stream of events where a proxy breaks sockets. It keeps
 * the counts true without a reload (the bell and every `[data-live]`), enters the rooms the page names by
 * `[data-room]`, tells what happens there as `opora:room`, and says what islands ask it to by `opora:say`.
 */

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const REFUSED_SOCKETS = 2;
const TRY_SOCKETS_AGAIN = 300_000;
const NOBODY = 4401;

interface Told {
  room?: string;
  again?: boolean;
  unread?: number;
  [counted: string]: unknown;
}

function rooms(): string[] {
  return [...document.querySelectorAll<HTMLElement>("[data-room]")].map((place) => place.dataset["room"] ?? "");
}

class Live extends HTMLElement {
  #pause = FIRST_PAUSE;
  #refused = 0;
  #socket: WebSocket | undefined;
  #stream: EventSource | undefined;

  connectedCallback(): void {
    this.#connect();
    document.addEventListener("visibilitychange", this.#wake);
    document.addEventListener("opora:say", this.#say);
    window.addEventListener("online", this.#wake);
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#wake);
    document.removeEventListener("opora:say", this.#say);
    window.removeEventListener("online", this.#wake);
    this.#socket?.close();
    this.#stream?.close();
  }

  /** Whether news come by themselves now. */
  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN || this.#stream?.readyState === EventSource.OPEN;
  }

  #wake = (): void => {
    const gone = this.#socket?.readyState === WebSocket.CLOSED && !this.#stream;
    if (!document.hidden && gone && this.isConnected) this.#connect();
  };

  /** `preventDefault` means that it was said; on a stream, or without a connection, nobody hears. */
  #say = (event: Event): void => {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify((event as CustomEvent<unknown>).detail));
    event.preventDefault();
  };

  #connect(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/live/`);
    let opened = false;
    this.#socket = socket;
    socket.addEventListener("open", () => {
      opened = true;
      this.#refused = 0;
      this.#enter();
    });
    socket.addEventListener("message", (event: MessageEvent<string>) => {
      this.#pause = FIRST_PAUSE;
      this.#show(event.data);
    });
    socket.addEventListener("close", (event) => {
      if (event.code === NOBODY || !this.isConnected || socket !== this.#socket) return;
      if (!opened) this.#refused += 1;
      if (this.#refused >= REFUSED_SOCKETS) this.#listen();
      else this.#later();
    });
  }

  #later(): void {
    setTimeout(this.#wake, this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #enter(): void {
    for (const room of rooms()) this.#socket?.send(JSON.stringify({ enter: room }));
  }

  /** The browser reconnects a stream by itself; one that was refused, or grew old, gives way to a socket. */
  #listen(): void {
    const query = rooms().map((room) => `enter=${encodeURIComponent(room)}`).join("&");
    const stream = new EventSource(`/live/events/?${query}`);
    this.#stream = stream;
    const end = (): void => {
      stream.close();
      this.#stream = undefined;
      this.#refused = 0;
    };
    const old = setTimeout(() => {
      end();
      this.#connect();
    }, TRY_SOCKETS_AGAIN);
    stream.addEventListener("message", (event: MessageEvent<string>) => this.#show(event.data));
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      clearTimeout(old);
      end();
      this.#later();
    });
  }

  #show(text: string): void {
    const told = JSON.parse(text) as Told;
    if (told.again) {
      if (this.#stream) for (const room of rooms()) this.#tell({ room });
      else this.#enter();
    } else if (told.room !== undefined) this.#tell(told);
    else {
      document.dispatchEvent(new CustomEvent("opora:live", { detail: told }));
      this.#count(told.unread ?? 0);
      for (const place of document.querySelectorAll<HTMLElement>("[data-live]")) {
        const n = told[place.dataset["live"] ?? ""];
        place.textContent = String(n ?? "");
        place.hidden = !n;
      }
    }
  }

  #tell(told: Told): void {
    document.dispatchEvent(new CustomEvent("opora:room", { detail: told }));
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
