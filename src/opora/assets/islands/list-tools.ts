/** Which columns of the list below are shown; the choice stays in this browser, page by page. */

class ListTools extends HTMLElement {
  connectedCallback(): void {
    const table = this.#table;
    const button = this.querySelector<HTMLButtonElement>("[data-columns]");
    const heads = [...(table?.tHead?.rows[0]?.cells ?? [])].filter((head) => head.textContent.trim() && !head.matches(".acts"));
    if (!table || !button || heads.length < 3 || table.tHead?.rows.length !== 1) return;
    button.hidden = false;
    const place = this.querySelector("#columns fieldset");
    for (const head of heads.slice(1)) place?.append(this.#choice(head));
    this.#apply();
    document.addEventListener("opora:fresh", () => this.#apply());
  }

  get #table(): HTMLTableElement | null {
    return this.closest("main")?.querySelector<HTMLTableElement>("table") ?? null;
  }

  get #key(): string {
    return `columns ${location.pathname}`;
  }

  get #away(): string[] {
    try {
      return JSON.parse(localStorage.getItem(this.#key) ?? "[]") as string[];
    } catch {
      return [];
    }
  }

  #choice(head: HTMLTableCellElement): HTMLElement {
    const title = head.textContent.trim();
    const label = document.createElement("label");
    label.className = "check";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = !this.#away.includes(title);
    box.addEventListener("change", () => {
      const away = this.#away.filter((one) => one !== title);
      if (!box.checked) away.push(title);
      localStorage.setItem(this.#key, JSON.stringify(away));
      this.#apply();
    });
    label.append(box, ` ${title}`);
    return label;
  }

  #apply(): void {
    const table = this.#table;
    const away = this.#away;
    for (const head of table?.tHead?.rows[0]?.cells ?? []) {
      const gone = away.includes(head.textContent.trim());
      head.hidden = gone;
      for (const body of table?.tBodies ?? [])
        for (const row of body.rows) {
          const cell = row.cells[head.cellIndex];
          if (cell && cell.colSpan === 1) cell.hidden = gone;
        }
    }
  }
}

customElements.define("opora-list-tools", ListTools);
