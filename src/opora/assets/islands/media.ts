/** What is attached, alive: voice notes with their wave, pictures one after another, the recorder of notes. */

import type { Kind, Recording } from "./recording";

const SPEEDS = [1, 1.5, 2];
const SPEED = "opora:voice-speed";
const SVG = "http://www.w3.org/2000/svg";

function clock(seconds: number): string {
  const whole = Math.max(Math.floor(seconds), 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function icon(name: string): SVGElement {
  const known = document.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${known}#${name}`);
  svg.append(use);
  return svg;
}

/** A player over the plain one: press, move by keys, hear faster. Nothing sounds by itself. */
class Voice extends HTMLElement {
  #audio = this.querySelector("audio");
  #seconds = Number(this.dataset["seconds"]);
  #button = document.createElement("button");
  #place = document.createElement("input");
  #time = document.createElement("span");
  #speed = document.createElement("button");

  connectedCallback(): void {
    const audio = this.#audio;
    if (!audio || this.querySelector("button")) return;
    audio.controls = false;
    audio.hidden = true;
    this.#button.type = this.#speed.type = "button";
    this.#button.className = "btn icon-only";
    this.#speed.className = "btn quiet small num";
    this.#place.type = "range";
    this.#place.min = this.#place.value = "0";
    this.#place.max = String(this.#seconds || 1);
    this.#place.step = "0.1";
    this.#place.setAttribute("aria-label", this.dataset["place"] ?? "");
    this.#time.className = "num small muted";
    this.#time.textContent = clock(this.#seconds);
    const wave = document.createElement("span");
    wave.className = "wave";
    wave.append(this.#drawn(), this.#place);
    this.append(this.#button, wave, this.#time, this.#speed);
    this.#show();
    this.#rate(Number(localStorage.getItem(SPEED)) || 1);
    this.#button.addEventListener("click", () => void (audio.paused ? this.#play(audio) : audio.pause()));
    this.#speed.addEventListener("click", () => {
      const next = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length] ?? 1;
      localStorage.setItem(SPEED, String(next));
      this.#rate(next);
    });
    this.#place.addEventListener("input", () => {
      audio.currentTime = Number(this.#place.value);
      this.#move();
    });
    for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, () => this.#show());
    audio.addEventListener("timeupdate", () => this.#move());
  }

  async #play(audio: HTMLAudioElement): Promise<void> {
    for (const other of document.querySelectorAll<HTMLMediaElement>("audio, video")) if (other !== audio) other.pause();
    this.#rate(Number(localStorage.getItem(SPEED)) || 1);
    await audio.play();
  }

  #rate(speed: number): void {
    if (this.#audio) this.#audio.playbackRate = speed;
    this.#speed.textContent = `${String(speed).replace(".", ",")}×`;
    this.#speed.setAttribute("aria-label", `${this.dataset["speed"] ?? ""}: ${this.#speed.textContent}`);
  }

  #show(): void {
    const paused = this.#audio?.paused ?? true;
    this.#button.setAttribute("aria-label", this.dataset[paused ? "play" : "pause"] ?? "");
    this.#button.replaceChildren(icon(paused ? "player-play" : "player-pause"));
    this.#move();
  }

  #move(): void {
    const audio = this.#audio!;
    const ended = audio.ended || audio.currentTime === 0;
    this.#place.value = String(ended ? 0 : audio.currentTime);
    this.#time.textContent = clock(ended ? this.#seconds : audio.currentTime);
    const bars = this.querySelectorAll("rect");
    const heard = ended ? 0 : (audio.currentTime / (this.#seconds || 1)) * bars.length;
    for (const [number, bar] of bars.entries()) bar.classList.toggle("heard", number < heard);
  }

  #drawn(): SVGElement {
    const peaks = (this.dataset["peaks"] || "20").split(",").map(Number);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${peaks.length * 3} 32`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    for (const [number, peak] of peaks.entries()) {
      const tall = Math.max((peak / 100) * 30, 2);
      const bar = document.createElementNS(SVG, "rect");
      const at = { x: number * 3, y: 16 - tall / 2, width: 2, height: tall, rx: 1 };
      for (const [name, value] of Object.entries(at)) bar.setAttribute(name, String(value));
      svg.append(bar);
    }
    return svg;
  }
}

/** Pictures of the page in one dialog: arrows, Escape, the focus comes back by itself. */
class Lightbox {
  #dialog: HTMLDialogElement;
  #all: HTMLAnchorElement[] = [];
  #at = 0;

  constructor(dialog: HTMLDialogElement) {
    this.#dialog = dialog;
    document.addEventListener("click", (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-lightbox]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#all = [...document.querySelectorAll<HTMLAnchorElement>("a[data-lightbox]")];
      this.#show(this.#all.indexOf(link));
      dialog.showModal();
    });
    dialog.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("button");
      if (button?.dataset["step"]) this.#show(this.#at + Number(button.dataset["step"]));
      else if (button || event.target === dialog) dialog.close();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") this.#show(this.#at - 1);
      if (event.key === "ArrowRight") this.#show(this.#at + 1);
    });
  }

  #show(asked: number): void {
    this.#at = Math.min(Math.max(asked, 0), this.#all.length - 1);
    const link = this.#all[this.#at]!;
    const small = link.querySelector("img")!;
    const picture = this.#dialog.querySelector<HTMLImageElement>(":scope > img")!;
    picture.src = link.dataset["lightbox"] ?? "";
    picture.alt = small.alt;
    picture.width = small.width;
    picture.height = small.height;
    this.#dialog.querySelector("[data-caption]")!.textContent = small.alt;
    this.#dialog.querySelector<HTMLAnchorElement>("[data-original]")!.href = link.href;
    this.#dialog.querySelector("[data-count]")!.textContent = `${this.#at + 1} / ${this.#all.length}`;
    for (const step of this.#dialog.querySelectorAll<HTMLButtonElement>("[data-step]"))
      step.disabled = Number(step.dataset["step"]) < 0 ? this.#at === 0 : this.#at === this.#all.length - 1;
  }
}

class Recorder extends HTMLElement {
  #now: Recording | undefined;
  #kind: Kind = "voice";

  connectedCallback(): void {
    this.hidden = false;
    this.addEventListener("click", (event) => {
      const pressed = (event.target as Element).closest<HTMLElement>("button")?.dataset;
      if (!pressed) return;
      if (pressed["record"]) void this.#begin(pressed["record"] as Kind);
      else if (pressed["hold"] !== undefined) this.#hold();
      else if (pressed["done"] !== undefined) void this.#finish();
      else this.#end();
    });
  }

  disconnectedCallback(): void {
    this.#now?.cancel();
  }

  async #begin(kind: Kind): Promise<void> {
    this.#say("");
    this.#kind = kind;
    try {
      const library = (await import(this.dataset["library"] ?? "")) as typeof import("./recording");
      this.#now = await library.Recording.begin(kind, (seconds) => {
        this.#part("time").textContent = clock(seconds);
        if (seconds >= library.LONGEST[kind]) void this.#finish();
      });
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      const words = { NotAllowedError: "refused", NotFoundError: "missing", NotReadableError: "missing" }[name] ?? "unable";
      this.#say(this.dataset[words] ?? "");
      return;
    }
    const mirror = this.querySelector("video")!;
    mirror.hidden = kind === "voice";
    if (kind === "video") {
      mirror.srcObject = this.#now.stream;
      void mirror.play();
    }
    this.#part("time").textContent = clock(0);
    this.#open(true);
    this.#part("done").focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
  }

  #hold(): void {
    const held = this.#now?.hold() ?? false;
    this.#part("hold").setAttribute("aria-pressed", String(held));
    this.toggleAttribute("data-held", held);
  }

  async #finish(): Promise<void> {
    const now = this.#now;
    this.#now = undefined;
    if (!now) return;
    const detail = await now.finish(this.dataset[this.#kind] ?? "");
    this.#end();
    this.dispatchEvent(new CustomEvent("opora:recorded", { bubbles: true, detail }));
  }

  #end(): void {
    this.#now?.cancel();
    this.#now = undefined;
    this.querySelector("video")!.srcObject = null;
    this.#part("hold").setAttribute("aria-pressed", "false");
    this.removeAttribute("data-held");
    this.#open(false);
    this.querySelector<HTMLElement>(`[data-record="${this.#kind}"]`)?.focus();
  }

  #open(open: boolean): void {
    this.#part("panel").hidden = !open;
    for (const button of this.querySelectorAll<HTMLElement>("[data-record]")) button.hidden = open;
  }

  #part(name: string): HTMLElement {
    return this.querySelector<HTMLElement>(`[data-${name}]`)!;
  }

  #say(words: string): void {
    this.#part("words").textContent = words;
  }
}

customElements.define("opora-voice", Voice);
customElements.define("opora-recorder", Recorder);
const dialog = document.querySelector<HTMLDialogElement>("dialog.lightbox");
if (dialog) new Lightbox(dialog);
