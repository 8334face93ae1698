/** A toast leaves by itself, but not while it is read: the countdown stops under the pointer and while focused. */

class Toast extends HTMLElement {
  #left = Number(this.dataset["seconds"] ?? 8) * 1000;
  #since = 0;
  #timer = 0;

  connectedCallback(): void {
    for (const kind of ["pointerenter", "focusin"]) this.addEventListener(kind, () => this.#stop());
    for (const kind of ["pointerleave", "focusout"]) this.addEventListener(kind, () => this.#go());
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.remove();
    });
    this.#go();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  #go(): void {
    clearTimeout(this.#timer);
    if (this.matches(":hover, :focus-within")) return;
    this.#since = performance.now();
    this.#timer = window.setTimeout(() => this.remove(), this.#left);
  }

  #stop(): void {
    if (!this.#since) return;
    clearTimeout(this.#timer);
    this.#left = Math.max(this.#left - (performance.now() - this.#since), 1500);
    this.#since = 0;
  }
}

customElements.define("opora-toast", Toast);
