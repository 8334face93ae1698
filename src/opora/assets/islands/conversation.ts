/**
 * A live chat over a page that works without it: new, edited and deleted messages come as they happen, what
 * is typed goes out without a reload and waits in the browser while the server cannot be reached.
 *
 * The socket only says «look again»; the words are asked for by the number of the last event the page has,
 * so a tab that slept for a day asks the same question as one that missed a second.
 */

import { add, alone, drop, newId, put, waiting, type Waiting } from "./outbox";

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const WITHOUT_SOCKET = 25_000;
const MOST_BYTES = 20 * 1024 * 1024;

class Conversation extends HTMLElement {
  #change = Number(this.dataset["change"]);
  #seen = Number(this.dataset["seen"]);
  #url = this.dataset["url"] ?? "";
  #room = `${this.dataset["me"]}:${this.dataset["room"]}`;
  #draft = `opora:draft:${this.#room}`;
  #pause = FIRST_PAUSE;
  #asking: Promise<void> | undefined;
  #again = false;
  #heard = false;
  #poll: number | undefined;
  #retry: number | undefined;
  #said = this.querySelector<HTMLElement>(".said")!;
  #queue = this.querySelector<HTMLElement>("[data-waiting]")!;
  #feed = this.querySelector<HTMLElement>(".feed")!;
  #form = this.querySelector<HTMLFormElement>("form.composer");

  connectedCallback(): void {
    if (this.dataset["past"] !== undefined) return;
    document.addEventListener("opora:room", this.#hear);
    document.addEventListener("visibilitychange", this.#look);
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
    clearInterval(this.#poll);
  }

  // --- what comes ---------------------------------------------------------------------------------------

  #hear = (event: Event): void => {
    const { room, change } = (event as CustomEvent<{ room: string; change?: number }>).detail;
    if (room !== this.dataset["room"]) return;
    this.#heard = true;
    if (change !== undefined && change <= this.#change) return;
    void this.#ask();
    if (change === undefined) this.#flush();
  };

  /** One question at a time; what happened meanwhile is asked for once more. */
  #ask(): Promise<void> {
    this.#again = this.#asking !== undefined;
    this.#asking ??= this.#gap().finally(() => {
      this.#asking = undefined;
      if (this.#again) void this.#ask();
    });
    return this.#asking;
  }

  async #gap(): Promise<void> {
    for (let more = true; more; ) {
      let response: Response;
      try {
        response = await fetch(`${this.#url}?after=${this.#change}`, { headers: { "X-Fragment": "chat" } });
      } catch {
        return; // the socket comes back by itself and says so
      }
      if (response.status === 404) location.reload();
      if (!response.ok || response.redirected) return;
      this.#insert(await response.text(), response.headers);
      more = response.headers.get("X-More") === "1";
    }
  }

