/** The first walk: one step at a time, the section it speaks of marked in the menu. Without a script it is a list. */

class Tour extends HTMLElement {
  #at = 0;

  connectedCallback(): void {
    const steps = [...this.querySelectorAll<HTMLLIElement>("li")];
    const row = this.querySelector("form .row");
    const done = row?.querySelector<HTMLButtonElement>("button");
    if (steps.length < 2 || !row || !done) return;
    const [back, next] = [this.#button("back"), this.#button("next")];
    next.classList.add("primary");
    row.prepend(back, next);
    const show = (at: number): void => {
      this.#at = at;
      for (const [place, step] of steps.entries()) step.hidden = place !== at;
      back.hidden = at === 0;
      next.hidden = at === steps.length - 1;
      done.classList.toggle("primary", next.hidden);
      this.#mark(steps[at]?.dataset["leads"] ?? "");
    };
    back.addEventListener("click", () => show(this.#at - 1));
    next.addEventListener("click", () => {
      show(this.#at + 1);
      if (next.hidden) done.focus();
    });
    this.querySelector("ol")?.setAttribute("aria-live", "polite");
    show(0);
  }

  #button(name: string): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = this.dataset[name] ?? "";
    return button;
  }

  #mark(url: string): void {
    for (const link of document.querySelectorAll("nav.sections a[data-tour]")) link.removeAttribute("data-tour");
    if (!url) return;
    for (const link of document.querySelectorAll<HTMLAnchorElement>("nav.sections a"))
      if (link.getAttribute("href") === url) link.dataset["tour"] = "";
  }
}

customElements.define("opora-tour", Tour);
