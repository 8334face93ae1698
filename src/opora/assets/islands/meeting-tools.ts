/**
 * Tools of a room beside its main buttons: keys, who speaks in large, the picture over other windows. They press the
 * buttons of the room and look at its tiles; what is right to do stays with the room.
 */

import "./meeting-parts";
import { Floating } from "./meeting-pip";
import { Speaker } from "./meeting-speaker";
import { isCommand } from "./typing";

/** by their place, whatever the layout */
const KEYS: Record<string, string> = {
  KeyM: "sound",
  KeyV: "camera",
  KeyH: "hand",
  KeyS: "screen",
  KeyC: "captions",
  KeyP: "pin",
  KeyL: "layout",
};
const ANSWERED_WITHIN = 10_000;

class RoomTools extends HTMLElement {
  #meeting = this.closest<HTMLElement>("opora-meeting")!;
  #place = this.#meeting.querySelector<HTMLElement>("[data-tiles]")!;
  #help = this.querySelector<HTMLDialogElement>("dialog")!;
  #speaker = new Speaker(() => this.#others, () => this.#follow());
  #floating = new Floating(this.querySelector("video")!, (on) => this.#floats(on));
  #follows = false;
  #own = false;
  #asked = new Map<string, number>();
  #answers = new MutationObserver((told) => this.#answer(told));
  #changes = new MutationObserver(() => this.#follow());

  connectedCallback(): void {
    for (const button of this.querySelectorAll<HTMLElement>("[data-do=float]")) button.hidden = !Floating.isKnown;
    document.addEventListener("keydown", this.#key);
    this.#meeting.addEventListener("click", this.#click);
    this.#meeting.addEventListener("submit", this.#mark);
    const pressed = { attributes: true, attributeFilter: ["aria-pressed"], attributeOldValue: true, subtree: true };
    this.#answers.observe(this.#meeting.querySelector(".bar")!, pressed);
    this.#changes.observe(this.#place, { childList: true, subtree: true, attributeFilter: ["data-picture"] });
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    this.#meeting.removeEventListener("click", this.#click);
    this.#meeting.removeEventListener("submit", this.#mark);
    this.#answers.disconnect();
    this.#changes.disconnect();
    this.#speaker.listen(false);
    void this.#floating.close();
  }

  // --- keys -----------------------------------------------------------------------------------------------

  #key = (event: KeyboardEvent): void => {
    if (this.#meeting.dataset["at"] !== "stage" || event.repeat || !isCommand(event)) return;
    const what = event.key === "?" ? "keys" : event.shiftKey ? undefined : KEYS[event.code];
    if (!what) return;
    event.preventDefault();
    if (what === "keys") return this.#help.showModal();
    if (what === "pin") return this.#pinned();
    this.#asked.set(what, performance.now());
    this.#meeting.querySelector<HTMLElement>(`.bar [data-do=${what}]`)?.click();
  };

  /** What a key has done is said: its button is not where the focus is. */
  #answer(told: MutationRecord[]): void {
    for (const { target, oldValue } of told) {
      const button = target as HTMLElement;
      const [what, now] = [button.dataset["do"] ?? "", button.getAttribute("aria-pressed")];
      const since = this.#asked.get(what);
      if (since === undefined || now === oldValue) continue;
      this.#asked.delete(what);
      if (performance.now() - since < ANSWERED_WITHIN) this.#say(`${what}-${now === "true" ? "on" : "off"}`);
    }
  }

  #click = (event: Event): void => {
    const what = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset["do"];
    if (what === "pin" && !this.#own) this.#stop();
    if (what === "layout") this.#following(!this.#follows);
    if (what === "float") void this.#float();
    if (what === "notes" || what === "board") void this.#panel(what);
    if (what === "chat") this.#close();
    if (what === "keys") this.#help.showModal();
    if (what && this.contains(event.target as Node)) this.querySelector<HTMLElement>("[popover]")?.hidePopover();
  };

  /** A place to find again in the film. */
  #mark = (event: SubmitEvent): void => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-mark]");
    if (!form) return;
    event.preventDefault();
    void fetch(form.action, { method: "POST", body: new FormData(form) })
      .then(async (answer) => {
        const template = document.createElement("template");
        if (answer.status === 422) template.innerHTML = await answer.text();
        this.#meeting.querySelector("[data-refusal]")!.replaceChildren(template.content);
        if (answer.ok && !answer.redirected) form.reset();
        this.#say(answer.ok && !answer.redirected ? "mark-done" : "mark-failed");
      })
      .catch(() => this.#say("mark-failed"));
  };

  // --- what stands beside the picture ---------------------------------------------------------------------

