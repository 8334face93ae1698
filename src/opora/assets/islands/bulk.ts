/** The bar of what is done to several rows: counts the marked ones and marks them all. The form works without it. */

class Bulk extends HTMLElement {
  connectedCallback(): void {
    const all = document.createElement("input");
    all.type = "checkbox";
    const label = document.createElement("label");
    label.className = "check";
    label.append(all, ` ${this.dataset["all"] ?? ""}`);
    this.prepend(label);
    all.addEventListener("change", () => {
      for (const box of this.#boxes) if (!box.closest("tr")?.hidden) box.checked = all.checked;
      this.#count();
    });
    document.addEventListener("change", (event) => {
      if ((event.target as Element).matches('input[form="bulk"]')) this.#count();
    });
    window.addEventListener("pageshow", () => this.#count());
    this.#count();
  }

  get #boxes(): HTMLInputElement[] {
    return [...document.querySelectorAll<HTMLInputElement>('input[form="bulk"]')];
  }

  #count(): void {
    const boxes = this.#boxes;
    const marked = boxes.filter((box) => box.checked).length;
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = (marked ? this.dataset["some"] : this.dataset["none"])?.replace("{n}", String(marked)) ?? "";
    for (const button of this.querySelectorAll("button")) button.disabled = marked === 0;
    const all = this.querySelector<HTMLInputElement>("label input");
    if (all) {
      all.checked = marked > 0 && marked === boxes.length;
      all.indeterminate = marked > 0 && marked < boxes.length;
    }
  }
}

customElements.define("opora-bulk", Bulk);
