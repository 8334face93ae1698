/**
 * One text that several people write at once: a Yjs document behind a plain field (ADR 47). What was typed goes to the
 * server by a POST, what others typed is asked for when the socket wakes the page; either is only what is lacking.
 */

import * as Y from "yjs";
import { hears } from "./chat-people";

const TYPED = 400;
const AGAIN = 3_000;
const WITHOUT_NEWS = 25_000;
/** a change of this browser, which its field shows already */
const OWN = "own";
const SERVER = "server";

interface Told {
  update: string;
  known: string;
  open: boolean;
  may: boolean;
}

type Delta = { retain?: number; insert?: unknown; delete?: number }[];

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

function text(of: Uint8Array): string {
  let all = "";
  for (const one of of) all += String.fromCharCode(one);
  return btoa(all);
}

/** Half of a letter of two is no place to cut at. */
function isTail(sign: string | undefined): boolean {
  return sign !== undefined && sign >= "\uDC00" && sign <= "\uDFFF";
}

/** Where a place of the text is after a change by somebody else; what is written exactly there comes after it. */
function moved(at: number, delta: Delta): number {
  let index = 0;
  for (const { retain = 0, insert, delete: gone = 0 } of delta) {
    index += retain;
    const length = typeof insert === "string" ? insert.length : 0;
    if (index < at) at = Math.max(index, at + length - gone);
    index += length;
  }
  return at;
}

/** How much of two texts is the same from the beginning and from the end. */
function unlike(was: string, now: string): { from: number; end: number } {
  const most = Math.min(was.length, now.length);
  let from = 0;
  while (from < most && was[from] === now[from]) from++;
  if (isTail(was[from]) || isTail(now[from])) from--;
  let end = 0;
  while (end < most - from && was[was.length - 1 - end] === now[now.length - 1 - end]) end++;
  if (end && isTail(was[was.length - end])) end--;
  return { from, end };
}

class SharedNotes extends HTMLElement {
  #doc = new Y.Doc();
  #text = this.#doc.getText("text");
  #undo = new Y.UndoManager(this.#text, { trackedOrigins: new Set([OWN]) });
  #area = this.querySelector("textarea")!;
  #known: Uint8Array | undefined;
  #told: Told | undefined;
  #unsent = false;
  #busy = false;
  #wanted = false;
  #composing = false;
  #insist = "";
  #timer: number | undefined;
  #news: number | undefined;

