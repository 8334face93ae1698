/**
 * The chat beside the picture of a room: the same island as on the page of the chat. It is fetched on coming in,
 * counts what was said while it is closed, and nothing in it leads away from the call.
 */

class RoomChat extends HTMLElement {
  #button = document.querySelector<HTMLButtonElement>("[data-do=chat]")!;
  #inside = this.querySelector<HTMLElement>("[data-inside]")!;
  #meeting = document.querySelector<HTMLElement>("opora-meeting")!;
  #seen = 0;
  #loaded = false;
  #watch = new MutationObserver(() => this.#stage());
  #said = new MutationObserver(() => this.#count());

  connectedCallback(): void {
    this.#watch.observe(this.#meeting, { attributeFilter: ["data-at"] });
    this.#meeting.addEventListener("click", (event) => {
      if ((event.target as Element).closest("[data-do=chat]")) this.#toggle(this.hasAttribute("hidden"));
    });
    this.querySelector("[data-close]")!.addEventListener("click", () => this.#toggle(false));
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.#toggle(false);
    });
    this.addEventListener("click", (event) => this.#stay(event), { capture: true });
    this.addEventListener("change", (event) => {
      const which = (event.target as Element).closest<HTMLSelectElement>("[data-which]");
      if (which) void this.#load(`?of=${which.value}`);
    });
    this.addEventListener("submit", this.#first);
    document.addEventListener("opora:live", this.#begun);
  }

  disconnectedCallback(): void {
    this.#watch.disconnect();
    this.#said.disconnect();
    document.removeEventListener("opora:live", this.#begun);
  }

  get #chat(): HTMLElement | null {
    return this.querySelector("opora-conversation");
  }

  #stage(): void {
    if (this.#meeting.dataset["at"] !== "stage") this.#toggle(false, false);
    else if (!this.#loaded) void this.#load();
  }

  /** The other side may have said the first word of a personal chat: then there is one. */
  #begun = (): void => {
    const typed = this.querySelector<HTMLTextAreaElement>("[data-first] textarea");
    if (this.#loaded && typed && !typed.value) void this.#load();
  };

  async #load(query = "", body?: FormData): Promise<void> {
    this.#loaded = true;
    const token = this.#meeting.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const asked = body ? { method: "POST", body, headers: { "X-CSRFToken": token } } : {};
      const answer = await fetch(`${this.dataset["url"]}${query}`, asked);
      if (answer.redirected || (!answer.ok && answer.status !== 422)) throw new Error(String(answer.status));
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      this.#inside.replaceChildren(template.content);
    } catch {
      this.#loaded = false;
      this.#inside.textContent = this.dataset["lost"] ?? "";
      return;
    }
    const chat = this.#chat;
    this.#button.hidden = this.querySelector("[data-none]") !== null;
    const step = this.#meeting.querySelector<HTMLElement>("[data-chat-step]");
    if (step) step.hidden = this.#button.hidden;
    this.#seen = Number(chat?.dataset["seen"] ?? 0);
    this.#said.disconnect();
    if (!chat) return;
    document.dispatchEvent(new CustomEvent("opora:say", { detail: { enter: chat.dataset["room"] }, cancelable: true }));
    this.#said.observe(chat.querySelector(".said")!, { childList: true });
    this.#count();
  }

  #first = (event: SubmitEvent): void => {
    const form = (event.target as Element).closest<HTMLFormElement>("[data-first]");
    if (!form) return;
    event.preventDefault();
    void this.#load("", new FormData(form)).then(() => this.querySelector<HTMLElement>("textarea")?.focus());
  };

  /** What others have said since it was last open; a screen reader hears that there is something. */
  #count(): void {
    const chat = this.#chat;
    const all = [...(chat?.querySelectorAll<HTMLElement>("article.msg") ?? [])];
    if (!this.hidden) this.#seen = Math.max(this.#seen, Number(all.at(-1)?.dataset["seq"] ?? 0));
    const unread = all.filter(
      (one) => Number(one.dataset["seq"]) > this.#seen && one.dataset["author"] !== chat?.dataset["me"],
    ).length;
    const badge = this.#button.querySelector<HTMLElement>("[data-unread]")!;
    const before = Number(badge.textContent);
    badge.textContent = unread ? String(unread) : "";
    badge.hidden = unread === 0;
    if (unread > before) this.#meeting.querySelector("[data-say]")!.textContent = this.dataset["new"] ?? "";
  }

  #toggle(open: boolean, focus = true): void {
    if (this.hasAttribute("hidden") === !open) return;
    this.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    this.#meeting.toggleAttribute("data-beside", open);
    if (open && !this.#loaded) void this.#load();
    this.#count();
    if (open) this.#chat?.dispatchEvent(new Event("opora:shown"));
    if (!focus) return;
    const writes = open && !matchMedia("(pointer: coarse)").matches && this.querySelector<HTMLElement>("textarea");
    if (open) (writes || this.querySelector<HTMLElement>("h3")!).focus();
    else this.#button.focus();
  }

  /** Links of the chat open beside: a page that replaces this one would end the call. */
  #stay(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    if (link && !link.getAttribute("href")!.startsWith("#")) link.target = "_blank";
  }
}

customElements.define("opora-room-chat", RoomChat);
