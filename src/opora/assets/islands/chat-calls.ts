/** «@» in the composer offers people of the chat: arrows choose, Enter or Tab puts the name in, Esc closes. */

interface Called {
  name: string;
  call: string;
}

const SHOWN = 6;

export class Calls {
  #people: Promise<Called[]> | undefined;
  #found: Called[] = [];
  #active = 0;

  constructor(
    private readonly text: HTMLTextAreaElement,
    private readonly list: HTMLElement,
    private readonly url: string,
  ) {
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", list.id);
    text.addEventListener("input", () => void this.#look());
    text.addEventListener("click", () => void this.#look());
    text.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = (event.target as Element).closest("[role=option]");
      if (item) this.#put([...list.children].indexOf(item));
    });
  }

  /** Whether the key was for the list; the composer leaves such keys alone. */
  takes(event: KeyboardEvent): boolean {
    if (this.list.hidden) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#active = (this.#active + step + this.#found.length) % this.#found.length;
      this.#draw();
    } else if (event.key === "Enter" || event.key === "Tab") this.#put(this.#active);
    else if (event.key === "Escape") this.#close();
    else return false;
    event.preventDefault();
    return true;
  }

  #typed(): string | undefined {
    const before = this.text.value.slice(0, this.text.selectionStart);
    return /(?:^|[^\p{L}\d_./])@([\p{L}-]*)$/u.exec(before)?.[1];
  }

  async #look(): Promise<void> {
    if (this.#typed() === undefined) return this.#close();
    this.#people ??= fetch(this.url)
      .then(async (response) => ((await response.json()) as { people: Called[] }).people)
      .catch(() => {
        this.#people = undefined;
        return [];
      });
    const people = await this.#people;
    const typed = this.#typed()?.toLocaleLowerCase();
    if (typed === undefined) return this.#close();
    this.#found = people
      .filter((one) => one.name.toLocaleLowerCase().split(" ").some((word) => word.startsWith(typed)))
      .slice(0, SHOWN);
    this.#active = 0;
    if (this.#found.length) this.#draw();
    else this.#close();
  }

  #draw(): void {
    this.list.replaceChildren(
      ...this.#found.map((one, place) => {
        const item = document.createElement("li");
        item.id = `call-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(place === this.#active));
        item.textContent = one.name;
        return item;
      }),
    );
    this.list.hidden = false;
    this.text.setAttribute("aria-activedescendant", `call-${this.#active}`);
  }

  #put(place: number): void {
    const one = this.#found[place];
    const typed = this.#typed();
    if (!one || typed === undefined) return this.#close();
    const end = this.text.selectionStart;
    this.text.setRangeText(`@${one.call} `, end - typed.length - 1, end, "end");
    this.#close();
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #close(): void {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.text.removeAttribute("aria-activedescendant");
  }
}
