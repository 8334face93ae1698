/**
 * Captions: what is said in the room as text, for who asks for them. While anybody does, the voice of this browser
 * goes to be written down, and the room says so to everybody.
 */

import { Voice } from "./meeting-voice";

/** How they stand (`captions.floor.Floor.state`), while somebody in the room reads. */
export interface Captioning {
  lost: boolean;
  crowded: boolean;
}

export interface Caption {
  /** the connection of who speaks */
  of: string;
  name: string;
  /** an empty one takes back what stood there unfinished */
  text: string;
  final: boolean;
}

interface Wiring {
  send: (said: object) => void;
  /** where this browser's sound goes */
  path: () => string;
}

const FINAL = 3;
const KEPT = 15_000;

export class Captions {
  #place: HTMLElement;
  #wiring: Wiring;
  #strip: HTMLElement | null;
  #voice: Voice;
  #sound: MediaStreamTrack | null = null;
  #isWanted = false;
  #now: Captioning | undefined;

  constructor(place: HTMLElement, wiring: Wiring) {
    [this.#place, this.#wiring] = [place, wiring];
    this.#strip = place.querySelector("[data-captions]");
    this.#voice = new Voice({ path: wiring.path, worklet: this.#strip?.dataset["worklet"] ?? "" });
  }

  toggle(): void {
    this.#isWanted = !this.#isWanted;
    this.#wiring.send({ do: "captions", on: this.#isWanted });
    this.#draw();
  }

  /** The server forgets the wish with the socket. */
  opened(): void {
    if (this.#isWanted) this.#wiring.send({ do: "captions", on: true });
  }

  /** What the microphone gives while it is on. */
  dress(sound: MediaStreamTrack | null): void {
    this.#sound = sound;
    this.#speak();
  }

  enter(now: Captioning | undefined): void {
    this.#now = now;
    this.#speak();
    this.#draw();
  }

  hear({ of, name, text, final }: Caption): void {
    if (!this.#isWanted || !this.#strip) return;
    let line = this.#going.querySelector<HTMLElement>(`[data-of="${of}"]`);
    if (final || !text) line?.remove();
    if (!text) return;
    if (final || !line) {
      line = document.createElement("p");
      line.append(document.createElement("b"), document.createElement("span"));
      line.dataset["of"] = of;
      (final ? this.#final : this.#going).append(line);
    }
    line.querySelector("b")!.textContent = `${name}: `;
    line.querySelector("span")!.textContent = text;
    if (final) this.#letGo(line);
  }

  leave(): void {
    this.#voice.take(null);
    this.enter(undefined);
  }

  /** The last lines stay a while: one reads slower than another speaks. */
  #letGo(line: HTMLElement): void {
    while (this.#final.childElementCount > FINAL) this.#final.firstElementChild!.remove();
    window.setTimeout(() => line.remove(), KEPT);
  }

  #speak(): void {
    this.#voice.take(this.#now ? this.#sound : null);
  }

  #draw(): void {
    if (!this.#strip) return;
    const now = this.#now;
    for (const button of this.#place.querySelectorAll("[data-do=captions]"))
      button.setAttribute("aria-pressed", String(this.#isWanted));
    this.#strip.hidden = !now || !this.#isWanted;
    this.#place.toggleAttribute("data-captioned", !this.#strip.hidden);
    if (this.#strip.hidden) for (const part of [this.#final, this.#going]) part.replaceChildren();
    this.#shown("mark", Boolean(now));
    this.#shown("lost", Boolean(now?.lost));
    this.#shown("crowded", Boolean(now?.crowded && !now.lost));
  }

  #shown(what: string, is: boolean): void {
    this.#place.querySelector<HTMLElement>(`[data-captions-${what}]`)!.hidden = !is;
  }

  get #final(): HTMLElement {
    return this.#strip!.querySelector("[data-final]")!;
  }

  get #going(): HTMLElement {
    return this.#strip!.querySelector("[data-going]")!;
  }
}
