/**
 * The week of the график: the server renders the lines as links, here they get arrows and dragging.
 * Placement is by attributes, so moving a line is changing `data-day`, `data-from`, `data-to`.
 * `<opora-week-grid data-step="15">` holds `.week` and `form[data-move]` with the fields line, day, from, to.
 */

interface Place {
  day: number;
  from: number;
  to: number;
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const clock = (total: number): string =>
  `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
const placeOf = (line: HTMLElement): Place => ({
  day: Number(line.dataset["day"]),
  from: minutes(line.dataset["from"] ?? "00:00"),
  to: minutes(line.dataset["to"] ?? "00:00"),
});

function put(line: HTMLElement, place: Place): void {
  line.dataset["day"] = String(place.day);
  line.dataset["from"] = clock(place.from);
  line.dataset["to"] = clock(place.to);
}

class WeekGrid extends HTMLElement {
  #moved = false;

  connectedCallback(): void {
    // the page came back after a move: the line keeps the focus, so that it can be moved on
    if (location.hash.startsWith("#line-")) document.getElementById(location.hash.slice(1))?.focus();
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("pointerdown", (event) => this.#grab(event));
    this.addEventListener("dragstart", (event) => event.preventDefault());
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

  /** First and last minute of the grid, and how many days it has. */
  get #bounds(): { first: number; last: number; days: number } {
    const column = this.querySelector<HTMLElement>(".col") as HTMLElement;
    const { from, to } = placeOf(column);
    return { first: from, last: to, days: this.querySelectorAll(".col").length };
  }

  #key(event: KeyboardEvent): void {
    const line = (event.target as Element).closest<HTMLElement>(".line");
    const turn = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const [across, along] = turn ?? [];
    if (!line || across === undefined || along === undefined) return;
    event.preventDefault();
    if (!event.altKey) this.#focus(line, across, along);
    else if (line.dataset["line"]) this.#shift(line, across, along * this.#step);
  }

  #focus(line: HTMLElement, across: number, along: number): void {
    const here = placeOf(line);
    const all = [...this.querySelectorAll<HTMLElement>(".line[href]")];
    const inDay = (day: number): HTMLElement[] =>
      all.filter((one) => placeOf(one).day === day).sort((a, b) => placeOf(a).from - placeOf(b).from);
    if (along) {
      const day = inDay(here.day);
      day[day.indexOf(line) + along]?.focus();
      return;
    }
    for (let day = here.day + across; day >= 1 && day <= this.#bounds.days; day += across) {
      const near = inDay(day).sort(
        (a, b) => Math.abs(placeOf(a).from - here.from) - Math.abs(placeOf(b).from - here.from),
      )[0];
      if (near) {
        near.focus();
        return;
      }
    }
  }

  #within(place: Place): boolean {
    const { first, last, days } = this.#bounds;
    return place.day >= 1 && place.day <= days && place.from >= first && place.to <= last;
  }

  #shift(line: HTMLElement, days: number, by: number): void {
    const now = placeOf(line);
    const next = { day: now.day + days, from: now.from + by, to: now.to + by };
    if (!this.#within(next)) return;
    put(line, next);
    this.#send(line);
  }

  #grab(event: PointerEvent): void {
    const line = (event.target as Element).closest<HTMLElement>(".line[data-line]");
    const column = this.querySelector<HTMLElement>(".col");
    // a finger scrolls the grid; it moves a line through the form behind the link
    if (!line || !column || event.button !== 0 || event.pointerType === "touch") return;
    const before = placeOf(line);
    const box = column.getBoundingClientRect();
    const { first, last } = this.#bounds;
    const minuteHeight = box.height / (last - first);
    const listening = new AbortController();
    const follow = (move: PointerEvent): void => {
      const down = move.clientY - event.clientY;
      if (!this.#moved && Math.abs(down) + Math.abs(move.clientX - event.clientX) < 5) return;
      this.#moved = true;
      line.setAttribute("data-dragging", "");
      const by = Math.round(down / minuteHeight / this.#step) * this.#step;
      const day = before.day + Math.round((move.clientX - event.clientX) / box.width);
      const next = { day, from: before.from + by, to: before.to + by };
      if (this.#within(next)) put(line, next);
    };
    const drop = (end: Event): void => {
      listening.abort();
      line.removeAttribute("data-dragging");
      if (end.type === "pointercancel" || end instanceof KeyboardEvent) put(line, before);
      else if (JSON.stringify(placeOf(line)) !== JSON.stringify(before)) this.#send(line);
    };
    const { signal } = listening;
    document.addEventListener("pointermove", follow, { signal });
    document.addEventListener("pointerup", drop, { signal });
    document.addEventListener("pointercancel", drop, { signal });
    document.addEventListener("keydown", (key) => key.key === "Escape" && drop(key), { signal });
  }

  #send(line: HTMLElement): void {
    const form = this.querySelector<HTMLFormElement>("form[data-move]");
    if (!form) return;
    for (const name of ["line", "day", "from", "to"] as const) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = line.dataset[name] ?? "";
    }
    form.requestSubmit();
  }
}

customElements.define("opora-week-grid", WeekGrid);
