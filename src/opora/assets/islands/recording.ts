/** Records a voice or a video note; fetched when the button is pressed. Words are of the element that asks. */

import type { Note } from "./outbox";

export type Kind = "voice" | "video";

const TYPES: Record<Kind, [string, string][]> = {
  voice: [["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"]],
  video: [["video/webm;codecs=vp8,opus", "webm"], ["video/mp4", "mp4"]],
};
export const LONGEST: Record<Kind, number> = { voice: 15 * 60, video: 60 };
const STEP = 100;
const PEAKS = 60;
const ASKED: Record<Kind, MediaStreamConstraints> = {
  voice: { audio: true },
  video: { audio: true, video: { width: 480, height: 480, facingMode: "user" } },
};

export class Recording {
  readonly stream: MediaStream;
  #kind: Kind;
  #recorder: MediaRecorder;
  #ending: string;
  #parts: Blob[] = [];
  #levels: number[] = [];
  #timer: number;
  #sound: AudioContext;

  private constructor(kind: Kind, stream: MediaStream, type: [string, string], tick: (seconds: number) => void) {
    this.stream = stream;
    this.#kind = kind;
    this.#ending = type[1];
    this.#recorder = new MediaRecorder(stream, { mimeType: type[0], audioBitsPerSecond: 32_000, videoBitsPerSecond: 800_000 });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#parts.push(data));
    this.#sound = new AudioContext();
    const meter = this.#sound.createAnalyser();
    this.#sound.createMediaStreamSource(stream).connect(meter);
    const wave = new Float32Array(meter.fftSize);
    this.#timer = window.setInterval(() => {
      if (this.#recorder.state !== "recording") return;
      meter.getFloatTimeDomainData(wave);
      this.#levels.push(Math.sqrt(wave.reduce((sum, one) => sum + one * one, 0) / wave.length));
      tick(this.seconds);
    }, STEP);
    this.#recorder.start(1_000);
  }

  /** Raises NotAllowedError, NotFoundError (DOMException), or TypeError where a browser cannot. */
  static async begin(kind: Kind, tick: (seconds: number) => void): Promise<Recording> {
    if (!("mediaDevices" in navigator) || !("MediaRecorder" in window)) throw new TypeError("no recorder");
    const type = TYPES[kind].find(([mime]) => MediaRecorder.isTypeSupported(mime));
    if (!type) throw new TypeError("no format");
    return new Recording(kind, await navigator.mediaDevices.getUserMedia(ASKED[kind]), type, tick);
  }

  get seconds(): number {
    return Math.round((this.#levels.length * STEP) / 1_000);
  }

  /** Holds or goes on; answers whether it is held. */
  hold(): boolean {
    if (this.#recorder.state === "recording") this.#recorder.pause();
    else this.#recorder.resume();
    return this.#recorder.state === "paused";
  }

  cancel(): void {
    clearInterval(this.#timer);
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
    void this.#sound.close();
  }

  async finish(words: string): Promise<{ file: File; note: Note }> {
    const stopped = new Promise((resolve) => this.#recorder.addEventListener("stop", resolve, { once: true }));
    this.cancel();
    await stopped;
    const at = new Date().toTimeString().slice(0, 8).replaceAll(":", ".");
    const type = this.#recorder.mimeType.split(";")[0] ?? "";
    const file = new File(this.#parts, `${words} ${at}.${this.#ending}`, { type });
    return { file, note: { kind: this.#kind, seconds: String(Math.max(this.seconds, 1)), peaks: this.#peaks().join(",") } };
  }

  /** The loudest of each of sixty parts, 0…100 of the loudest of all. */
  #peaks(): number[] {
    const size = Math.max(Math.ceil(this.#levels.length / PEAKS), 1);
    const loudest = Math.max(...this.#levels, 0.01);
    const found: number[] = [];
    for (let from = 0; from < this.#levels.length; from += size)
      found.push(Math.round((100 * Math.max(...this.#levels.slice(from, from + size))) / loudest));
    return found;
  }
}