  #insert(html: string, headers: Headers): void {
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const article of template.content.querySelectorAll<HTMLElement>("article.msg")) {
      this.#queue.querySelector(`[data-client="${article.dataset["client"]}"]`)?.remove();
      const known = document.getElementById(article.id);
      if (known) known.replaceWith(article);
      else this.#place(article, template);
    }
    this.#change = Math.max(this.#change, Number(headers.get("X-Change")));
    this.querySelector(".none")?.remove();
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

  /** What the open page has shown is read. */
  #look = (): void => {
    const last = Number(this.#said.querySelector<HTMLElement>("article.msg:last-of-type")?.dataset["seq"] ?? 0);
    if (document.hidden || last <= this.#seen) return;
    this.#seen = last;
    const body = new FormData();
    body.set("seq", String(last));
    void fetch(this.dataset["read"] ?? "", { method: "POST", body, headers: { "X-CSRFToken": this.#token() } }).catch(
      () => (this.#seen = 0),
    );
  };

  #token(): string {
    return document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
  }

  // --- what is typed ------------------------------------------------------------------------------------

  #compose(form: HTMLFormElement): void {
    const text = form.querySelector<HTMLTextAreaElement>("textarea")!;
    const files = form.querySelector<HTMLInputElement>("input[type=file]")!;
    form.dataset["alive"] = "";
    form.querySelector(".hint")?.removeAttribute("hidden");
    if (!text.value) text.value = localStorage.getItem(this.#draft) ?? "";
    text.addEventListener("input", () => localStorage.setItem(this.#draft, text.value));
    text.addEventListener("keydown", (event) => {
      const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      if (!sends || (matchMedia("(pointer: coarse)").matches && !event.ctrlKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
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
    this.addEventListener("click", (event) => this.#quote(event, form, text));
  }

  #attach(form: HTMLFormElement, input: HTMLInputElement, added: FileList, event: Event): void {
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
        const button = this.#button(this.dataset["remove"] ?? "", () => {
          const left = new DataTransfer();
          for (const other of files) if (other !== file) left.items.add(other);
          input.files = left.files;
          this.#chips(form, input);
        });
        button.setAttribute("aria-label", `${this.dataset["remove"]}: ${file.name}`);
        button.textContent = "×";
        chip.append(file.name, button);
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
    const article = target.closest("article");
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
    if (attached.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) return this.#say(this.dataset["big"] ?? "");
    const reply = form.querySelector<HTMLInputElement>('input[name="reply"]')!;
    const message: Waiting = {
      room: this.#room, client: newId(), text: text.value, reply: reply.value, files: attached, state: "waiting",
    };
    // taken before anything is waited for: what is typed meanwhile is the next message
    text.value = reply.value = files.value = "";
    localStorage.removeItem(this.#draft);
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

  /** One after another; what the server refuses steps aside with its reason, what it cannot hear waits. */
  async #send(): Promise<void> {
    for (const message of await waiting(this.#room)) {
      if (message.state === "failed") continue;
      const answered = await this.#deliver(message);
      if (answered === "later") {
        this.#retry = window.setTimeout(this.#flush, this.#pause);
        this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
        return;
      }
      this.#pause = FIRST_PAUSE;
      if (answered === "sent") await drop(message.id!);
      else await put({ ...message, state: "failed" });
      await this.#draw();
    }
  }

  async #deliver(message: Waiting): Promise<"sent" | "refused" | "later"> {
    const body = new FormData();
    body.set("client_id", message.client);
    body.set("text", message.text);
    body.set("reply", message.reply);
    for (const file of message.files) body.append("attached", file);
    let response: Response;
    try {
      response = await fetch(`${this.#url}?after=${this.#change}`, {
        method: "POST", body, headers: { "X-Fragment": "chat", "X-CSRFToken": this.#token() },
      });
    } catch {
      return "later";
    }
    if (response.redirected || response.status >= 500) return "later";
    if (response.ok) {
      this.#insert(await response.text(), response.headers);
      if (response.headers.get("X-More") === "1") void this.#ask();
      return "sent";
    }
    if (response.status === 422) this.#refuse(await response.text());
    return "refused";
  }

  #refuse(html: string): void {
    const place = this.querySelector<HTMLElement>("[data-refusal]");
    if (place) place.innerHTML = html;
  }

  #say(words: string): void {
    const place = this.querySelector<HTMLElement>("[data-refusal]");
    if (place) place.replaceChildren(...(words ? [Object.assign(document.createElement("p"), { textContent: words })] : []));
  }

  /** The queue under the messages, as it is in the browser's database. */
  async #draw(): Promise<void> {
    const all = await waiting(this.#room).catch(() => []);
    this.#queue.replaceChildren(...all.map((message) => this.#bubble(message)));
  }

  #bubble(message: Waiting): HTMLElement {
    const article = document.createElement("article");
    article.className = "msg waiting";
    article.dataset["client"] = message.client;
    article.dataset["state"] = message.state;
    const by = document.createElement("div");
    by.className = "by";
    const state = document.createElement("span");
    state.className = "state muted";
    state.textContent = this.dataset[message.state === "failed" ? "failed" : "waits"] ?? "";
    by.append(state);
    const text = document.createElement("div");
    text.className = "text";
    text.textContent = [message.text, ...message.files.map((file) => file.name)].filter(Boolean).join("\n");
    const act = document.createElement("div");
    act.className = "do";
    if (message.state === "failed")
      act.append(
        this.#button(this.dataset["again"] ?? "", async () => {
          await put({ ...message, state: "waiting" });
          await this.#draw();
          this.#flush();
        }),
      );
    act.append(
      this.#button(this.dataset["drop"] ?? "", async () => {
        await drop(message.id!);
        await this.#draw();
      }),
    );
    article.append(document.createElement("span"), by, text, act);
    return article;
  }

  #button(words: string, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet small";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }
}

customElements.define("opora-conversation", Conversation);
