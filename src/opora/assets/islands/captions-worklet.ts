/**
 * Runs beside the page, in the thread of its sound: the microphone as PCM of 16 bits, 16 kHz, one channel, in pieces
 * of a quarter of a second. Each sample is the mean of those it stands for, so that what is too high to be kept does
 * not come back as noise.
 */

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare const sampleRate: number;
declare function registerProcessor(name: string, made: new () => AudioWorkletProcessor): void;

const RATE = 16_000;
const PIECE = RATE / 4;

class Voice extends AudioWorkletProcessor {
  #piece = new Int16Array(PIECE);
  #filled = 0;
  #sum = 0;
  #count = 0;
  #due = 0;

  process([channels]: Float32Array[][]): boolean {
    for (const sample of channels?.[0] ?? []) {
      this.#sum += sample;
      this.#count += 1;
      this.#due += RATE / sampleRate;
      if (this.#due < 1) continue;
      const mean = this.#sum / this.#count;
      this.#sum = this.#count = 0;
      for (; this.#due >= 1; this.#due -= 1) this.#keep(mean);
    }
    return true;
  }

  #keep(sample: number): void {
    this.#piece[this.#filled] = Math.round(Math.min(Math.max(sample, -1), 1) * 0x7fff);
    this.#filled += 1;
    if (this.#filled < PIECE) return;
    this.port.postMessage(this.#piece.buffer, [this.#piece.buffer]);
    this.#piece = new Int16Array(PIECE);
    this.#filled = 0;
  }
}

registerProcessor("opora-voice", Voice);

export {};
