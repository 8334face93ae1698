/** Long work behind a page: asks how far it is, and opens what it came to. The page without it reloads itself. */

const EVERY_MS = 2_000;
const PATIENCE_MS = 8_000;

class Progress extends HTMLElement {
  #asking = false;
  #timer: number | undefined;

  connectedCallback(): void {
    this.#timer = window.setInterval(this.#look, EVERY_MS);
    document.addEventListener("opora:live", this.#look);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
    document.removeEventListener("opora:live", this.#look);
  }

  #look = async (): Promise<void> => {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("opora-progress");
      if (!answer.ok) return;
      if (fresh) this.replaceChildren(...fresh.childNodes);
      else location.reload();
    } catch {
      // no network for a moment: what is shown stays, the next turn asks again
    } finally {
      this.#asking = false;
    }
  };
}

customElements.define("opora-progress", Progress);

export {};
