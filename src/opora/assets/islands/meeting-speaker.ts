/** Who speaks now: the loudest of the others for a whole second, by the sound that comes to this browser. */

const LOOK = 250;
const HELD = 4;
const QUIET = 0.01;
const LOUDER = 1.5;
const KEPT = 0.7;

interface Ear {
  track: MediaStreamTrack;
  source: MediaStreamAudioSourceNode;
  analyser: AnalyserNode;
  level: number;
}

export class Speaker {
  /** the tile of who speaks, or spoke last */
  now: string | undefined;
  #tiles: () => Iterable<HTMLElement>;
  #changed: () => void;
  #context: AudioContext | undefined;
  #ears = new Map<string, Ear>();
  #samples = new Float32Array(512);
  #timer: number | undefined;
  #next: string | undefined;
  #looks = 0;

  constructor(tiles: () => Iterable<HTMLElement>, changed: () => void) {
    [this.#tiles, this.#changed] = [tiles, changed];
  }

  /** Listens only while somebody wants to know. */
  listen(on: boolean): void {
    if (on === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = on ? window.setInterval(() => this.#look(), LOOK) : undefined;
    if (on) return;
    for (const id of this.#ears.keys()) this.#forget(id);
    void this.#context?.close();
    this.#context = this.now = this.#next = undefined;
  }

  #look(): void {
    const seen = new Set<string>();
    for (const tile of this.#tiles()) {
      const id = tile.dataset["tileOf"]!;
      const stream = tile.querySelector("video")?.srcObject;
      const track = stream instanceof MediaStream ? stream.getAudioTracks()[0] : undefined;
      if (!track) continue;
      seen.add(id);
      if (this.#ears.get(id)?.track !== track) this.#lend(id, track);
      this.#hear(this.#ears.get(id)!);
    }
    for (const id of this.#ears.keys()) if (!seen.has(id)) this.#forget(id);
    this.#decide();
  }

  #lend(id: string, track: MediaStreamTrack): void {
    this.#forget(id);
    const context = (this.#context ??= new AudioContext());
    const analyser = context.createAnalyser();
    analyser.fftSize = this.#samples.length;
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    this.#ears.set(id, { track, source, analyser, level: 0 });
  }

  #forget(id: string): void {
    this.#ears.get(id)?.source.disconnect();
    this.#ears.delete(id);
  }

  #hear(ear: Ear): void {
    ear.analyser.getFloatTimeDomainData(this.#samples);
    const loud = Math.hypot(...this.#samples) / Math.sqrt(this.#samples.length);
    ear.level = KEPT * ear.level + (1 - KEPT) * loud;
  }

  /** Who only coughs does not take the place of who speaks. */
  #decide(): void {
    const current = this.#ears.get(this.now ?? "")?.level ?? 0;
    const [loudest] = [...this.#ears].toSorted(([, a], [, b]) => b.level - a.level);
    const wins = loudest && loudest[0] !== this.now && loudest[1].level > Math.max(QUIET, current * LOUDER);
    const next = wins ? loudest[0] : undefined;
    this.#looks = next && next === this.#next ? this.#looks + 1 : 0;
    this.#next = next;
    if (next && this.#looks >= HELD - 1) {
      this.now = next;
      this.#changed();
    }
  }
}
