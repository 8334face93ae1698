/** What is in the hand over a board: it makes marks of moves, and an element of a mark. */

import { newId } from "./outbox";

export type Kind = "pen" | "line" | "frame" | "words";

/** What the server keeps (`board.marks.Drawn`); `points` are x and y by turns, in units of the page. */
export interface Mark {
  id: string;
  stroke: string;
  page: number;
  kind: Kind;
  color: number;
  width: number;
  points: number[];
  words?: string;
}

export interface Look {
  colors: string[];
  pens: number[];
  letters: number[];
}

interface Wiring {
  drawn: (mark: Mark) => void;
  words: (x: number, y: number) => void;
  rub: (x: number, y: number) => void;
}

const SVG = "http://www.w3.org/2000/svg";
const STEP = 3;
/** a long line is shown to others before it ends */
const PIECE = 160;
const PIECE_MS = 600;

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function path(points: number[]): string {
  const pairs: string[] = [];
  for (let n = 0; n < points.length; n += 2) pairs.push(`${points[n]} ${points[n + 1]}`);
  return pairs.length === 1 ? `M${pairs[0]}h0.1` : `M${pairs.join("L")}`;
}

export function shape({ kind, color, width, points, words }: Mark, look: Look): SVGElement {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points;
  const paint = look.colors[color]!;
  const line = { stroke: paint, "stroke-width": look.pens[width]! };
  if (kind === "pen") return element("path", { d: path(points), ...line });
  if (kind === "line") return element("line", { x1, y1, x2, y2, ...line });
  if (kind === "frame") {
    const corner = { x: Math.min(x1, x2), y: Math.min(y1, y2) };
    return element("rect", { ...corner, width: Math.abs(x2 - x1), height: Math.abs(y2 - y1), ...line });
  }
  const said = element("text", { x: x1, y: y1, fill: paint, "font-size": look.letters[width]! });
  said.textContent = words ?? "";
  return said;
}

export class Pen {
  isDown = false;
  #draft: SVGGElement;
  #look: Look;
  #wiring: Wiring;
  #tool: Kind | "eraser" = "pen";
  #color = 0;
  #width = 1;
  #page = 0;
  #stroke = "";
  #points: number[] = [];
  #since = 0;

  constructor(draft: SVGGElement, look: Look, wiring: Wiring) {
    [this.#draft, this.#look, this.#wiring] = [draft, look, wiring];
  }

  take(what: "tool" | "color" | "width", value: string): void {
    if (what === "tool") this.#tool = value as Kind | "eraser";
    else if (what === "color") this.#color = Number(value);
    else this.#width = Number(value);
  }

  /** What needs no second point is done where it is put down. */
  get isAtOnce(): boolean {
    return this.#tool === "words" || this.#tool === "eraser";
  }

  begin(page: number, x: number, y: number): void {
    const at = this.#rounded(x, y);
    if (this.#tool === "words") return this.#wiring.words(...at);
    this.isDown = true;
    [this.#page, this.#stroke, this.#points, this.#since] = [page, newId(), [...at], performance.now()];
    if (this.#tool === "eraser") this.#wiring.rub(...at);
    else this.#show();
  }

  move(x: number, y: number): void {
    if (!this.isDown) return;
    const [px, py] = this.#rounded(x, y);
    if (this.#tool === "eraser") return this.#wiring.rub(px, py);
    if (this.#tool === "pen") {
      const [lx, ly] = this.#points.slice(-2) as [number, number];
      if (Math.hypot(px - lx, py - ly) < STEP) return;
      this.#points.push(px, py);
      if (this.#points.length >= PIECE || performance.now() - this.#since > PIECE_MS) this.#piece();
    } else this.#points = [...this.#points.slice(0, 2), px, py];
    this.#show();
  }

  end(): void {
    if (!this.isDown) return;
    this.isDown = false;
    this.#draft.replaceChildren();
    if (this.#tool === "eraser") return;
    if (this.#tool === "pen" || this.#points.length === 4) this.#wiring.drawn(this.#mark(this.#tool as Kind, this.#points));
  }

  write(page: number, x: number, y: number, words: string): void {
    [this.#page, this.#stroke] = [page, newId()];
    this.#wiring.drawn({ ...this.#mark("words", this.#rounded(x, y)), words });
  }

  /** The next piece begins where this one ends, so no gap is seen. */
  #piece(): void {
    this.#wiring.drawn(this.#mark("pen", this.#points));
    this.#points = this.#points.slice(-2);
    this.#since = performance.now();
  }

  #mark(kind: Kind, points: number[]): Mark {
    const [stroke, page, color, width] = [this.#stroke, this.#page, this.#color, this.#width];
    return { id: newId(), stroke, page, kind, color, width, points: [...points] };
  }

  #show(): void {
    if (this.#tool === "eraser" || this.#tool === "words") return;
    this.#draft.replaceChildren(shape(this.#mark(this.#tool, this.#points), this.#look));
  }

  #rounded(x: number, y: number): [number, number] {
    return [Math.round(Math.min(Math.max(x, 0), 1600)), Math.round(Math.min(Math.max(y, 0), 1000))];
  }
}
