/**
 * What is typed, on all devices of a person: kept in the browser at once and on the server soon after. The last
 * writing wins; where two devices wrote apart, the other text is shown and can be put in.
 */

const PAUSE = 1_500;

interface Local {
  text: string;
  version: number;
}

export class TypedDraft {
  #version: number;
  #saved: string;
  #timer: number | undefined;
  #saving: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(
    private readonly chat: HTMLElement,
    private readonly text: HTMLTextAreaElement,
    private readonly key: string,
    private readonly token: () => string,
  ) {
    this.#version = Number(chat.dataset["version"]);
    this.#saved = text.value;
    const local = this.#local();
    if (local?.text && local.text !== text.value) {
      text.value = local.text;
      this.#version = local.version; // if another device wrote since, the server says so and keeps both
      this.#later();
    }
    text.addEventListener("input", () => this.#typed());
    document.addEventListener("visibilitychange", this.#look);
    window.addEventListener("pagehide", this.#flush);
  }

  stop(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#look);
    window.removeEventListener("pagehide", this.#flush);
  }

  /** It was sent: the server has dropped its copy with the message. */
  sent(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#version = 0;
    this.#saved = this.text.value;
    localStorage.removeItem(this.key);
    this.chat.querySelector("[data-former-text]")?.remove();
    if (this.#busy) void this.#saving.then(this.#look); // a saving on its way may come after the message
  }

  #local(): Local | undefined {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "") as unknown;
      return typeof kept === "object" ? (kept as Local) : undefined;
    } catch {
      return undefined;
    }
  }

  #typed(): void {
    localStorage.setItem(this.key, JSON.stringify({ text: this.text.value, version: this.#version }));
    this.#later();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(this.#flush, PAUSE);
  }

  #flush = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#busy = true;
    this.#saving = this.#saving
      .then(() => this.#save())
      .catch(() => undefined)
      .finally(() => (this.#busy = false));
  };

  #body(): FormData {
    const body = new FormData();
    body.set("text", this.text.value);
    body.set("version", String(this.#version));
    if (this.chat.dataset["topic"]) body.set("topic", this.chat.dataset["topic"]);
    return body;
  }

  async #save(): Promise<void> {
    const typed = this.text.value;
    if (typed === this.#saved) return;
    const response = await fetch(this.chat.dataset["draft"]!, {
      method: "POST", body: this.#body(), keepalive: true, headers: { "X-CSRFToken": this.token() },
    });
    if (!response.ok || response.redirected) return;
    const kept = (await response.json()) as { version: number; former: string };
    this.#version = kept.version;
    this.#saved = typed;
    if (this.text.value === typed) localStorage.removeItem(this.key);
    if (kept.former) this.#show(kept.former);
  }

  /** Come back to the tab: what was typed elsewhere is here, if nothing was typed here meanwhile. */
  #look = (): void => {
    if (document.hidden) return this.#flush();
    void this.#fetch().catch(() => undefined);
  };

  async #fetch(): Promise<void> {
    const topic = this.chat.dataset["topic"] ? `?topic=${this.chat.dataset["topic"]}` : "";
    const response = await fetch(`${this.chat.dataset["draft"]}${topic}`);
    if (!response.ok || response.redirected || this.text.value !== this.#saved) return;
    const kept = (await response.json()) as { version: number; text: string };
    if (kept.version === this.#version || this.text.value !== this.#saved) return;
    this.#version = kept.version;
    this.#saved = this.text.value = kept.text;
  }

  #show(former: string): void {
    this.chat.querySelector("[data-former-text]")?.remove();
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset["tone"] = "info";
    notice.dataset["formerText"] = "";
    notice.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = `${this.chat.dataset["former"] ?? ""} ${former}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = this.chat.dataset["restore"] ?? "";
    button.addEventListener("click", () => {
      this.text.value = [this.text.value, former].filter(Boolean).join("\n");
      notice.remove();
      this.text.focus();
      this.#typed();
    });
    notice.append(words, button);
    this.text.closest("form")?.prepend(notice);
  }
}
