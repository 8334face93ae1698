/**
 * The voice of this browser on its way to be written down, by a socket of its own: where the uplink is narrow, pieces
 * of it are left out, and the room does not wait for them.
 */

import { address } from "./meeting-socket";

const AGAIN = 3_000;
/** a second and a half that the network has not taken yet */
const MOST = 48_000;

interface Wiring {
  path: () => string;
  /** what makes pieces of sound out of a track (`captions-worklet.ts`) */
  worklet: string;
}

export class Voice {
  #wiring: Wiring;
  #track: MediaStreamTrack | null = null;
  #context: AudioContext | undefined;
  #socket: WebSocket | undefined;
  #again: number | undefined;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  /** Of this track from now on, or of none. */
  take(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#end();
    this.#track = track;
    if (track) void this.#begin(track);
  }

  async #begin(track: MediaStreamTrack): Promise<void> {
    const context = (this.#context = new AudioContext());
    const fetched = await context.audioWorklet.addModule(this.#wiring.worklet).then(
      () => true,
      () => false,
    );
    if (this.#context !== context) return;
    if (!fetched) {
      void context.close();
      this.#again = window.setTimeout(() => void this.#begin(track), AGAIN);
      return;
    }
    const pieces = new AudioWorkletNode(context, "opora-voice");
    pieces.port.addEventListener("message", ({ data }: MessageEvent<ArrayBuffer>) => this.#send(data));
    pieces.port.start();
    // it plays nothing, but what leads nowhere is not run
    context.createMediaStreamSource(new MediaStream([track])).connect(pieces).connect(context.destination);
    void context.resume();
    this.#connect();
  }

  #connect(): void {
    const socket = (this.#socket = new WebSocket(address(this.#wiring.path())));
    socket.addEventListener("close", () => {
      if (this.#socket === socket) this.#again = window.setTimeout(() => this.#connect(), AGAIN);
    });
  }

  #send(piece: ArrayBuffer): void {
    if (this.#socket?.readyState === WebSocket.OPEN && this.#socket.bufferedAmount < MOST) this.#socket.send(piece);
  }

  #end(): void {
    clearTimeout(this.#again);
    const [socket, context] = [this.#socket, this.#context];
    this.#socket = this.#context = undefined;
    socket?.close();
    void context?.close();
  }
}
