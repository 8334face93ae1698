/**
 * What is pressed under a message: its menu, signs and answers of a poll. Without a script each is a link to
 * the page of the message; here the menu is that page's fragment, and a press goes without a reload.
 */

/** Posts a press and shows what came of it; answers whether it was taken. */
export type Press = (url: string, body: FormData) => Promise<boolean>;

export class MessageMenu {
  #panel: HTMLElement | null;
  #opener: HTMLElement | undefined;
  #mine: Set<string>;

  constructor(
    private readonly chat: HTMLElement,
    private readonly press: Press,
  ) {
    this.#panel = chat.querySelector("[data-message-menu]");
    this.#mine = new Set((chat.dataset["mine"] ?? "").split(" ").filter(Boolean));
    chat.addEventListener("click", (event) => this.#click(event));
    chat.addEventListener("keydown", (event) => this.#key(event));
    chat.addEventListener("submit", (event) => this.#submit(event));
    this.#panel?.addEventListener("toggle", (event) => {
      if ((event as ToggleEvent).newState === "closed") this.#opener?.setAttribute("aria-expanded", "false");
    });
    this.mark(chat);
  }

  /** The fragments are the same for everybody: what is this reader's own is shown here. */
  mark(inside: ParentNode): void {
    for (const article of inside.querySelectorAll<HTMLElement>(`article[data-author="${this.chat.dataset["me"]}"]`))
      article.querySelector(".avatar")?.classList.add("me");
    for (const call of inside.querySelectorAll<HTMLElement>(`.call[data-person="${this.chat.dataset["me"]}"]`))
      call.classList.add("me");
    for (const link of inside.querySelectorAll<HTMLElement>("[data-sign], [data-option]")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-pressed", String(this.#mine.has(this.#name(link))));
    }
    for (const link of inside.querySelectorAll<HTMLElement>(".do [data-menu]")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-haspopup", "dialog");
    }
  }

  #name(link: HTMLElement): string {
    return link.dataset["sign"] ?? `v${link.dataset["option"]}`;
  }

  #click(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = (event.target as Element).closest<HTMLElement>("[data-menu], [data-sign], [data-option], [data-to]");
    if (!target) return;
    if (target.dataset["to"] !== undefined) return this.#go(event, target);
    event.preventDefault();
    if (target.dataset["menu"] !== undefined) void this.#open(target as HTMLAnchorElement);
    else if (target.dataset["sign"] !== undefined) void this.#sign(target);
    else void this.#choose(target);
  }

  /** A link that acts as a button is pressed by the space bar too. */
  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key !== " " || target.tagName !== "A" || target.getAttribute("role") !== "button") return;
    event.preventDefault();
    target.click();
  }

  /** A message that is on the page is not asked for again. */
  #go(event: MouseEvent, link: HTMLElement): void {
    const there = document.getElementById(link.dataset["to"] ?? "");
    if (!there) return;
    event.preventDefault();
    location.hash = there.id;
    there.scrollIntoView({ block: "center" });
  }

  async #open(link: HTMLAnchorElement): Promise<void> {
    if (!this.#panel || !("showPopover" in this.#panel)) return void (location.href = link.href);
    try {
      const response = await fetch(link.href, { headers: { "X-Fragment": "menu" } });
      if (!response.ok || response.redirected) return void (location.href = link.href);
      this.#panel.innerHTML = await response.text();
    } catch {
      return void (location.href = link.href);
    }
    this.#opener = link;
    this.#panel.showPopover();
    link.setAttribute("aria-expanded", "true");
    const place = link.getBoundingClientRect();
    const own = this.#panel.getBoundingClientRect();
    this.#panel.style.left = `${Math.max(8, Math.min(place.right - own.width, innerWidth - own.width - 8))}px`;
    this.#panel.style.top = `${Math.max(8, Math.min(place.bottom + 4, innerHeight - own.height - 8))}px`;
    this.#panel.querySelector<HTMLElement>("a, button")?.focus();
  }

  close(): void {
    if (this.#panel?.matches(":popover-open")) this.#panel.hidePopover();
  }

  async #sign(link: HTMLElement): Promise<void> {
    const body = new FormData();
    body.set("code", link.dataset["sign"]!.split(":")[1] ?? "");
    this.#toggle(link.dataset["sign"]!);
    if (!(await this.press(link.dataset["post"]!, body))) this.#toggle(link.dataset["sign"]!);
    this.mark(this.chat);
  }

  #toggle(name: string): void {
    if (!this.#mine.delete(name)) this.#mine.add(name);
  }

  async #choose(link: HTMLElement): Promise<void> {
    const poll = link.closest<HTMLElement>(".poll")!;
    const all = [...poll.querySelectorAll<HTMLElement>("[data-option]")].map((one) => this.#name(one));
    const former = all.filter((name) => this.#mine.has(name));
    const name = this.#name(link);
    const had = this.#mine.has(name);
    if (poll.dataset["many"] === undefined) for (const other of all) this.#mine.delete(other);
    if (had) this.#mine.delete(name);
    else this.#mine.add(name);
    const body = new FormData();
    for (const one of all) if (this.#mine.has(one)) body.append("option", one.slice(1));
    if (!(await this.press(poll.dataset["post"]!, body))) {
      for (const one of all) this.#mine.delete(one);
      for (const one of former) this.#mine.add(one);
    }
    this.mark(this.chat);
  }

  #submit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (form.dataset["act"] === undefined) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const code = body.get("code");
    const seq = this.#opener?.closest<HTMLElement>("article")?.dataset["seq"];
    if (code && seq) this.#toggle(`${seq}:${code}`);
    this.close();
    void this.press(form.action, body).then((taken) => {
      if (!taken && code && seq) this.#toggle(`${seq}:${code}`);
      this.mark(this.chat);
      const back = seq ? document.querySelector<HTMLElement>(`#m${seq} .do [data-menu]`) : null;
      (back ?? this.chat.querySelector<HTMLElement>(".feed"))?.focus();
    });
  }
}
