/**
 * A live chat over a page that works without it: new, edited and deleted messages come as they happen, what
 * is typed goes out without a reload and waits in the browser while the server cannot be reached.
 *
 * The socket brings the words, own ones too, with the numbers of the events around them. Where a number is missing
 * they are asked for by the number of the last event the page has, so a tab that slept for a day asks the same
 * question as one that missed a second.
 */

import { bubble, button, player, settle } from "./chat-bubble";
import { Calls } from "./chat-calls";
import { TypedDraft } from "./chat-draft";
import { MessageMenu } from "./chat-menu";
import { ChatPeople, hears, type Heard } from "./chat-people";
import { pin } from "./chat-pins";
import { add, alone, drop, newId, put, waiting, type Note, type Waiting } from "./outbox";
import { Uploads } from "./uploads";

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const WITHOUT_SOCKET = 25_000;
const READ_EVERY = 700;
const WORDS_COME = 1_500;
const MOST_FILES = 10;

class Conversation extends HTMLElement {
  #change = Number(this.dataset["change"]);
  #seen = Number(this.dataset["seen"]);
  #url = this.dataset["url"] ?? "";
  #topic = this.dataset["topic"];
  #room = [this.dataset["me"], this.dataset["room"], this.#topic].filter(Boolean).join(":");
  #draft: TypedDraft | undefined;
  #menu: MessageMenu | undefined;
  #pause = FIRST_PAUSE;
  #asking: Promise<void> | undefined;
  #again = false;
  #ahead: Heard[] = [];
  #remark: Pick<Waiting, "why" | "remark"> = {};
  #heard = false;
  #poll: number | undefined;
  #retry: number | undefined;
  #said = this.querySelector<HTMLElement>(".said")!;
  #queue = this.querySelector<HTMLElement>("[data-waiting]")!;
  #feed = this.querySelector<HTMLElement>(".feed")!;
  #form = this.querySelector<HTMLFormElement>("form.composer");
  #people = new ChatPeople(this);
  #looking: number | undefined;
  #notes: Record<string, Note> = {};
  #uploads = new Uploads({
    data: this.dataset,
    token: () => this.#token(),
    changed: () => void this.#draw().then(this.#flush),
    again: () => this.#flush(),
    refused: async (message) => {
      await put({ ...message, state: "failed" });
      await this.#draw();
    },
  });
  #delivering = false;
  /** An event whose words the answer to what is being sent should bring. */
  #owed = 0;

  connectedCallback(): void {
    this.#menu = new MessageMenu(this, (url, body) => this.#press(url, body));
    this.#show();
    if (this.dataset["past"] !== undefined) return;
    document.addEventListener("opora:room", this.#hear);
    document.addEventListener("visibilitychange", this.#look);
    this.addEventListener("opora:shown", this.#look);
    window.addEventListener("online", this.#flush);
    if (this.#form) this.#compose(this.#form);
    // where a proxy breaks sockets nobody calls: the page asks by itself
    this.#poll = window.setInterval(() => !this.#heard && !document.hidden && void this.#ask(), WITHOUT_SOCKET);
    void this.#draw().then(this.#flush);
    this.#look();
  }

  disconnectedCallback(): void {
    document.removeEventListener("opora:room", this.#hear);
    document.removeEventListener("visibilitychange", this.#look);
    window.removeEventListener("online", this.#flush);
    clearTimeout(this.#retry);
    clearTimeout(this.#looking);
    clearInterval(this.#poll);
    this.#draft?.stop();
  }

  /** The feed grows from its end, so a message asked for by the address is brought into it. */
  #show(): void {
    const asked = /^#m\d+$/.test(location.hash) ? document.getElementById(location.hash.slice(1)) : null;
    asked?.scrollIntoView({ block: "center" });
  }

  // --- what comes ---------------------------------------------------------------------------------------

  #hear = (event: Event): void => {
    const told = (event as CustomEvent<Heard>).detail;
    if (told.room !== this.dataset["room"]) return;
    this.#heard = true;
    if (told.gone) return this.#shut();
    this.#people.hear(told);
    if (told.entered) {
      this.#flush();
      if (!this.#topic) this.#seen = Math.max(this.#people.seen, 0);
      this.#look();
    }
    const isNews = told.change !== undefined || Object.keys(told).length === 1;
    if (!isNews || (told.change !== undefined && told.change <= this.#change)) return;
    if (told.html !== undefined && told.since !== undefined && told.since <= this.#change)
      this.#insert(told.html, told.change ?? 0);
    else if (this.#asking !== undefined && told.html !== undefined) this.#ahead.push(told);
    else if (this.#delivering) this.#owed = Math.max(this.#owed, told.change ?? Infinity);
    else void this.#ask();
  };

  /** No longer in this chat: its page says so; beside a call only the chat goes, the call goes on. */
  #shut(): void {
    if (this.dataset["beside"] === undefined) location.reload();
    else this.remove();
  }

  /** One question at a time; what happened meanwhile is asked for once more. */
  #ask(): Promise<void> {
    this.#again = this.#asking !== undefined;
    this.#asking ??= this.#gap().finally(() => {
      this.#asking = undefined;
      this.#catchUp();
      if (this.#again) void this.#ask();
    });
    return this.#asking;
  }

  /** What was pushed while the page was asking goes on from the answer; else a busy chat would be asked for ever. */
  #catchUp(): void {
    for (const told of this.#ahead.splice(0))
      if ((told.since ?? 0) <= this.#change) this.#insert(told.html ?? "", told.change ?? 0);
      else this.#again = true;
  }

  async #gap(): Promise<void> {
    for (let more = true; more; ) {
      let response: Response;
      try {
        response = await fetch(`${this.#url}?after=${this.#change}`, { headers: { "X-Fragment": "chat" } });
      } catch {
        return; // the socket comes back by itself and says so
      }
      if (response.status === 404) this.#shut();
      if (!response.ok || response.redirected) return;
      this.#insert(await response.text(), Number(response.headers.get("X-Change")));
      more = response.headers.get("X-More") === "1";
    }
  }

  #insert(html: string, change: number): void {
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const article of template.content.querySelectorAll<HTMLElement>("article.msg")) {
      this.#queue.querySelector(`[data-client="${article.dataset["client"]}"]`)?.remove();
      const known = document.getElementById(article.id);
      // the same once more would stop what is playing in it
      if (known && Number(known.dataset["change"]) >= Number(article.dataset["change"])) continue;
      if (known) known.replaceWith(article);
      else if (this.dataset["past"] === undefined && (!this.#topic || article.dataset["topic"] === this.#topic))
        this.#place(article, template);
      pin(this, this.#url, article);
    }
    this.#menu?.mark(this);
    this.#change = Math.max(this.#change, change);
    this.querySelector(".none")?.remove();
    this.#people.said();
    this.#people.showRead();
    this.#look();
  }

  /** By its number; a message older than the page is not shown, its day stands before the first of it. */
  #place(article: HTMLElement, from: HTMLTemplateElement): void {
    const all = [...this.#said.querySelectorAll<HTMLElement>("article.msg")];
    const seq = Number(article.dataset["seq"]);
    const next = all.find((other) => Number(other.dataset["seq"]) > seq);
    if (next && next === all[0]) return;
    const day = article.dataset["day"];
    if (!next && !this.#said.querySelector(`.day[data-day="${day}"]`)) {
      const line = from.content.querySelector(`.day[data-day="${day}"]`);
      if (line) this.#said.append(line.cloneNode(true));
    }
    this.#said.insertBefore(article, next ?? null);
  }

  /** A press under a message: taken, refused with its reason, or not heard. */
  async #press(url: string, body: FormData): Promise<boolean> {
    this.#say("");
    try {
      const response = await fetch(`${url}?after=${this.#change}`, {
        method: "POST", body, headers: { "X-Fragment": "chat", "X-CSRFToken": this.#token() },
      });
      if (response.ok && !response.redirected) {
        this.#insert(await response.text(), Number(response.headers.get("X-Change")));
        if (response.headers.get("X-More") === "1") void this.#ask();
        return true;
      }
      if (response.status === 422) this.#refuse(await response.text());
      else this.#say(this.dataset["lost"] ?? "");
    } catch {
      this.#say(this.dataset["lost"] ?? "");
    }
    return false;
  }

  /** What the open page has shown is read; in a busy chat it is said once in a while. */
  #look = (): void => {
    if (this.#looking === undefined)
      this.#looking = window.setTimeout(() => {
        this.#looking = undefined;
        this.#tellRead();
      }, READ_EVERY);
  };

  #tellRead(): void {
    const last = Number(this.#said.querySelector<HTMLElement>("article.msg:last-of-type")?.dataset["seq"] ?? 0);
    if (document.hidden || !this.checkVisibility() || last <= this.#seen) return;
    this.#seen = last;
    const detail = { read: this.dataset["room"], seq: last };
    const say = new CustomEvent("opora:say", { detail, cancelable: true });
    if (!this.#topic && !document.dispatchEvent(say)) return;
    const body = new FormData();
    body.set("seq", String(last));
    if (this.#topic) body.set("topic", this.#topic);
    void fetch(this.dataset["read"] ?? "", { method: "POST", body, headers: { "X-CSRFToken": this.#token() } }).catch(
      () => (this.#seen = 0),
    );
  }

  #token(): string {
    return document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
  }

  // --- what is typed ------------------------------------------------------------------------------------

  #compose(form: HTMLFormElement): void {
    const text = form.querySelector<HTMLTextAreaElement>("textarea")!;
    const files = form.querySelector<HTMLInputElement>("input[type=file]")!;
    form.dataset["alive"] = "";
    form.querySelector(".hint")?.removeAttribute("hidden");
    const draft = (this.#draft = new TypedDraft(this, text, `opora:draft:${this.#room}`, () => this.#token()));
    const calls = new Calls(text, form.querySelector<HTMLElement>("[data-calls]")!, this.dataset["called"] ?? "");
    text.addEventListener("input", () => this.#people.type());
    text.addEventListener("keydown", (event) => {
      if (calls.takes(event)) return;
      const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      if (!sends || (matchMedia("(pointer: coarse)").matches && !event.ctrlKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      if (event.submitter?.getAttribute("name") === "later") return draft.sent();
      event.preventDefault();
      void this.#post(form, text, files);
    });
    files.addEventListener("change", () => this.#chips(form, files));
    text.addEventListener("paste", (event) => {
      if (event.clipboardData?.files.length) this.#attach(form, files, event.clipboardData.files, event);
    });
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.dataset["over"] = "";
    });
    for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => delete form.dataset["over"]);
    form.addEventListener("drop", (event) => {
      if (event.dataTransfer?.files.length) this.#attach(form, files, event.dataTransfer.files, event);
    });
    form.addEventListener("opora:recorded", (event) => {
      const { file, note } = (event as CustomEvent<{ file: File; note: Note }>).detail;
      this.#notes[file.name] = note;
      this.#attach(form, files, [file], event);
      form.querySelector<HTMLElement>("[type=submit]")?.focus();
    });
    const camera = form.querySelector<HTMLInputElement>("input[capture]");
    camera?.addEventListener("change", (event) => {
      this.#attach(form, files, [...(camera.files ?? [])], event);
      camera.value = "";
    });
    this.addEventListener("click", (event) => this.#quote(event, form, text));
  }

  #attach(form: HTMLFormElement, input: HTMLInputElement, added: Iterable<File>, event: Event): void {
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of [...(input.files ?? []), ...added]) all.items.add(file);
    input.files = all.files;
    this.#chips(form, input);
  }

  #chips(form: HTMLFormElement, input: HTMLInputElement): void {
    const list = form.querySelector<HTMLElement>("[data-files]")!;
    const files = [...(input.files ?? [])];
    list.hidden = files.length === 0;
    list.replaceChildren(
      ...files.map((file) => {
        const chip = document.createElement("li");
        const remove = button(this.dataset["remove"] ?? "", () => {
          const left = new DataTransfer();
          for (const other of files) if (other !== file) left.items.add(other);
          input.files = left.files;
          this.#chips(form, input);
        });
        remove.setAttribute("aria-label", `${this.dataset["remove"]}: ${file.name}`);
        remove.textContent = "×";
        chip.append(file.name, ...(this.#notes[file.name] ? [player(file)] : []), remove);
        return chip;
      }),
    );
  }

  #quote(event: Event, form: HTMLFormElement, text: HTMLTextAreaElement): void {
    const target = (event.target as Element).closest<HTMLElement>("[data-reply], [data-unquote]");
    if (!target) return;
    event.preventDefault();
    const line = form.querySelector<HTMLElement>("[data-quote]")!;
    const reply = form.querySelector<HTMLInputElement>('input[name="reply"]')!;
    reply.value = target.dataset["reply"] ?? "";
    line.hidden = !reply.value;
    this.#menu?.close();
    const article = reply.value ? document.getElementById(`m${reply.value}`) : null;
    if (article) {
      const who = article.querySelector(".by strong")?.textContent ?? "";
      const said = article.querySelector(".text > p")?.textContent ?? "";
      line.querySelector("[data-quote-text]")!.textContent = `${who}: ${said.slice(0, 120)}`;
    }
    text.focus();
  }

  // --- what goes ----------------------------------------------------------------------------------------

  async #post(form: HTMLFormElement, text: HTMLTextAreaElement, files: HTMLInputElement): Promise<void> {
    const attached = [...(files.files ?? [])];
    if (!text.value.trim() && attached.length === 0) return text.focus();
    if (attached.length > MOST_FILES) return this.#say(this.dataset["many"] ?? "");
    const reply = form.querySelector<HTMLInputElement>('input[name="reply"]')!;
    const message: Waiting = {
      room: this.#room, client: newId(), text: text.value, reply: reply.value, files: attached, notes: this.#notes, state: "waiting",
    };
    this.#notes = {};
    // taken before anything is waited for: what is typed meanwhile is the next message
    text.value = reply.value = files.value = "";
    this.#draft?.sent();
    form.querySelector<HTMLElement>("[data-quote]")!.hidden = true;
    this.#chips(form, files);
    this.#say("");
    try {
      await add(message);
    } catch {
      // a browser without a database of its own: the form goes the plain way
      text.value = [message.text, text.value].filter(Boolean).join("\n");
      reply.value = message.reply;
      const all = new DataTransfer();
      for (const file of attached) all.items.add(file);
      files.files = all.files;
      form.submit();
      return;
    }
    await this.#draw();
    this.#feed.scrollTop = 0;
    this.#flush();
  }

  #flush = (): void => {
    clearTimeout(this.#retry);
    void alone(this.#room, () => this.#send()).catch(() => undefined);
  };

  /** One after another; what the server refuses steps aside with its reason, what it cannot hear waits, and
   * words do not wait for files on their way. */
  async #send(): Promise<void> {
    for (const message of await waiting(this.#room)) {
      if (message.state === "failed") continue;
      if (!this.#uploads.ready(message)) {
        this.#uploads.start(message);
        continue;
      }
      this.#delivering = true;
      const answered = await this.#deliver(message).finally(() => (this.#delivering = false));
      if (this.#owed > this.#change) void this.#ask();
      this.#owed = 0;
      if (answered === "later") {
        this.#retry = window.setTimeout(this.#flush, this.#pause);
        this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
        return;
      }
      this.#pause = FIRST_PAUSE;
      if (answered === "sent") {
        await drop(message.id!);
        this.#uploads.forget(message);
      } else await put({ ...message, ...this.#remark, state: "failed" });
      await this.#draw();
    }
  }

  async #deliver(message: Waiting): Promise<"sent" | "refused" | "later"> {
    const body = new FormData();
    body.set("client_id", message.client);
    body.set("text", message.text);
    body.set("reply", message.reply);
    for (const key of this.#uploads.keys(message)) body.append("uploaded", key);
    if (message.insist) body.set("insist", message.insist);
    let response: Response;
    try {
      response = await fetch(`${this.dataset["say"]}?after=${this.#change}`, {
        method: "POST", body,
        headers: { "X-Fragment": "chat", "X-CSRFToken": this.#token(), ...(this.#heard && hears() && { "X-Live": "1" }) },
      });
    } catch {
      return "later";
    }
    if (response.redirected || response.status >= 500) return "later";
    if (response.status === 204) {
      this.#settle(message.client, Number(response.headers.get("X-Change")));
      return "sent";
    }
    if (response.ok) {
      this.#insert(await response.text(), Number(response.headers.get("X-Change")));
      if (response.headers.get("X-More") === "1") void this.#ask();
      return "sent";
    }
    this.#remark = {};
    if (response.status === 422) this.#refuse(await response.text());
    return "refused";
  }

  /** The words of a kept message are on their way with those of the others; if they do not come they are asked for. */
  #settle(client: string, change: number): void {
    const shown = this.#queue.querySelector<HTMLElement>(`[data-client="${client}"]`);
    if (!shown) return;
    if (change <= this.#change) return shown.remove();
    settle(shown);
    setTimeout(() => shown.isConnected && void this.#ask(), WORDS_COME);
  }

  /** A remark belongs to its message and waits beside it; any other refusal stands above the composer. */
  #refuse(html: string): void {
    const template = document.createElement("template");
    template.innerHTML = html;
    const insist = template.content.querySelector<HTMLElement>("[data-insist]")?.dataset["insist"];
    if (insist) this.#remark = { remark: insist, why: html };
    else this.querySelector<HTMLElement>("[data-refusal]")?.replaceChildren(template.content);
  }

  /** Back into the composer, before what is typed there meanwhile. */
  async #rewrite(message: Waiting): Promise<void> {
    const text = this.#form?.querySelector<HTMLTextAreaElement>("textarea");
    const files = this.#form?.querySelector<HTMLInputElement>("input[type=file]");
    if (!text || !files || !this.#form) return;
    text.value = [message.text, text.value].filter(Boolean).join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    const all = new DataTransfer();
    for (const file of [...message.files, ...(files.files ?? [])]) all.items.add(file);
    files.files = all.files;
    this.#notes = { ...message.notes, ...this.#notes };
    this.#chips(this.#form, files);
    this.#form.querySelector<HTMLInputElement>('input[name="reply"]')!.value = message.reply;
    await this.#uploads.cancel(message);
    await drop(message.id!);
    await this.#draw();
    text.focus();
  }

  #say(words: string): void {
    const place = this.querySelector<HTMLElement>("[data-refusal]");
    if (place) place.replaceChildren(...(words ? [Object.assign(document.createElement("p"), { textContent: words })] : []));
  }

  /** The queue under the messages, as it is in the browser's database. */
  async #draw(): Promise<void> {
    const all = await waiting(this.#room).catch(() => []);
    const kept = this.#queue.querySelectorAll('[data-state="sent"]');
    this.#queue.replaceChildren(...kept, ...all.map((message) => this.#bubble(message)));
  }

  #bubble(message: Waiting): HTMLElement {
    const again = async (): Promise<void> => {
      this.#uploads.forget(message);
      await put({ ...message, why: "", remark: "", insist: message.remark ?? "", state: "waiting" });
      await this.#draw();
      this.#flush();
    };
    const forget = async (): Promise<void> => {
      await this.#uploads.cancel(message);
      await drop(message.id!);
      await this.#draw();
    };
    const acts: [string, () => Promise<void>][] =
      message.state === "failed"
        ? [["rewrite", () => this.#rewrite(message)], [message.remark ? "anyway" : "again", again], ["drop", forget]]
        : [["drop", forget]];
    const buttons = acts.map(([word, act]) => button(this.dataset[word] ?? "", act));
    return bubble(message, this.dataset, this.#uploads.bar(message), buttons);
  }
}

customElements.define("opora-conversation", Conversation);
