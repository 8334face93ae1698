/**
 * The week of the график: the server renders the lines as links, here they are moved, stretched, added and removed
 * by mouse, finger and keyboard. A drop saves at once; keys gather a move until Enter saves or Esc returns it.
 * `<opora-week-grid data-step="15" data-clash data-lost data-shut data-free data-keys data-back>` holds `.week`,
 * `form[data-move]` (line, day, from, to), `form[data-add]` (day, from, to), `form[data-remove]`, `[data-say]` and
 * `data[data-off-of][data-off-day]`: what days off take from a weekday by the calendar of a branch.
 */

import { clock, idOf, isSame, met, type Place, placeOf, put, theirDay } from "./week-place";

const EDGE_PX = 7;
const FINGER_EDGE_PX = 14;
const STILL_PX = 5;
const HOLD_MS = 350;
const NEW_MINUTES = 60;

type Part = "whole" | "start" | "end";
type Turn = readonly [across: number, along: number];

const TURNS: Record<string, Turn> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

class WeekGrid extends HTMLElement {
  /** Where the line under change and its other days stood before. */
  #before: Map<HTMLElement, Place> | undefined;
  #moved = false;

  connectedCallback(): void {
    // the page came back after a move: the line keeps the focus, so that it can be moved on
    if (location.hash.startsWith("#line-")) document.getElementById(location.hash.slice(1))?.focus();
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("pointerdown", (event) => this.#press(event));
    this.addEventListener("dragstart", (event) => event.preventDefault());
    this.addEventListener("focusout", (event) => this.#leave(event));
    this.addEventListener("pointermove", (event) => this.#hint(event));
    this.addEventListener(
      "click",
      (event) => {
        if (!this.#moved) return;
        event.preventDefault();
        this.#moved = false;
      },
      true,
    );
  }

  get #step(): number {
    return Number(this.dataset["step"] ?? 15);
  }

  get #lines(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".line[data-line]")];
  }

  get #columns(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".col")];
  }

  #column(day: number): HTMLElement | undefined {
    return this.#columns[day - 1];
  }

