/**
 * A video room: try the devices, knock, talk. The socket says who is in the room and carries signals between browsers;
 * what the buttons of who leads do is asked of the server by a form, which checks the right.
 */

import { Captions } from "./meeting-captions";
import { beep, camera, distance, fill, hopeless, meter, microphone, screen, trouble } from "./meeting-devices";
import { Hall, onStage } from "./meeting-hall";
import { Others } from "./meeting-others";
import type { Lanes, Signal } from "./meeting-peer";
import { RecordingNotice } from "./meeting-recording";
import { RoomSocket } from "./meeting-socket";
import type { Guest, State, Told } from "./meeting-told";
import { FROZEN, type Tile, Tiles } from "./meeting-tiles";

const BEAT = 5_000;
const SAID_FOR = 8_000;
/** in a room of so many who comes in is not heard until he wants to be */
const MANY = 8;
/** so few others that each picture comes large */
const FEW = 3;

type View = "lobby" | "door" | "stage" | "over";

class Meeting extends HTMLElement {
  #me = crypto.randomUUID();
  #room = 0;
  #socket = new RoomSocket({
    path: () => this.#path,
    opened: () => this.#opened(),
    hear: (told) => void this.#hear(told),
    cut: (is) => this.#cut(is),
    refused: (why) => this.#finish(why === "nobody" ? why : this.#state ? "out" : "refused"),
  });
  #device = matchMedia("(pointer: coarse)").matches ? "phone" : "computer";
  #isCut = false;
  #state: State | undefined;
  #lanes: Lanes = { sound: null, camera: null, screen: null };
  #others = new Others({
    me: this.#me,
    signal: (to, data) => this.#signal(to, data),
    media: (say) => this.#socket.send({ do: "media", say }),
    changed: () => this.#draw(),
    lost: (is) => (this.#one("[data-lost]").hidden = !is),
    livekit: this.dataset["livekit"]!,
    ticket: async () => (await this.#ask(this.dataset["media"]!, { connection: this.#me }))?.json(),
  });
  #tiles = new Tiles(this.#one("[data-tiles]"), () => this.#copy("tile"), (name) => this.#word(name));
  #recording = new RecordingNotice(this.#one("[data-recording]"), this.dataset["consent"]!);
  #hall = new Hall(this, {
    ask: (url, fields) => this.#ask(url, fields),
    send: (said) => this.#socket.send(said),
    say: (words) => this.#say(words),
    word: (name) => this.#word(name),
  });
  #captions = new Captions(this, { send: (said) => this.#socket.send(said), path: () => `${this.#path}&speech=1` });
  #ticket = "";
  #timers: number[] = [];
  #quiet: (() => void) | undefined;
  #said: number | undefined;

  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("button[data-do]");
      if (button) void this.#do(button.dataset["do"]!, button);
    });
    for (const kind of ["camera", "microphone"] as const)
      this.#one(`select[name=${kind}]`).addEventListener("change", () => void this.#choose(kind));
    window.addEventListener("pagehide", () => this.#leave());
    this.addEventListener("opora:move", (event) => this.#move((event as CustomEvent<number>).detail));
    // a call was answered by the button that led here
    void this.#prepare().then((can) => (can && this.dataset["now"] !== undefined ? this.#come() : undefined));
  }

  disconnectedCallback(): void {
    this.#leave();
  }

  // --- before coming in -----------------------------------------------------------------------------------

  /** Whether there is any sense in coming in from here. */
  async #prepare(): Promise<boolean> {
    const why = hopeless();
    if (why) {
      this.#one("[data-hopeless]").hidden = false;
      this.#one("[data-hopeless] p").textContent = this.#word(why);
      for (const place of ["[data-devices]", "[data-way]"]) this.#one(place).hidden = true;
      return false;
    }
    if (this.dataset["listens"] !== undefined) return true;
    await this.#choose("camera");
    await this.#choose("microphone");
    const there = await distance("/health/");
    const word = there === undefined ? "netnone" : there < 150 ? "netgood" : there < 400 ? "netfair" : "netbad";
    this.#one("[data-net]").textContent = this.#word(word).replace("{n}", String(there));
    return true;
  }

  async #choose(kind: "camera" | "microphone"): Promise<void> {
    const select = this.#one<HTMLSelectElement>(`select[name=${kind}]`);
    const lane = kind === "camera" ? "camera" : "sound";
    this.#lanes[lane]?.stop();
    this.#lanes[lane] = null;
    try {
      const track = await (kind === "camera" ? camera : microphone)(select.value);
      this.#lanes[lane] = track;
      track.addEventListener("ended", () => void this.#lost(lane, track));
      await fill(select, kind === "camera" ? "videoinput" : "audioinput", track.getSettings().deviceId);
      this.#troubled(kind, "");
    } catch (error) {
      this.#troubled(kind, this.#word(`${kind}-${trouble(error)}`));
    }
    this.#preview();
    await this.#dress();
  }

  /** A device was pulled out or taken by another program: the others see it, the talk goes on. */
  async #lost(lane: "camera" | "sound", track: MediaStreamTrack): Promise<void> {
    if (this.#lanes[lane] !== track) return;
    this.#lanes[lane] = null;
    const kind = lane === "camera" ? "camera" : "microphone";
    this.#troubled(kind, this.#word(`lost${kind}`));
    await this.#dress();
  }

  /** Said before coming in and inside, with a button to try again. */
  #troubled(kind: "camera" | "microphone", words: string): void {
    for (const place of this.querySelectorAll<HTMLElement>(`[data-trouble=${kind}]`)) {
      place.querySelector("[data-words]")!.textContent = words;
      place.hidden = !words;
    }
  }

  #preview(): void {
    const { camera: picture, sound } = this.#lanes;
    this.#one<HTMLVideoElement>("[data-preview]").srcObject = picture ? new MediaStream([picture]) : null;
    this.#one("[data-preview]").hidden = !picture;
    this.#one("[data-nopicture]").hidden = Boolean(picture);
    this.#quiet?.();
    this.#quiet = sound ? meter(sound, this.#one<HTMLProgressElement>("[data-level]")) : undefined;
  }

  // --- coming in ------------------------------------------------------------------------------------------

  async #come(): Promise<void> {
    const answer = await this.#ask(this.dataset["come"]!);
    if (!answer) return;
    const { room, ice, ticket } = (await answer.json()) as { room: number; ice: RTCIceServer[]; ticket?: string };
    [this.#room, this.#others.ice, this.#ticket] = [room, ice, ticket ? `&ticket=${ticket}` : ""];
    this.#socket.open();
    this.#timers.push(
      window.setInterval(() => void this.#beat(), BEAT),
      window.setInterval(() => this.#tiles.watch(), FROZEN / 2),
    );
  }

  get #path(): string {
    return `/live/meet/${this.#room}/?connection=${this.#me}&device=${this.#device}${this.#ticket}`;
  }

  #opened(): void {
    this.#captions.opened();
    this.#tellShows();
    this.#others.again();
  }

  /** Into a small group or out of it: the same browser in another room. */
  #move(room: number): void {
    this.#socket.close();
    this.#others.leave();
    this.#captions.leave();
    this.#tiles.clear();
    [this.#room, this.#state] = [room, undefined];
    this.#socket.open();
  }

  /** Whose line it is that is gone: the whole network of this browser, or the server alone. */
  #cut(is = this.#isCut): void {
    this.#isCut = is;
    this.#one("[data-cut]").hidden = !is || !this.#state;
    const place = this.#one("[data-cut] p");
    const words = this.#word(this.#others.isSilent ? "cutall" : "cutserver");
    if (place.textContent !== words) place.textContent = words;
  }

  #tellShows(): void {
    const { sound, camera: picture, screen: shared } = this.#lanes;
    const live = Boolean(sound?.enabled);
    this.#captions.dress(live ? sound : null);
    this.#socket.send({ do: "shows", camera: Boolean(picture), microphone: live, screen: Boolean(shared) });
  }

  async #hear(told: Told): Promise<void> {
    if (told.go ?? told.back) return this.#move((told.go ?? told.back)!);
    if (told.ended) return this.#finish("ended");
    if (told.waiting) return this.#show("door");
    if (told.state) return this.#enter(told.state);
    if (told.signal && told.from) {
      if (told.signal.take) return this.#finish("taken");
      await this.#others.hear(told.from, told.signal);
    }
    if (told.media) this.#others.media(told.media);
    if (told.caption) this.#captions.hear(told.caption);
    if (told.queue) this.#hall.queue(told.queue);
    if (told.cheers) this.#hall.cheers(told.cheers);
  }

  #enter(state: State): void {
    const isFirst = !this.#state;
    this.#state = state;
    this.#show("stage");
    const own = state.people.find((one) => one.person === state.me);
    if (isFirst) {
      this.#quiet?.();
      for (const place of this.querySelectorAll<HTMLElement>("[data-view=stage] [data-trouble]")) place.hidden = true;
      for (const other of own?.at ?? []) if (other.id !== this.#me) this.#signal(other.id, { take: true });
      this.#say(this.#word(own?.host ? "leading" : "inside"));
      if (!own?.host && !state.hall && state.people.length > MANY) void this.#listenFirst();
    }
    if (this.#hall.enter(state) === false) for (const lane of ["sound", "camera", "screen"] as const) void this.#off(lane);
    if (own?.muted && this.#lanes.sound?.enabled) {
      this.#lanes.sound.enabled = false;
      this.#tellShows();
      this.#say(this.#word("mutedbyhost"));
    }
    const others = state.people.filter((one) => one.person !== state.me && onStage(state, one)).flatMap((one) => one.at.map((at) => at.id));
    this.#captions.enter(state.captions);
    this.#others.enter(state.media, others, Boolean(state.parts));
    this.#draw();
    this.dispatchEvent(new CustomEvent("opora:state", { detail: state }));
  }

  // --- the others -----------------------------------------------------------------------------------------

  #signal(to: string, data: Signal): void {
    this.#socket.send({ do: "signal", to, data });
  }

  async #dress(): Promise<void> {
    this.#tellShows();
    await this.#others.dress(this.#lanes);
    this.#draw();
  }

  /** A large room is come into as a hall is: quietly. */
  async #listenFirst(): Promise<void> {
    if (this.#lanes.sound) this.#lanes.sound.enabled = false;
    if (this.#lanes.camera) await this.#off("camera");
    else await this.#dress();
    this.#say(this.#word("many"));
  }

  async #beat(): Promise<void> {
    const heard = this.#others.heard();
    this.#socket.send({ do: "beat", hears: heard.map((id) => this.#whose(id)?.person).filter(Boolean) });
    this.#socket.ask();
    if (this.#lanes.camera && this.#others.isWeak) {
      await this.#off("camera");
      this.#say(this.#word("weak"));
    }
  }

  #whose(id: string): Guest | undefined {
    return this.#state?.people.find((one) => one.at.some((at) => at.id === id));
  }

  // --- what is seen ---------------------------------------------------------------------------------------

  #show(view: View): void {
    for (const one of this.querySelectorAll<HTMLElement>("[data-view]")) {
      const shown = one.dataset["view"] === view;
      if (shown && one.hidden) queueMicrotask(() => one.querySelector<HTMLElement>("h2")?.focus());
      one.hidden = !shown;
    }
    this.dataset["at"] = view;
  }

  #draw(): void {
    const state = this.#state;
    if (!state || this.dataset["at"] !== "stage") return;
    const wanted = new Map<string, Tile>();
    const own = state.people.find((one) => one.person === state.me);
    const mine = { guest: own, state: "live", isMine: true, silent: !this.#lanes.sound?.enabled };
    const { camera: picture, screen: shared } = this.#lanes;
    if (this.#hall.isHeard) wanted.set("me", { ...mine, stream: picture && new MediaStream([picture]), picture: Boolean(picture) });
    if (shared) wanted.set("me-screen", { ...mine, stream: new MediaStream([shared]), picture: true, isScreen: true });
    for (const [id, peer] of this.#others) {
      const guest = this.#whose(id);
      if (guest && !onStage(this.#state!, guest)) continue;
      const shows = guest?.at.find((at) => at.id === id)?.shows;
      const sends = (shows?.camera && !this.#others.soundOnly) || (shows?.microphone && !guest?.muted);
      const stalled = peer.isStalled && sends ? "frozen" : "live";
      const state = peer.state === "connected" ? (guest ? stalled : "cut") : "joining";
      const silent = shows?.microphone === false || Boolean(guest?.muted);
      wanted.set(id, { guest, state, silent, stream: peer.talk, picture: Boolean(shows?.camera) });
      if (shows?.screen) wanted.set(`${id}-screen`, { guest, state, silent, stream: peer.shown, picture: true, isScreen: true });
    }
    this.#tiles.draw(wanted);
    if (this.#others.isSilent) this.#socket.ask();
    this.#cut();
    this.#want();
    this.#people(state, own);
    this.#bar(own);
  }

  /** Where few are seen each picture is large; else the pinned one. */
  #want(): void {
    const ids = this.#others.ids;
    this.#others.want(ids.length <= FEW ? ids : ids.filter((id) => id === this.#tiles.pinned));
  }

  #people(state: State, own: Guest | undefined): void {
    this.#list("people", state.people, (row, one) => {
      row.querySelector("[data-name]")!.textContent = one.name;
      const about = [one.label, one.hand ? this.#word("hand").replace("{n}", String(one.hand)) : ""];
      const isAway = one.place > 0 && one.place !== state.parts?.here;
      if (one.at.length === 0 && !isAway) about.push(this.#word("cut"));
      row.querySelector("[data-about]")!.textContent = about.filter(Boolean).join(", ");
      const leads = Boolean(own?.host) && one.person !== state.me && !one.host;
      this.#offer(row, "mute", leads && !one.muted && (!state.hall || one.word));
      this.#offer(row, "word", leads && Boolean(state.hall) && !one.word);
      this.#offer(row, "unword", leads && Boolean(state.hall) && one.word);
      this.#offer(row, "out", leads);
      this.#offer(row, "lower", Boolean(own?.host) && one.hand > 0);
    });
    this.#one("[data-lead]").hidden = !own?.host;
    this.#list("door", state.door ?? [], (row, one) => {
      row.querySelector("[data-name]")!.textContent = one.name;
      row.querySelector("[data-about]")!.textContent = one.label;
    });
    this.#one("[data-some=door]").hidden = !state.door?.length;
    this.#one("[data-nobody]").hidden = Boolean(state.door?.length);
    this.#one("[data-some=missing]").hidden = !state.missing?.length;
    this.#one("[data-missing]").textContent = (state.missing ?? []).join(", ");
    this.#press("lock", state.locked);
    this.#press("waits", state.waits);
  }

  #list<T extends { guest: number }>(name: string, all: T[], fillIn: (row: HTMLElement, one: T) => void): void {
    const list = this.#one(`[data-list=${name}]`);
    const keep = new Set(all.map((one) => String(one.guest)));
    for (const row of [...list.children] as HTMLElement[]) if (!keep.has(row.dataset["guest"]!)) row.remove();
    for (const [at, one] of all.entries()) {
      let row = list.querySelector<HTMLElement>(`[data-guest="${one.guest}"]`);
      if (!row) {
        row = this.#copy(name);
        row.dataset["guest"] = String(one.guest);
      }
      if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
      fillIn(row, one);
    }
  }

  #bar(own: Guest | undefined): void {
    this.#press("sound", Boolean(this.#lanes.sound?.enabled));
    this.#press("camera", Boolean(this.#lanes.camera));
    this.#press("screen", Boolean(this.#lanes.screen));
    this.#press("hand", Boolean(own?.hand));
    this.#press("record", Boolean(this.#state?.recording));
    this.#recording.draw(this.#state?.recording);
    this.#press("only", this.#others.soundOnly);
  }

  #press(what: string, on: boolean): void {
    for (const button of this.querySelectorAll(`[data-do=${what}]`)) button.setAttribute("aria-pressed", String(on));
  }

  #offer(row: HTMLElement, what: string, shown: boolean): void {
    row.querySelector<HTMLElement>(`[data-do=${what}]`)!.hidden = !shown;
  }

  // --- what is pressed ------------------------------------------------------------------------------------

  async #do(what: string, button: HTMLButtonElement): Promise<void> {
    const guest = button.closest<HTMLElement>("[data-guest]")?.dataset["guest"];
    const given = what === "word" ? "1" : "0";
    if (guest) return void (await this.#ask(`${this.dataset["guests"]}${guest}/${this.#verb(what)}/`, { given }));
    switch (what) {
      case "retry":
        return this.#choose(button.dataset["kind"] as "camera" | "microphone");
      case "beep":
        return beep();
      case "enter":
        return this.#come();
      case "back":
        return this.#show("lobby");
      case "leave":
        return this.#finish("left");
      case "pin":
        this.#tiles.pin(button);
        return this.#want();
      case "sound":
        return this.#sound();
      case "camera":
        return this.#lanes.camera ? this.#off("camera") : this.#choose("camera");
      case "screen":
        return this.#lanes.screen ? this.#off("screen") : this.#share();
      case "only":
        return this.#only();
      case "captions":
        return this.#captions.toggle();
      case "hand": {
        const own = this.#state?.people.find((one) => one.person === this.#state?.me);
        return void (await this.#ask(this.dataset["hand"]!, { up: own?.hand ? "0" : "1" }));
      }
      case "next":
        return void (await this.#ask(this.dataset["next"]!));
      case "all":
        return void (await this.#ask(this.dataset["all"]!));
      case "lock":
        return void (await this.#ask(this.dataset["settings"]!, { locked: this.#state?.locked ? "0" : "1" }));
      case "waits":
        return void (await this.#ask(this.dataset["settings"]!, { waits: this.#state?.waits ? "0" : "1" }));
      case "record":
        return void (await this.#ask(this.dataset["record"]!, { on: this.#state?.recording ? "0" : "1" }));
      case "agree":
      case "refuse":
        if (await this.#ask(this.dataset["consent"]!, { yes: what === "agree" ? "1" : "0" })) this.#recording.answered();
        return;
      case "change":
        return this.#recording.ask();
      case "end": {
        const answer = await this.#ask(this.dataset["end"]!);
        if (answer) location.assign(((await answer.json()) as { next: string }).next);
      }
    }
  }

  #verb(what: string): string {
    return { mute: "mute", out: "out", in: "in", lower: "hand", unword: "word" }[what] ?? what;
  }

  async #sound(): Promise<void> {
    if (!this.#lanes.sound) return this.#choose("microphone");
    const on = !this.#lanes.sound.enabled;
    const own = this.#state?.people.find((one) => one.person === this.#state?.me);
    if (on && own?.muted && !(await this.#ask(this.dataset["speak"]!))) return;
    this.#lanes.sound.enabled = on;
    await this.#dress();
  }

  async #off(lane: keyof Lanes): Promise<void> {
    this.#lanes[lane]?.stop();
    this.#lanes[lane] = null;
    await this.#dress();
  }

  async #share(): Promise<void> {
    try {
      const track = await screen();
      this.#lanes.screen = track;
      track.addEventListener("ended", () => this.#lanes.screen === track && void this.#off("screen"));
      await this.#dress();
    } catch (error) {
      if (trouble(error) !== "denied") this.#say(this.#word("noscreen"));
    }
  }

  async #only(): Promise<void> {
    this.#others.only(!this.#others.soundOnly);
    if (this.#others.soundOnly && this.#lanes.camera) await this.#off("camera");
    this.#say(this.#word(this.#others.soundOnly ? "onlysound" : "allback"));
    this.#draw();
  }

  // --- the end --------------------------------------------------------------------------------------------

  #finish(why: "ended" | "left" | "nobody" | "out" | "refused" | "taken"): void {
    this.#leave();
    this.#one("[data-why]").textContent = this.#word(`over-${why}`);
    this.#one("[data-do=back]").hidden = why !== "left" && why !== "taken";
    this.#show("over");
  }

  #leave(): void {
    this.#state = undefined;
    this.#isCut = false;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#others.leave();
    this.#captions.leave();
    this.#tiles.clear();
    this.#socket.close();
    this.#quiet?.();
    this.#lanes.screen?.stop();
    this.#lanes.screen = null;
  }

  // --- small things ---------------------------------------------------------------------------------------

  /** A form of the server; what it refuses is shown in its own words. */
  async #ask(url: string, fields: Record<string, string> = {}): Promise<Response | undefined> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const token = this.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    const place = this.#one("[data-refusal]");
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.ok && !answer.redirected) {
        place.replaceChildren();
        return answer;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const refusal = page.querySelector(".refusal");
      if (refusal) place.replaceChildren(refusal);
      else this.#say(this.#word("failed"));
    } catch {
      this.#say(this.#word("netnone"));
    }
    return undefined;
  }

  /** To who listens and to who looks; the latter sees it for a while. */
  #say(words: string): void {
    this.#one("[data-say]").textContent = words;
    this.#one("[data-said]").textContent = words;
    clearTimeout(this.#said);
    this.#said = window.setTimeout(() => (this.#one("[data-said]").textContent = ""), SAID_FOR);
  }

  /** The room's own: what stands inside another island are that island's words. */
  #word(name: string): string {
    const words = [...this.querySelectorAll(`[data-word="${name}"]`)];
    return words.find((one) => !one.closest("opora-board, opora-notes, opora-room-parts"))?.textContent ?? "";
  }

  #copy(name: string): HTMLElement {
    const template = this.#one<HTMLTemplateElement>(`template[data-of=${name}]`);
    return template.content.firstElementChild!.cloneNode(true) as HTMLElement;
  }

  #one<T extends HTMLElement = HTMLElement>(selector: string): T {
    return this.querySelector<T>(selector)!;
  }
}

customElements.define("opora-meeting", Meeting);
