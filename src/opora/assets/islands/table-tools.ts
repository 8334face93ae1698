/**
 * Sorting and filtering of a small table, all rows of which are on the page.
 * `<opora-table-tools data-filter="Найти в таблице" data-none="Ничего не нашлось">` around the table, `th[data-sort]`
 * on sortable columns, `td[data-value]` where the shown text does not sort by itself.
 * Rows stay under their section row (`tr.group`) and take their opened details (`tr.detail`) along.
 */

type Bundle = HTMLTableRowElement[];
const collator = new Intl.Collator("ru", { numeric: true, sensitivity: "base" });

class TableTools extends HTMLElement {
  connectedCallback(): void {
    for (const head of this.querySelectorAll<HTMLTableCellElement>("th[data-sort]")) this.#sortable(head);
    if (this.dataset["filter"]) this.#filterable(this.dataset["filter"]);
  }

  get #body(): HTMLTableSectionElement {
    return this.querySelector("tbody") as HTMLTableSectionElement;
  }

  #sortable(head: HTMLTableCellElement): void {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => this.#sort(head));
  }

  #sort(head: HTMLTableCellElement): void {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of this.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (bundle: Bundle): string => {
      const cell = bundle[0]?.cells[head.cellIndex];
      return cell?.dataset["value"] ?? cell?.textContent.trim().replace("−", "-") ?? "";
    };
    const order = (one: Bundle, two: Bundle): number => {
      const [a, b] = [value(one), value(two)];
      const difference =
        head.dataset["sort"] === "number" ? number(a) - number(b) : collator.compare(a, b);
      return down ? -difference : difference;
    };
    for (const section of this.#sections()) {
      section.rows.sort(order);
      this.#body.append(...section.head, ...section.rows.flat());
    }
  }

  #sections(): { head: HTMLTableRowElement[]; rows: Bundle[] }[] {
    const sections: { head: HTMLTableRowElement[]; rows: Bundle[] }[] = [{ head: [], rows: [] }];
    for (const row of this.#body.rows) {
      const last = sections.at(-1);
      if (row.matches(".group")) sections.push({ head: [row], rows: [] });
      else if (row.matches(".detail")) last?.rows.at(-1)?.push(row);
      else last?.rows.push([row]);
    }
    return sections;
  }

  #filterable(label: string): void {
    const input = document.createElement("input");
    input.type = "search";
    input.ariaLabel = label;
    input.placeholder = label;
    const status = document.createElement("p");
    status.className = "small muted";
    status.role = "status";
    this.prepend(input, status);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLocaleLowerCase("ru").replaceAll("ё", "е");
      let shown = 0;
      for (const section of this.#sections()) {
        let any = false;
        for (const bundle of section.rows) {
          const text = bundle[0]?.textContent.toLocaleLowerCase("ru").replaceAll("ё", "е") ?? "";
          const fits = text.includes(wanted);
          any ||= fits;
          shown += Number(fits);
          for (const row of bundle) row.hidden = !fits;
        }
        for (const head of section.head) head.hidden = !any;
      }
      status.textContent = shown ? "" : (this.dataset["none"] ?? "");
    });
  }
}

function number(text: string): number {
  const value = Number.parseFloat(text.replace(/[\s\u00a0]/g, "").replace(",", "."));
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}

customElements.define("opora-table-tools", TableTools);
