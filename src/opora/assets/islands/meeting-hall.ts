/** A hall: who may be heard, the queue of questions with votes, light signs of the listeners. */

import type { Guest, State } from "./meeting-told";

export interface Question {
  id: number;
  text: string;
  name: string;
  votes: number;
  state: "waiting" | "answered" | "dismissed" | "written";
  reason: string;
}

export type Cheers = Record<string, number>;

interface Wiring {
  ask: (url: string, fields: Record<string, string>) => Promise<Response | undefined>;
  send: (said: object) => void;
  say: (words: string) => void;
  word: (name: string) => string;
}

const SHOWN = 4_000;

/** Whose picture and sound there may be: of everybody, but in a hall of those who have the word. */
export function onStage(state: State, one: Guest): boolean {
  return !state.hall || one.host || one.word;
}

export class Hall {
  #place: HTMLElement;
  #wiring: Wiring;
  #asked = new Set<number>();
  #voted = new Set<number>();
  #queue: Question[] = [];
  #known = false;
  #speaks: boolean | undefined;

  constructor(place: HTMLElement, wiring: Wiring) {
    [this.#place, this.#wiring] = [place, wiring];
    place.addEventListener("submit", (event) => void this.#submit(event));
    place.addEventListener("click", (event) => void this.#click(event.target as Element));
  }

  /** What has changed of the right to be heard: `true` given, `false` taken back, nothing otherwise. */
  enter(state: State): boolean | undefined {
    const own = state.people.find((one) => one.person === state.me);
    const speaks = !state.hall || Boolean(own?.host || own?.word);
    const was = this.#speaks;
    this.#speaks = speaks;
    for (const what of ["sound", "camera", "screen"]) this.#hide(`.bar [data-do=${what}]`, !speaks);
    this.#hide(".bar [data-do=hand]", Boolean(state.hall) && speaks);
    this.#hide("[data-word-given]", !(state.hall && own?.word));
    if (!state.hall) return undefined;
    if (!this.#known) void this.#recall();
    this.#one("[data-listening]").textContent = this.#wiring.word("listening").replace("{n}", String(state.hall.listeners));
    this.#hide("[data-do=next]", !state.people.some((one) => one.hand > 0 && !one.word));
    if (was === undefined || was === speaks) return undefined;
    this.#wiring.say(this.#wiring.word(speaks ? "wordgiven" : "wordtaken"));
    return speaks;
  }

  get isHeard(): boolean {
    return this.#speaks !== false;
  }

  queue(questions: Question[]): void {
    this.#queue = questions;
    this.#draw();
  }

  cheers(all: Cheers): void {
    for (const [what, n] of Object.entries(all)) {
      const count = this.#place.querySelector<HTMLElement>(`[data-cheer="${what}"] .count`);
      if (!count) continue;
      count.textContent = String(n);
      count.hidden = false;
      window.clearTimeout(Number(count.dataset["timer"]));
      count.dataset["timer"] = String(window.setTimeout(() => (count.hidden = true), SHOWN));
    }
  }

  // --- own part -------------------------------------------------------------------------------------------

  async #recall(): Promise<void> {
    this.#known = true;
    const answer = await fetch(this.#place.dataset["questions"]!);
    if (answer.ok) this.#remember(await answer.json());
  }

  #remember(own: { asked: number[]; voted: number[] }): void {
    [this.#asked, this.#voted] = [new Set(own.asked), new Set(own.voted)];
    this.#draw();
  }

  async #submit(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-ask-form], [data-why]")) return;
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    if (form.matches("[data-ask-form]")) {
      const answer = await this.#wiring.ask(this.#place.dataset["questions"]!, given);
      if (!answer) return;
      form.reset();
      this.#wiring.say(this.#wiring.word("askedit"));
      this.#remember(await answer.json());
    } else {
      await this.#settle(form, { state: "dismissed", reason: given["reason"] ?? "" });
    }
  }

  async #click(target: Element): Promise<void> {
    const cheer = target.closest<HTMLElement>("[data-cheer]");
    if (cheer) return this.#wiring.send({ do: "cheer", what: cheer.dataset["cheer"] });
    const row = target.closest<HTMLElement>("[data-question]");
    if (!row) return;
    if (target.closest("[data-vote]")) {
      const up = this.#voted.has(Number(row.dataset["question"])) ? "0" : "1";
      const answer = await this.#wiring.ask(`${this.#url(row)}vote/`, { up });
      if (answer) this.#remember(await answer.json());
    } else if (target.closest("[data-answered]")) {
      await this.#settle(row, { state: "answered" });
    } else if (target.closest("[data-dismiss]")) {
      const why = row.querySelector<HTMLElement>("[data-why]")!;
      why.hidden = !why.hidden;
      row.querySelector("[data-dismiss]")!.setAttribute("aria-expanded", String(!why.hidden));
      if (!why.hidden) why.querySelector("input")!.focus();
    }
  }

  async #settle(of: Element, fields: Record<string, string>): Promise<void> {
    await this.#wiring.ask(`${this.#url(of.closest<HTMLElement>("[data-question]")!)}settle/`, fields);
  }

  #url(row: HTMLElement): string {
    return `${this.#place.dataset["questions"]}${row.dataset["question"]}/`;
  }

  // --- what is seen ---------------------------------------------------------------------------------------

  #draw(): void {
    const list = this.#one("[data-questions-list]");
    const keep = new Set(this.#queue.map((one) => String(one.id)));
    for (const row of [...list.children] as HTMLElement[]) if (!keep.has(row.dataset["question"]!)) row.remove();
    this.#queue.forEach((one, at) => {
      const row = list.querySelector<HTMLElement>(`[data-question="${one.id}"]`) ?? this.#row(one);
      if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
      this.#fill(row, one);
    });
    const waiting = this.#queue.filter((one) => one.state === "waiting").length;
    this.#hide("[data-none]", this.#queue.length > 0);
    this.#one("[data-asked]").textContent = String(waiting);
    this.#hide("[data-asked]", waiting === 0);
  }

  #row(one: Question): HTMLElement {
    const template = this.#one<HTMLTemplateElement>("template[data-of=question]");
    const row = template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    row.dataset["question"] = String(one.id);
    row.querySelector("[data-text]")!.textContent = one.text;
    return row;
  }

  #fill(row: HTMLElement, one: Question): void {
    const [isOwn, waits] = [this.#asked.has(one.id), one.state === "waiting"];
    const vote = row.querySelector<HTMLButtonElement>("[data-vote]")!;
    vote.disabled = isOwn || !waits;
    vote.setAttribute("aria-pressed", String(this.#voted.has(one.id)));
    row.querySelector("[data-votes]")!.textContent = String(one.votes);
    const word = this.#wiring.word;
    const about = [isOwn ? word("ownquestion") : one.name || word("nameless")];
    if (one.state === "dismissed") about.push(word("dismissed").replace("{why}", one.reason));
    else if (!waits) about.push(word("answered"));
    row.querySelector("[data-about]")!.textContent = about.join(", ");
    row.toggleAttribute("data-over", !waits);
    for (const part of row.querySelectorAll<HTMLElement>("[data-settle], [data-why]")) if (!waits) part.hidden = true;
  }

  #hide(selector: string, hidden: boolean): void {
    for (const one of this.#place.querySelectorAll<HTMLElement>(selector)) one.hidden = hidden;
  }

  #one<T extends HTMLElement = HTMLElement>(selector: string): T {
    return this.#place.querySelector<T>(selector)!;
  }
}
