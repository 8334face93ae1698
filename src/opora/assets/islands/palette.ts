/** Search and commands. Without a script the link leads to the search page; here it opens over any page, also by Ctrl K. */

class Palette extends HTMLElement {
  #asked = new AbortController();
  #timer = 0;

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[type=search]");
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") this.#open(event);
      const typing = (event.target as Element).closest("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !typing) this.#open(event);
    });
    document.addEventListener("click", (event) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (plain && (event.target as Element).closest("[data-palette]")) this.#open(event);
    });
    input?.addEventListener("input", () => this.#soon(input.value));
    this.addEventListener("keydown", (event) => this.#move(event));
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector("dialog") as HTMLDialogElement;
  }

  get #results(): HTMLElement {
    return this.querySelector(".results") as HTMLElement;
  }

  #open(event: Event): void {
    event.preventDefault();
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    const input = this.querySelector<HTMLInputElement>("input[type=search]");
    input?.select();
    void this.#search(input?.value ?? "");
  }

  #soon(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#search(text), 150);
  }

  async #search(text: string): Promise<void> {
    this.#asked.abort();
    this.#asked = new AbortController();
    const url = new URL(this.dataset["url"] ?? "/search/", location.href);
    url.searchParams.set("q", text);
    this.#results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { "X-Fragment": "palette" }, signal: this.#asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#results.innerHTML = await answer.text();
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.#results.textContent = this.dataset["failed"] ?? "";
    }
    this.#results.removeAttribute("aria-busy");
  }

  #move(event: KeyboardEvent): void {
    const links = [...this.#results.querySelectorAll<HTMLAnchorElement>("a")];
    const now = links.indexOf(document.activeElement as HTMLAnchorElement);
    const input = this.querySelector<HTMLInputElement>("input[type=search]");
    if (event.key === "Enter" && event.target === input && links[0]) {
      event.preventDefault();
      links[0].click();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const next = now + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) input?.focus();
    else links[Math.min(next, links.length - 1)]?.focus();
  }
}

customElements.define("opora-palette", Palette);
