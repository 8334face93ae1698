/** Of the others in a chat: who is there now, who types, how far each has read. Shown where the page has a place. */

export interface Heard {
  room: string;
  change?: number;
  since?: number;
  html?: string;
  gone?: boolean;
  entered?: boolean;
  here?: number[];
  on?: number[];
  off?: number[];
  typing?: number;
  read?: Record<string, number>;
}

const TYPES_FOR = 5_000;
const SAYS_EVERY = 3_000;

/** Whether news come to this page by themselves now. */
export function hears(): boolean {
  return !!document.querySelector<HTMLElement & { isOpen?: boolean }>("opora-live")?.isOpen;
}

export class ChatPeople {
  #here = new Set<string>();
  #read = new Map<string, number>();
  #typing = new Map<string, number>();
  #saidAt = 0;

  constructor(private host: HTMLElement) {}

  /** Own reading, as the server knows it. */
  get seen(): number {
    return this.#read.get(this.host.dataset["me"] ?? "") ?? 0;
  }

  hear(told: Heard): void {
    if (told.here) this.#here = new Set(told.here.map(String));
    for (const person of told.on ?? []) this.#here.add(String(person));
    for (const person of told.off ?? []) this.#here.delete(String(person));
    if (told.here ?? told.on ?? told.off) this.#showHere();
    if (told.read) {
      for (const [person, seq] of Object.entries(told.read))
        this.#read.set(person, Math.max(seq, this.#read.get(person) ?? 0));
      this.showRead();
    }
    if (told.typing !== undefined) this.#types(String(told.typing));
  }

  /** Own typing, at most once in a while. */
  type(): void {
    if (Date.now() - this.#saidAt < SAYS_EVERY) return;
    this.#saidAt = Date.now();
    const detail = { typing: this.host.dataset["room"] };
    document.dispatchEvent(new CustomEvent("opora:say", { detail, cancelable: true }));
  }

  #showHere(): void {
    for (const place of document.querySelectorAll<HTMLElement>("[data-here]"))
      place.hidden = !this.#here.has(place.dataset["here"] ?? "");
  }

  #types(person: string): void {
    clearTimeout(this.#typing.get(person));
    this.#typing.set(
      person,
      window.setTimeout(() => {
        this.#typing.delete(person);
        this.#showTyping();
      }, TYPES_FOR),
    );
    this.#showTyping();
  }

  /** Who has said it types no more. */
  said(): void {
    for (const timer of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
    this.#showTyping();
  }

  #showTyping(): void {
    const place = this.host.querySelector<HTMLElement>("[data-typing]");
    if (!place) return;
    const names = [...this.#typing.keys()]
      .map((person) => document.querySelector<HTMLElement>(`[data-person="${person}"]`)?.dataset["name"])
      .filter(Boolean);
    place.textContent = names.length > 0 ? `${names.join(", ")} ${place.dataset["typing"]}` : "";
  }

  /** One tick: it is kept; two: somebody else has read it. */
  showRead(): void {
    const others = [...this.#read].filter(([person]) => person !== this.host.dataset["me"]);
    if (this.host.dataset["ticks"] === undefined) return;
    for (const own of this.host.querySelectorAll<HTMLElement>("article.msg:has(.avatar.me)")) {
      const readers = others.filter(([, seq]) => seq >= Number(own.dataset["seq"])).length;
      let ticks = own.querySelector<HTMLElement>(".ticks");
      if (!ticks) {
        ticks = document.createElement("span");
        ticks.className = "ticks";
        ticks.setAttribute("role", "img");
        own.querySelector(".by")?.append(ticks);
      }
      ticks.textContent = readers ? "✓✓" : "✓";
      const words = readers ? `${this.host.dataset["ticksRead"]}${others.length > 1 ? `: ${readers}` : ""}` : this.host.dataset["ticks"];
      ticks.setAttribute("aria-label", words ?? "");
      ticks.title = words ?? "";
    }
  }
}