  /** One at a time, and the chat is one of them. What a panel needs is fetched when it is first opened. */
  async #panel(name: string): Promise<void> {
    const panel = this.#meeting.querySelector<HTMLElement>(`[data-panel=${name}]`)!;
    const opens = panel.hidden;
    this.#close();
    const button = this.#meeting.querySelector<HTMLElement>(`.bar [data-do=${name}]`)!;
    if (!opens) return button.focus();
    const chat = this.#meeting.querySelector<HTMLElement>("opora-room-chat");
    if (chat && !chat.hidden) chat.querySelector<HTMLElement>("[data-close]")!.click();
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    this.#meeting.dataset["side"] = name;
    panel.querySelector<HTMLElement>("h3")!.focus();
    await import(panel.dataset["library"]!);
  }

  #close(): void {
    for (const panel of this.#meeting.querySelectorAll<HTMLElement>("[data-panel]")) {
      panel.hidden = true;
      this.#meeting.querySelector(`.bar [data-do=${panel.dataset["panel"]}]`)!.setAttribute("aria-expanded", "false");
    }
    delete this.#meeting.dataset["side"];
  }

  // --- who is large ---------------------------------------------------------------------------------------

  get #all(): HTMLElement[] {
    return [...this.#place.querySelectorAll<HTMLElement>("[data-tile-of]")];
  }

  get #others(): HTMLElement[] {
    return this.#all.filter((tile) => !tile.dataset["tileOf"]!.startsWith("me"));
  }

  /** A shown screen comes before who speaks; nobody has spoken yet: the first of the others. */
  get #main(): HTMLElement | undefined {
    const others = this.#others;
    return (
      others.find((tile) => tile.dataset["tileOf"]!.endsWith("-screen")) ??
      others.find((tile) => tile.dataset["tileOf"] === this.#speaker.now) ??
      others[0]
    );
  }

  /** The one under the focus, else who speaks; the pinned one goes back to its place. */
  #pinned(): void {
    const focused = document.activeElement?.closest<HTMLElement>("[data-tile-of]");
    const large = this.#place.querySelector<HTMLElement>("[data-pinned]");
    const tile = focused ?? large ?? this.#main;
    if (!tile) return;
    tile.querySelector<HTMLElement>("[data-do=pin]")!.click();
    const name = tile.dataset["name"] ?? "";
    this.#say(tile.hasAttribute("data-pinned") ? "pin-on" : "pin-off", name);
  }

  #following(on: boolean): void {
    if (on === this.#follows) return;
    this.#follows = on;
    this.#press("layout", on);
    this.#listen();
    this.#large(on ? this.#main : undefined);
  }

  /** What was made large by hand stays so. */
  #stop(): void {
    if (!this.#follows) return;
    this.#follows = false;
    this.#press("layout", false);
    this.#listen();
  }

  #follow(): void {
    if (this.#follows) this.#large(this.#main);
    if (this.#floating.isOpen) this.#floating.show(this.#picture ?? null);
  }

  #large(tile: HTMLElement | undefined): void {
    const now = this.#place.querySelector<HTMLElement>("[data-pinned]");
    if (now === (tile ?? null)) return;
    this.#own = true;
    (tile ?? now)!.querySelector<HTMLElement>("[data-do=pin]")!.click();
    this.#own = false;
  }

  // --- over other windows ---------------------------------------------------------------------------------

  get #picture(): MediaStreamTrack | undefined {
    const tiles = [this.#place.querySelector<HTMLElement>("[data-pinned]"), this.#main, ...this.#others];
    const shown = tiles.find((tile) => tile?.dataset["picture"] === "on");
    const stream = shown?.querySelector("video")?.srcObject;
    return stream instanceof MediaStream ? stream.getVideoTracks()[0] : undefined;
  }

  async #float(): Promise<void> {
    if (this.#floating.isOpen) return this.#floating.close();
    const picture = this.#picture;
    if (!picture) return this.#say("float-none");
    try {
      await this.#floating.open(picture);
    } catch {
      this.#say("float-failed");
    }
  }

  #floats(on: boolean): void {
    this.#press("float", on);
    this.#listen();
  }

  #listen(): void {
    this.#speaker.listen(this.#follows || this.#floating.isOpen);
  }

  // --- small things ---------------------------------------------------------------------------------------

  #press(what: string, on: boolean): void {
    this.querySelector(`[data-do=${what}]`)!.setAttribute("aria-pressed", String(on));
  }

  #say(word: string, name = ""): void {
    const words = this.querySelector(`[data-said="${word}"]`)?.textContent ?? "";
    this.#meeting.querySelector("[data-say]")!.textContent = words.replace("{name}", name);
  }
}

customElements.define("opora-room-tools", RoomTools);