  #fits(place: Place): boolean {
    const column = this.#column(place.day);
    if (!column) return false;
    const { from, to } = placeOf(column);
    return place.from >= from && place.to <= to && place.to - place.from >= this.#step;
  }

  /** What days off take from the weekday of a place, by the calendar of the line's branch. */
  #off(line: HTMLElement, place: Place): HTMLDataElement | null {
    const branch = line.dataset["branch"] ?? "0";
    return this.querySelector(`data[data-off-of="${branch}"][data-off-day="${theirDay(line, place)}"]`);
  }

  #isShut(line: HTMLElement, place: Place): boolean {
    return place.day !== placeOf(line).day && !!this.#off(line, place)?.hasAttribute("data-shut");
  }

  /** While a line is under change each column says which dates its branch loses there. */
  #markDays(line: HTMLElement, place: Place): void {
    for (const column of this.#columns) {
      const off = this.#off(line, { ...place, day: placeOf(column).day });
      column.toggleAttribute("data-shut", !!off?.hasAttribute("data-shut"));
      if (!off) delete column.dataset["off"];
      else
        column.dataset["off"] = off.hasAttribute("data-shut")
          ? (this.dataset["shut"] ?? "")
          : `${this.dataset["free"]} ${off.value}`;
    }
  }

  #unmarkDays(): void {
    for (const column of this.#columns) {
      column.removeAttribute("data-shut");
      delete column.dataset["off"];
    }
  }

  // By keyboard

  #key(event: KeyboardEvent): void {
    if (event.code === "KeyZ" && (event.ctrlKey || event.metaKey) && !this.#before) return this.#undo(event);
    const line = (event.target as Element).closest<HTMLElement>(".line[data-line]");
    if (!line) return;
    const turn = TURNS[event.key];
    if (turn && event.altKey) this.#focus(line, turn);
    else if (turn) this.#shift(line, turn, event.shiftKey);
    else if (event.key === "Enter" && this.#before) this.#save(line);
    else if (event.key === "Escape" && this.#before) this.#return();
    else if (event.key === "Delete") this.#remove(line);
    else return;
    event.preventDefault();
  }

  /** The same as the button of the message about the last change. */
  #undo(event: KeyboardEvent): void {
    const form = document.querySelector<HTMLFormElement>("opora-toast form");
    if (!form) return;
    event.preventDefault();
    this.toggleAttribute("data-busy", true);
    form.requestSubmit();
  }

  #focus(line: HTMLElement, [across, along]: Turn): void {
    const here = placeOf(line);
    const inDay = (day: number): HTMLElement[] =>
      this.#lines
        .filter((one) => placeOf(one).day === day)
        .sort((a, b) => placeOf(a).from - placeOf(b).from);
    if (along) {
      const day = inDay(here.day);
      day[day.indexOf(line) + along]?.focus();
      return;
    }
    for (let day = here.day + across; this.#column(day); day += across) {
      const away = (one: HTMLElement): number => Math.abs(placeOf(one).from - here.from);
      const near = inDay(day).sort((a, b) => away(a) - away(b))[0];
      if (near) return near.focus();
    }
  }

  #shift(line: HTMLElement, [across, along]: Turn, stretches: boolean): void {
    const now = placeOf(line);
    const by = along * this.#step;
    const next = stretches
      ? { ...now, to: now.to + by }
      : { day: now.day + across, from: now.from + by, to: now.to + by };
    // a day that gives no meeting at all is stepped over
    while (across && this.#isShut(line, next)) next.day += across;
    if ((stretches && across) || !this.#fits(next)) return;
    this.#hold(line);
    this.#place(line, next, this.dataset["keys"]);
  }

  /** A gathered move is not saved by leaving it: the line goes back and says so. */
  #leave(event: FocusEvent): void {
    if (!this.#before || !(event.target as Element).matches(".line") || this.hasAttribute("data-busy")) return;
    this.#return();
  }

  #remove(line: HTMLElement): void {
    const form = this.querySelector<HTMLFormElement>("form[data-remove]");
    if (!form || !(line instanceof HTMLAnchorElement)) return;
    form.action = `${line.pathname}delete/`;
    this.toggleAttribute("data-busy", true);
    form.requestSubmit();
  }

  // By mouse and finger

  #press(event: PointerEvent): void {
    const target = event.target as Element;
    if (event.button !== 0 || !target.closest(".week") || target.closest(".day, .hour")) return;
    if (event.pointerType !== "touch") return this.#grab(event);
    // a finger scrolls the grid unless it holds still first
    const waiting = new AbortController();
    const { signal } = waiting;
    const held = setTimeout(() => {
      waiting.abort();
      this.#grab(event);
      target.closest<HTMLElement>(".line")?.setAttribute("data-dragging", "");
    }, HOLD_MS);
    const give = (): void => {
      clearTimeout(held);
      waiting.abort();
    };
    document.addEventListener("pointerup", give, { signal });
    document.addEventListener("pointercancel", give, { signal });
  }

  #grab(event: PointerEvent): void {
    const taken = (event.target as Element).closest<HTMLElement>(".line");
    if (taken && !taken.dataset["line"]) return;
    const line = taken ?? this.#draw(event);
    if (!line) return;
    const part = taken ? this.#part(line, event) : "end";
    const start = placeOf(line);
    const column = this.#column(start.day) as HTMLElement;
    const { from, to } = placeOf(column);
    const minuteHeight = column.getBoundingClientRect().height / (to - from);
    const listening = new AbortController();
    const { signal } = listening;
    const follow = (move: PointerEvent): void => {
      const down = move.clientY - event.clientY;
      if (!this.#moved && Math.abs(down) + Math.abs(move.clientX - event.clientX) < STILL_PX) return;
      this.#moved = true;
      this.#hold(line);
      line.setAttribute("data-dragging", "");
      const by = Math.round(down / minuteHeight / this.#step) * this.#step;
      const next = this.#pulled(start, part, by, this.#dayAt(move.clientX) ?? start.day, !taken);
      if (this.#fits(next) && !this.#isShut(line, next)) this.#place(line, next);
    };
    const drop = (end: Event): void => {
      listening.abort();
      line.removeAttribute("data-dragging");
      const cancelled = end.type !== "pointerup";
      if (!taken) this.#add(line, cancelled || !this.#moved);
      else if (cancelled || isSame(placeOf(line), start)) this.#return();
      else this.#save(line);
    };
    document.addEventListener("pointermove", follow, { signal });
    document.addEventListener("pointerup", drop, { signal });
    document.addEventListener("pointercancel", drop, { signal });
    document.addEventListener("touchmove", (move) => move.preventDefault(), { signal, passive: false });
    document.addEventListener("keydown", (key) => key.key === "Escape" && drop(key), { signal });
  }

  #pulled(start: Place, part: Part, by: number, day: number, grows: boolean): Place {
    if (part === "start") return { ...start, from: start.from + by };
    if (part === "end") return { ...start, to: (grows ? start.from + this.#step : start.to) + by };
    return { day, from: start.from + by, to: start.to + by };
  }

  #part(line: HTMLElement, event: PointerEvent): Part {
    const box = line.getBoundingClientRect();
    const edge = Math.min(event.pointerType === "touch" ? FINGER_EDGE_PX : EDGE_PX, box.height / 4);
    if (event.clientY - box.top < edge) return "start";
    return box.bottom - event.clientY < edge ? "end" : "whole";
  }

  #hint(event: PointerEvent): void {
    const line = (event.target as Element).closest<HTMLElement>(".line[data-line]");
    if (line && event.buttons === 0) line.dataset["part"] = this.#part(line, event);
  }

  #dayAt(x: number): number | undefined {
    const index = this.#columns.findIndex((column) => {
      const box = column.getBoundingClientRect();
      return x >= box.left && x < box.right;
    });
    return index < 0 ? undefined : index + 1;
  }

  /** An outline of a new line where the empty grid was pressed. */
  #draw(event: PointerEvent): HTMLElement | undefined {
    const day = this.#dayAt(event.clientX);
    const column = day ? this.#column(day) : undefined;
    if (!day || !column || !this.querySelector("form[data-add]")) return undefined;
    const { from, to } = placeOf(column);
    const box = column.getBoundingClientRect();
    const at = from + Math.floor(((event.clientY - box.top) / box.height) * ((to - from) / this.#step)) * this.#step;
    const outline = document.createElement("div");
    outline.className = "line";
    outline.dataset["state"] = "ghost";
    put(outline, { day, from: at, to: Math.min(at + this.#step, to) });
    column.after(outline);
    return outline;
  }

  #add(outline: HTMLElement, cancelled: boolean): void {
    const place = placeOf(outline);
    outline.remove();
    this.#before = undefined;
    this.#unmarkDays();
    this.#say("");
    if (cancelled) return;
    if (place.to - place.from <= this.#step) place.to = Math.min(place.from + NEW_MINUTES, 24 * 60 - 1);
    this.#submit("form[data-add]", { day: String(place.day), from: clock(place.from), to: clock(place.to) });
  }

  // A change under way

  #hold(line: HTMLElement): void {
    const own = line.dataset["line"] ? this.#lines.filter((one) => idOf(one) === idOf(line)) : [line];
    this.#before ??= new Map(own.map((one) => [one, placeOf(one)]));
    this.#markDays(line, placeOf(line));
  }

  #return(): void {
    const gathered = this.#before && [...this.#before].some(([line, place]) => !isSame(placeOf(line), place));
    this.#before?.forEach((place, line) => {
      put(line, place);
      line.removeAttribute("data-clash");
    });
    this.#before = undefined;
    this.#unmarkDays();
    this.#say(gathered ? (this.dataset["back"] ?? "") : "");
  }

  /** One line has one time: its other days go along. */
  #place(line: HTMLElement, place: Place, then = ""): void {
    const was = this.#before?.get(line) ?? place;
    this.#before?.forEach((home, other) => {
      if (other !== line)
        put(other, { day: home.day, from: home.from + place.from - was.from, to: home.to + place.to - was.to });
    });
    put(line, place);
    const column = this.#column(place.day);
    const other = met(line, place, this.#lines);
    line.toggleAttribute("data-clash", other !== undefined);
    const lost = this.#off(line, place)?.value;
    this.#say(
      [
        `${column?.dataset["title"] ?? ""} ${clock(place.from)}–${clock(place.to)}.`,
        other ? `${this.dataset["clash"]} ${other.textContent?.trim().replace(/\s+/g, " ")}.` : "",
        lost ? `${this.dataset["lost"]} ${lost}.` : "",
        then,
      ],
      other !== undefined,
    );
  }

  #say(words: string | string[], warns = false): void {
    const place = this.querySelector<HTMLElement>("[data-say]");
    if (!place) return;
    const text = typeof words === "string" ? words : words.filter(Boolean).join(" ");
    place.textContent = text;
    place.toggleAttribute("data-on", text !== "");
    if (warns) place.dataset["tone"] = "danger";
    else delete place.dataset["tone"];
  }

  #save(line: HTMLElement): void {
    this.#before = undefined;
    this.#unmarkDays();
    const { line: id = "", day = "", from = "", to = "" } = line.dataset;
    this.#submit("form[data-move]", { line: id, day, from, to });
  }

  #submit(which: string, values: Record<string, string>): void {
    const form = this.querySelector<HTMLFormElement>(which);
    if (!form) return;
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    }
    this.toggleAttribute("data-busy", true);
    form.requestSubmit();
  }
}

customElements.define("opora-week-grid", WeekGrid);
