/** Whether anything still comes from somebody, by the engine's own counters: a silence is said within a second. */

export const LOOK = 300;
const PATIENCE = 600;

export class Flow {
  /** nothing has come for a while although it came before */
  isStalled = false;
  #bytes = 0;
  #grown = 0;
  #beaten = 0;

  get wasHeard(): boolean {
    return this.#grown > 0;
  }

  /** `bytes` received so far; answers whether what is to be said of it has changed */
  grew(bytes: number): boolean {
    const was = this.isStalled;
    if (bytes > this.#bytes) this.#grown = performance.now();
    this.#bytes = bytes;
    this.isStalled = this.#grown > 0 && performance.now() - this.#grown > PATIENCE;
    return was !== this.isStalled;
  }

  /** Whether anything has come since this was asked last. */
  beat(): boolean {
    const heard = this.#bytes > this.#beaten;
    this.#beaten = this.#bytes;
    return heard;
  }
}
