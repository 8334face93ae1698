/**
 * A board several people draw on: marks of SVG on a page of 1600 by 1000 units (ADR 47). A mark is sent when it is
 * drawn, a long line by pieces; what others drew is asked for by the number of the last event when the socket wakes us.
 */

import { hears } from "./chat-people";
import { type Mark, Pen, shape } from "./whiteboard-pen";

const SENT_EVERY = 250;
const AGAIN = 3_000;
const WITHOUT_NEWS = 25_000;
const SURE_FOR = 4_000;
const MOST = 40;
const FAR = 100;
const NEAR = 20;

interface Told {
  change: number;
  page: number;
  pages: { id: number; under: string; waits: boolean }[];
  marks: (Mark & { gone?: true; mine: boolean })[];
  open: boolean;
  may: boolean;
}

class Board extends HTMLElement {
  #svg = this.querySelector<SVGSVGElement>("[data-svg]")!;
  #marks = this.#svg.querySelector<SVGGElement>("[data-marks]")!;
  #look = {
    colors: (this.dataset["colors"] ?? "").split(" "),
    pens: (this.dataset["pens"] ?? "").split(" ").map(Number),
    letters: (this.dataset["letters"] ?? "").split(" ").map(Number),
  };
  #pen = new Pen(this.#svg.querySelector<SVGGElement>("[data-draft]")!, this.#look, {
    drawn: (mark) => this.#drawn(mark),
    words: (x, y) => this.#ask(x, y),
    rub: (x, y) => this.#rub(x, y),
  });
  #told: Told | undefined;
  #page = 0;
  #after = 0;
  #queue: Mark[] = [];
  #rubbed = new Set<string>();
  #done: string[] = [];
  #place: [number, number] = [800, 500];
  #cross: [number, number] = [800, 500];
  #busy = false;
  #wanted = false;
  #sending = false;
  #timers: number[] = [];

  connectedCallback(): void {
    this.addEventListener("click", (event) => this.#click(event));
    const svg = this.#svg;
    svg.addEventListener("pointerdown", (event) => this.#down(event));
    svg.addEventListener("pointermove", (event) => {
      if (this.#pen.isDown) for (const one of event.getCoalescedEvents?.() ?? [event]) this.#pen.move(...this.#at(one));
    });
    for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, () => this.#pen.end());
    svg.addEventListener("keydown", (event) => this.#key(event));
    this.#one<HTMLFormElement>("form").addEventListener("submit", (event) => this.#write(event));
    this.querySelector("[data-file]")?.addEventListener("change", (event) => void this.#file(event.target as HTMLInputElement));
    document.addEventListener("opora:room", this.#hear);
    window.addEventListener("online", this.#hear);
    this.#timers.push(
      window.setInterval(() => void this.#send(), SENT_EVERY),
      window.setInterval(() => hears() || void this.#catchUp(), WITHOUT_NEWS),
    );
    void this.#catchUp();
  }

  disconnectedCallback(): void {
    document.removeEventListener("opora:room", this.#hear);
    window.removeEventListener("online", this.#hear);
    for (const timer of this.#timers) clearInterval(timer);
  }

  get #leads(): boolean {
    return this.dataset["leads"] !== undefined;
  }

  // --- what the server tells ------------------------------------------------------------------------------

  #hear = (event: Event): void => {
    const room = (event as CustomEvent<{ room?: string } | undefined>).detail?.room;
    if (room === undefined || room === this.dataset["room"]) void this.#catchUp();
  };

  async #catchUp(): Promise<void> {
    if (this.#busy) {
      this.#wanted = true;
      return;
    }
    this.#busy = true;
    this.#wanted = false;
    try {
      const answer = await fetch(`${this.dataset["told"]}?after=${this.#after}`);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.#take((await answer.json()) as Told);
      if (!this.#sending && !this.#queue.length) this.#say("");
    } catch {
      this.#say("cut");
      window.setTimeout(() => void this.#catchUp(), AGAIN);
    }
    this.#busy = false;
    if (this.#wanted) void this.#catchUp();
  }

  #take(told: Told): void {
    const before = this.#told;
    this.#told = told;
    this.#after = told.change;
    for (const mark of told.marks) {
      if (mark.gone) this.#marks.querySelector(`[data-id="${mark.id}"]`)?.remove();
      else this.#put(mark, mark.mine);
    }
    const there = told.pages.some(({ id }) => id === this.#page);
    if (told.page !== before?.page || !there) this.#page = told.page || told.pages[0]?.id || 0;
    this.toggleAttribute("data-may", told.may);
    this.#one("[data-kit]").hidden = !told.may;
    this.querySelector("[data-act=open]")?.setAttribute("aria-pressed", String(told.open));
    if (this.#leads && told.may && !told.pages.length && !before) void this.#post(this.dataset["pages"]!);
    this.#show();
  }

  #put(mark: Mark, mine: boolean): void {
    let there = this.#marks.querySelector<SVGElement>(`[data-id="${mark.id}"]`);
    if (!there && this.#rubbed.has(mark.stroke)) return;
    if (!there) {
      there = shape(mark, this.#look);
      this.#marks.append(there);
    }
    Object.assign(there.dataset, { id: mark.id, stroke: mark.stroke, page: String(mark.page), mine: mine ? "1" : "" });
    if (mark.page !== this.#page) there.setAttribute("display", "none");
  }

  #show(): void {
    const pages = this.#told?.pages ?? [];
    const at = pages.findIndex(({ id }) => id === this.#page);
    const page = pages[at];
    for (const mark of this.#marks.children as HTMLCollectionOf<SVGElement>)
      if (mark.dataset["page"] === String(this.#page)) mark.removeAttribute("display");
      else mark.setAttribute("display", "none");
    const under = this.#svg.querySelector("[data-under]")!;
    if (page?.under) under.setAttribute("href", page.under);
    else under.removeAttribute("href");
    this.#one("[data-empty]").hidden = pages.length > 0 || this.#leads;
    const [n, all] = [String(at + 1), String(pages.length)];
    this.#one("[data-number]").textContent = page ? this.#word("page").replace("{n}", n).replace("{all}", all) : "";
    this.#one<HTMLButtonElement>("[data-act=back]").disabled = at <= 0;
    this.#one<HTMLButtonElement>("[data-act=forth]").disabled = at < 0 || at >= pages.length - 1;
    this.#say(page?.waits ? "waits" : "");
  }

  // --- drawing --------------------------------------------------------------------------------------------

  #at(event: MouseEvent): [number, number] {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.#svg.getScreenCTM()!.inverse());
    return [point.x, point.y];
  }

  #down(event: PointerEvent): void {
    if (!this.#told?.may || !this.#page || event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    this.#svg.setPointerCapture(event.pointerId);
    this.#pen.begin(this.#page, ...this.#at(event));
  }

  /** A cross walks by arrows; the space bar puts the pen down and lifts it. */
  #key(event: KeyboardEvent): void {
    const step = event.shiftKey ? FAR : NEAR;
    const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [0, 0];
    if (event.code === "KeyZ" && (event.ctrlKey || event.metaKey)) this.#undo();
    else if (dx || dy) {
      this.#cross = [Math.min(Math.max(this.#cross[0] + dx!, 0), 1600), Math.min(Math.max(this.#cross[1] + dy!, 0), 1000)];
      if (this.#pen.isDown) this.#pen.move(...this.#cross);
    } else if (event.key === " " && this.#told?.may && this.#page) {
      if (this.#pen.isDown) this.#pen.end();
      else this.#pen.begin(this.#page, ...this.#cross);
      if (this.#pen.isAtOnce) this.#pen.end();
    } else return;
    event.preventDefault();
    this.#one("[data-cross]").setAttribute("transform", `translate(${this.#cross.join(" ")})`);
  }

  #drawn(mark: Mark): void {
    this.#put(mark, true);
    if (this.#done.at(-1) !== mark.stroke) this.#done.push(mark.stroke);
    this.#queue.push(mark);
  }

  #ask(x: number, y: number): void {
    this.#place = [x, y];
    const form = this.#one<HTMLFormElement>("form");
    form.hidden = false;
    // the press itself gives the focus to the board
    setTimeout(() => form.querySelector("input")!.focus());
  }

  #write(event: Event): void {
    event.preventDefault();
    const form = this.#one<HTMLFormElement>("form");
    const input = form.querySelector("input")!;
    if (input.value.trim() && this.#page) this.#pen.write(this.#page, ...this.#place, input.value.trim());
    input.value = "";
    form.hidden = true;
    this.#svg.focus({ preventScroll: true });
  }

  /** A finger is thicker than a line: what is near is rubbed out too. */
  #rub(x: number, y: number): void {
    const matrix = this.#svg.getScreenCTM()!;
    const centre = new DOMPoint(x, y).matrixTransform(matrix);
    const near = [[0, 0], [-6, 0], [6, 0], [0, -6], [0, 6], [-4, -4], [4, 4], [4, -4], [-4, 4]] as const;
    for (const [dx, dy] of near)
      for (const hit of document.elementsFromPoint(centre.x + dx, centre.y + dy)) {
        const mark = hit.closest<SVGElement>("[data-stroke]");
        if (mark?.dataset["mine"] && this.#marks.contains(mark)) this.#gone(mark.dataset["stroke"]!);
      }
  }

  #undo(): void {
    const last = this.#done.pop();
    if (last) this.#gone(last);
  }

  #gone(stroke: string): void {
    this.#rubbed.add(stroke);
    for (const piece of this.#marks.querySelectorAll(`[data-stroke="${stroke}"]`)) piece.remove();
  }

  // --- what the server is told ----------------------------------------------------------------------------

  /** In order: what was drawn, then what was taken away; what does not arrive waits. */
  async #send(): Promise<void> {
    if (this.#sending) return;
    const [marks, strokes] = [this.#queue.slice(0, MOST), [...this.#rubbed].slice(0, MOST)];
    if (!marks.length && !strokes.length) return;
    this.#sending = true;
    const isRubbing = !marks.length;
    const answer = isRubbing
      ? await this.#post(this.dataset["erase"]!, { strokes: JSON.stringify(strokes) })
      : await this.#post(this.dataset["draw"]!, { marks: JSON.stringify(marks) });
    if (answer === "lost") await new Promise((resolve) => setTimeout(resolve, AGAIN));
    else if (isRubbing) for (const one of strokes) this.#rubbed.delete(one);
    else {
      this.#queue.splice(0, marks.length);
      if (answer === "refused") for (const { id } of marks) this.#marks.querySelector(`[data-id="${id}"]`)?.remove();
    }
    this.#sending = false;
  }

  async #post(url: string, fields: Record<string, string | Blob> = {}): Promise<"done" | "refused" | "lost"> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const token = this.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.status >= 500 || answer.redirected) throw new Error(String(answer.status));
      const template = document.createElement("template");
      if (answer.status === 422) template.innerHTML = await answer.text();
      this.#one("[data-refusal]").replaceChildren(template.content);
      return answer.ok ? "done" : "refused";
    } catch {
      this.#say("cut");
      return "lost";
    }
  }

  async #file(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (file) await this.#post(this.dataset["pages"]!, { file });
    input.value = "";
    await this.#catchUp();
  }

  // --- what is pressed ------------------------------------------------------------------------------------

  #click(event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button");
    if (!button) return;
    for (const name of ["tool", "color", "width"] as const) {
      const value = button.dataset[name];
      if (value === undefined) continue;
      this.#pen.take(name, value);
      for (const other of this.querySelectorAll<HTMLElement>(`[data-${name}]`))
        other.setAttribute("aria-pressed", String(other === button));
    }
    const act = button.dataset["act"];
    if (act === "undo") this.#undo();
    if (act === "back" || act === "forth") this.#turn(act === "back" ? -1 : 1);
    if (act === "add") void this.#post(this.dataset["pages"]!).then(() => this.#catchUp());
    if (act === "open") void this.#open(button.getAttribute("aria-pressed") !== "true");
    if (act === "clear") this.#clear(button);
  }

  async #open(on: boolean): Promise<void> {
    await this.#post(this.dataset["open"]!, { on: on ? "1" : "0" });
    await this.#catchUp();
  }

  /** Who leads turns the page for everybody. */
  #turn(step: number): void {
    const pages = this.#told?.pages ?? [];
    const next = pages[pages.findIndex(({ id }) => id === this.#page) + step];
    if (!next) return;
    this.#page = next.id;
    this.#show();
    if (this.#leads && this.#told?.may) void this.#post(`${this.dataset["pages"]}${next.id}/show/`);
  }

  /** Asked twice: there is no way back. */
  #clear(button: HTMLButtonElement): void {
    const words = button.querySelector("span")!;
    if (button.dataset["was"] === undefined) {
      button.dataset["was"] = words.textContent ?? "";
      words.textContent = button.dataset["sure"] ?? "";
      setTimeout(() => {
        words.textContent = button.dataset["was"] ?? "";
        delete button.dataset["was"];
      }, SURE_FOR);
      return;
    }
    void this.#post(`${this.dataset["pages"]}${this.#page}/clear/`).then(() => this.#catchUp());
  }

  // --- small things ---------------------------------------------------------------------------------------

  #word(name: string): string {
    return this.querySelector(`[data-word=${name}]`)?.textContent ?? "";
  }

  #say(word: string): void {
    const words = word && this.#word(word);
    const place = this.#one("[data-state]");
    if (place.textContent !== words) place.textContent = words;
  }

  #one<T extends Element = HTMLElement>(selector: string): T {
    return this.querySelector<T>(selector)!;
  }
}

customElements.define("opora-board", Board);