  connectedCallback(): void {
    this.#doc.on("update", (_update: Uint8Array, origin: unknown) => {
      if (origin !== SERVER) this.#later();
    });
    this.#text.observe(({ delta }, { origin }) => origin === OWN || this.#show(delta as Delta));
    this.#area.addEventListener("input", () => this.#typed());
    this.#area.addEventListener("keydown", (event) => this.#key(event));
    this.#area.addEventListener("compositionstart", () => (this.#composing = true));
    this.#area.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#typed();
      void this.#sync();
    });
    this.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("opora:room", this.#hear);
    window.addEventListener("online", this.#ask);
    window.addEventListener("beforeunload", this.#hold);
    this.#news = window.setInterval(() => hears() || void this.#sync(), WITHOUT_NEWS);
    void this.#sync();
  }

  disconnectedCallback(): void {
    document.removeEventListener("opora:room", this.#hear);
    window.removeEventListener("online", this.#ask);
    window.removeEventListener("beforeunload", this.#hold);
    clearInterval(this.#news);
    clearTimeout(this.#timer);
  }

  // --- the field ------------------------------------------------------------------------------------------

  /** What was typed is the part of the field that is unlike the text. */
  #typed(): void {
    if (this.#area.readOnly || !this.#told) return;
    const [was, now] = [this.#text.toString(), this.#area.value];
    const { from, end } = unlike(was, now);
    this.#doc.transact(() => {
      if (was.length - end > from) this.#text.delete(from, was.length - end - from);
      if (now.length - end > from) this.#text.insert(from, now.slice(from, now.length - end));
    }, OWN);
  }

  /** The field follows the text; the caret stays with its words. */
  #show(delta: Delta): void {
    const { selectionStart, selectionEnd, scrollTop } = this.#area;
    this.#area.value = this.#text.toString();
    if (document.activeElement === this.#area)
      this.#area.setSelectionRange(moved(selectionStart, delta), moved(selectionEnd, delta));
    this.#area.scrollTop = scrollTop;
  }

  /** A field that is written from outside forgets what it could undo. */
  #key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const back = event.code === "KeyZ" && !event.shiftKey;
    const forth = (event.code === "KeyZ" && event.shiftKey) || event.code === "KeyY";
    if (!back && !forth) return;
    event.preventDefault();
    if (back) this.#undo.undo();
    else this.#undo.redo();
  }

  // --- the server -----------------------------------------------------------------------------------------

  #later(after = TYPED): void {
    this.#unsent = true;
    this.#say("saving");
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#sync(), after);
  }

  #ask = (): void => void this.#sync();

  #hear = (event: Event): void => {
    if ((event as CustomEvent<{ room: string }>).detail.room === this.dataset["room"]) void this.#sync();
  };

  #hold = (event: Event): void => {
    if (this.#unsent) event.preventDefault();
  };

  /** One question at a time: what was typed meanwhile goes with the next one. */
  async #sync(): Promise<void> {
    if (this.#busy || this.#composing) {
      this.#wanted = true;
      return;
    }
    this.#busy = true;
    this.#wanted = false;
    const sent = this.#unsent;
    this.#unsent = false;
    try {
      const answer = await this.#request(sent);
      if (answer.status === 422) {
        this.#unsent = true;
        this.#refuse(await answer.text());
      } else if (answer.ok && !answer.redirected) {
        await this.#take((await answer.json()) as Told);
      } else throw new Error(String(answer.status));
    } catch {
      this.#unsent ||= sent;
      this.#say("cut");
      this.#timer = window.setTimeout(() => void this.#sync(), AGAIN);
    }
    this.#busy = false;
    if (this.#wanted) void this.#sync();
  }

  async #request(sends: boolean): Promise<Response> {
    const known = text(Y.encodeStateVector(this.#doc));
    const url = this.dataset["sync"]!;
    if (!sends) return fetch(`${url}?known=${encodeURIComponent(known)}`);
    const body = new FormData();
    body.set("known", known);
    body.set("update", text(Y.encodeStateAsUpdate(this.#doc, this.#known)));
    if (this.#insist) body.set("insist", this.#insist);
    return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": this.#token } });
  }

  /** While a letter is being composed the field is not touched. */
  async #take(told: Told): Promise<void> {
    while (this.#composing)
      await new Promise((resolve) => this.#area.addEventListener("compositionend", resolve, { once: true }));
    const first = !this.#told;
    this.#told = told;
    this.#known = bytes(told.known);
    Y.applyUpdate(this.#doc, bytes(told.update), SERVER);
    if (first && told.may) this.#takeEarly();
    if (this.#area.value !== this.#text.toString()) this.#area.value = this.#text.toString();
    this.#area.readOnly = !told.may && !this.#unsent;
    this.querySelector("[data-do=notes-open]")?.setAttribute("aria-pressed", String(told.open));
    this.#insist = "";
    this.#one("[data-refusal]").replaceChildren();
    this.#one("[data-insist-row]").hidden = true;
    this.#say(this.#unsent ? "saving" : told.may ? "saved" : "reads");
  }

  /** What was typed before the text had come: the field is open to who leads from the first moment. */
  #takeEarly(): void {
    const { value, defaultValue } = this.#area;
    if (value === defaultValue) return;
    if (this.#text.toString() !== defaultValue) {
      const { from, end } = unlike(defaultValue, value);
      const before = this.#text.length ? "\n" : "";
      this.#area.value = this.#text.toString() + before + value.slice(from, value.length - end);
    }
    this.#typed();
  }

  /** The words stay in the field: they are changed, or sent as they are. */
  #refuse(html: string): void {
    const template = document.createElement("template");
    template.innerHTML = html;
    this.#insist = "";
    const insist = template.content.querySelector<HTMLElement>("[data-insist]")?.dataset["insist"] ?? "";
    this.#one("[data-refusal]").replaceChildren(template.content);
    this.#one("[data-insist-row]").hidden = !insist;
    this.#one("button[data-insist]").dataset["insist"] = insist;
    this.#say("refused");
  }

  #click(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("button");
    if (button?.dataset["insist"]) {
      this.#insist = button.dataset["insist"];
      void this.#sync();
    }
    if (button?.dataset["do"] === "notes-open") void this.#open(button.getAttribute("aria-pressed") !== "true");
  }

  async #open(on: boolean): Promise<void> {
    const body = new FormData();
    body.set("on", on ? "1" : "0");
    await fetch(this.dataset["open"]!, { method: "POST", body, headers: { "X-CSRFToken": this.#token } }).catch(() => undefined);
    await this.#sync();
  }

  // --- small things ---------------------------------------------------------------------------------------

  get #token(): string {
    return this.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  #say(word: string): void {
    const words = this.querySelector(`[data-word=${word}]`)?.textContent ?? "";
    const place = this.#one("[data-state]");
    if (place.textContent !== words) place.textContent = words;
  }

  #one(selector: string): HTMLElement {
    return this.querySelector<HTMLElement>(selector)!;
  }
}

customElements.define("opora-notes", SharedNotes);
