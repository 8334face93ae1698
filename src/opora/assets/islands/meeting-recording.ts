/** The notice that the meeting is recorded, and the question whether this person may be. */

export interface Recorded {
  until: string;
  asks: boolean;
  mine: boolean;
}

export class RecordingNotice {
  #place: HTMLElement;
  #url: string;
  #asked = false;

  constructor(place: HTMLElement, url: string) {
    [this.#place, this.#url] = [place, url];
  }

  draw(recorded: Recorded | undefined): void {
    this.#place.hidden = !recorded;
    if (!recorded) {
      this.#asked = false;
      return;
    }
    this.#one("[data-until]").textContent = recorded.until;
    this.#one("[data-mine]").hidden = !recorded.mine;
    this.#one("[data-notmine]").hidden = recorded.mine;
    if (recorded.asks && !this.#asked) void this.ask();
  }

  /** The words are the server's: they are kept as the evidence of what was read. */
  async ask(): Promise<void> {
    this.#asked = true;
    const answer = await fetch(`${this.#url}words/`);
    if (!answer.ok) return;
    this.#one("[data-words]").textContent = ((await answer.json()) as { words: string }).words;
    this.#open(true);
  }

  answered(): void {
    this.#open(false);
  }

  #open(is: boolean): void {
    this.#one("[data-ask]").hidden = !is;
    this.#one("[data-change]").hidden = is;
    this.#one("[data-kept]").hidden = is; // the words asked about say it too
  }

  #one(selector: string): HTMLElement {
    return this.#place.querySelector<HTMLElement>(selector)!;
  }
}
