/** Pictures of a room: one tile for each browser and each shown screen, and in a word what is wrong with it. */

export const FROZEN = 700;

export interface Tile {
  guest: { name: string; label: string; muted: boolean; hand: number } | undefined;
  stream: MediaStream | null;
  state: string;
  /** whether there is something to see */
  picture: boolean;
  silent: boolean;
  isMine?: boolean;
  isScreen?: boolean;
}

export class Tiles {
  #place: HTMLElement;
  #copy: () => HTMLElement;
  #word: (name: string) => string;
  #frames = new WeakMap<HTMLVideoElement, number>();

  constructor(place: HTMLElement, copy: () => HTMLElement, word: (name: string) => string) {
    [this.#place, this.#copy, this.#word] = [place, copy, word];
  }

  draw(wanted: Map<string, Tile>): void {
    for (const tile of this.#all()) if (!wanted.has(tile.dataset["tileOf"]!)) tile.remove();
    for (const [id, one] of wanted) this.#tile(id, one);
    this.#place.dataset["n"] = String(this.#place.childElementCount);
  }

  clear(): void {
    this.#place.replaceChildren();
  }

  pin(button: HTMLButtonElement): void {
    const tile = button.closest<HTMLElement>("[data-tile-of]")!;
    const pinned = button.getAttribute("aria-pressed") !== "true";
    for (const other of this.#all()) {
      const is = pinned && other === tile;
      other.toggleAttribute("data-pinned", is);
      other.querySelector("[data-do=pin]")!.setAttribute("aria-pressed", String(is));
    }
  }

  get pinned(): string | undefined {
    return this.#place.querySelector<HTMLElement>("[data-pinned]")?.dataset["tileOf"];
  }

  /** A picture that stands still is said within a second, long before the connection is given up. */
  watch(): void {
    for (const tile of this.#all()) {
      const { state, picture, tileOf } = tile.dataset;
      // a shown screen on which nothing moves sends a frame a second; the own picture comes by no network
      if (picture !== "on" || tileOf === "me" || tileOf!.endsWith("-screen") || (state !== "live" && state !== "frozen")) continue;
      const last = this.#frames.get(tile.querySelector("video")!);
      const frozen = last !== undefined && performance.now() - last > FROZEN && !document.hidden;
      this.#say(tile, frozen ? "frozen" : "live");
    }
  }

  #all(): NodeListOf<HTMLElement> {
    return this.#place.querySelectorAll<HTMLElement>("[data-tile-of]");
  }

  #tile(id: string, { guest, stream, state, picture, silent, isMine, isScreen }: Tile): void {
    let tile = this.#place.querySelector<HTMLElement>(`[data-tile-of="${id}"]`);
    if (!tile) {
      tile = this.#copy();
      tile.dataset["tileOf"] = id;
      this.#place.append(tile);
    }
    const video = tile.querySelector("video")!;
    if (video.srcObject !== stream && !(isMine && this.#isSame(video, stream))) {
      video.srcObject = stream;
      if (stream) this.#follow(video);
    }
    video.muted = Boolean(isMine || isScreen || guest?.muted);
    tile.dataset["picture"] = picture ? "on" : "off";
    const name = guest?.name ?? tile.dataset["name"] ?? "";
    tile.dataset["name"] = name;
    tile.querySelector("[data-name]")!.textContent = [name, guest?.label].filter(Boolean).join(", ");
    tile.querySelector("[data-initials]")!.textContent = name.slice(0, 1);
    tile.querySelector<HTMLElement>("[data-silent]")!.hidden = Boolean(isScreen) || !silent;
    tile.querySelector<HTMLElement>("[data-hand]")!.hidden = !guest?.hand;
    this.#say(tile, state);
  }

  #isSame(video: HTMLVideoElement, stream: MediaStream | null): boolean {
    const now = video.srcObject instanceof MediaStream ? video.srcObject.getTracks()[0] : undefined;
    return now !== undefined && now === stream?.getTracks()[0];
  }

  #say(tile: HTMLElement, state: string): void {
    tile.dataset["state"] = state;
    const place = tile.querySelector<HTMLElement>("[data-trouble]")!;
    const words = state === "live" ? "" : this.#word(state);
    if (place.textContent !== words) place.textContent = words;
    place.hidden = !words;
  }

  /** When the last frame came is asked of the picture itself. */
  #follow(video: HTMLVideoElement): void {
    if (!("requestVideoFrameCallback" in video)) return;
    const seen = (): void => {
      this.#frames.set(video, performance.now());
      video.requestVideoFrameCallback(seen);
    };
    video.requestVideoFrameCallback(seen);
  }
}
