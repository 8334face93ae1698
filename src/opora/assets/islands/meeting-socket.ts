/**
 * The socket of a room. It comes back by itself, and a line that only seems to stand (a cut network closes nothing) is
 * given up as soon as a question has no answer.
 */

import type { Told } from "./meeting-told";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 3_000;
const OPENS_WITHIN = 3_000;
const ANSWERS_WITHIN = 2_000;
/** nobody's session, or a place that was taken away */
const NOBODY = 4401;
const SHOWN_OUT = 4403;
/** to the server: not left, lost */
const GIVEN_UP = 4408;

/** Of a socket on this very server. */
export function address(path: string): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
}

interface Wiring {
  path: () => string;
  opened: () => void;
  hear: (told: Told) => void;
  /** the line is gone, or stands again */
  cut: (is: boolean) => void;
  refused: (why: "nobody" | "out") => void;
}

export class RoomSocket {
  #wiring: Wiring;
  #socket: WebSocket | undefined;
  #pause = FIRST_PAUSE;
  #again: number | undefined;
  #patience: number | undefined;
  #isWanted = false;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
    window.addEventListener("offline", () => this.#giveUp());
    window.addEventListener("online", () => this.#isWanted && !this.#socket && this.#connect());
  }

  open(): void {
    this.#isWanted = true;
    this.#pause = FIRST_PAUSE;
    this.#connect();
  }

  send(said: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(said));
  }

  /** Whether the line stands: asked with every beat, and at once when nobody is heard any more. */
  ask(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.#patience !== undefined) return;
    this.send({ do: "ping" });
    this.#patience = window.setTimeout(() => this.#giveUp(), ANSWERS_WITHIN);
  }

  close(): void {
    this.#isWanted = false;
    this.#forget()?.close();
  }

  #connect(): void {
    clearTimeout(this.#again);
    const socket = (this.#socket = new WebSocket(address(this.#wiring.path())));
    this.#patience = window.setTimeout(() => this.#giveUp(), OPENS_WITHIN);
    socket.addEventListener("open", () => {
      if (this.#socket !== socket) return;
      this.#answered();
      this.#pause = FIRST_PAUSE;
      this.#wiring.cut(false);
      this.#wiring.opened();
    });
    socket.addEventListener("message", (event: MessageEvent<string>) => {
      if (this.#socket !== socket) return;
      this.#answered();
      this.#wiring.hear(JSON.parse(event.data) as Told);
    });
    socket.addEventListener("close", (event) => {
      if (this.#socket !== socket) return;
      this.#forget();
      if (event.code === NOBODY) return this.#wiring.refused("nobody");
      if (event.code === SHOWN_OUT) return this.#wiring.refused("out");
      this.#later();
    });
  }

  #answered(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
  }

  #forget(): WebSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#answered();
    clearTimeout(this.#again);
    return socket;
  }

  #giveUp(): void {
    if (!this.#isWanted || !this.#socket) return;
    this.#forget()?.close(GIVEN_UP);
    this.#later();
  }

  #later(): void {
    this.#wiring.cut(true);
    this.#again = window.setTimeout(() => this.#connect(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }
}
