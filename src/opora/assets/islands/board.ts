/** The board asks for itself; when the network is gone it keeps what it knows and says since when. */

const EVERY_MS = 10_000;
const PATIENCE_MS = 8_000;

class Board extends HTMLElement {
  #seen = new Date();

  connectedCallback(): void {
    setInterval(() => void this.#refresh(), EVERY_MS);
    window.addEventListener("online", () => void this.#refresh());
  }

  async #refresh(): Promise<void> {
    try {
      const answer = await fetch(location.href, {
        headers: { "X-Fragment": "board" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (text !== this.innerHTML) this.innerHTML = text;
      this.#seen = new Date();
      this.#say("");
    } catch {
      const since = this.#seen.toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
      this.#say(`${this.dataset["lost"]} ${since}`);
    }
  }

  #say(words: string): void {
    const place = document.querySelector(".board .lost");
    if (place && place.textContent !== words) place.textContent = words;
  }
}

customElements.define("opora-board", Board);
