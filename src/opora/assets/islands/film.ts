/** Chapters beside a film: a press leads the film there, the one that is played is marked. */

class Film extends HTMLElement {
  #video = this.querySelector("video")!;

  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const link = (event.target as Element).closest<HTMLElement>("a[data-second]");
      if (!link) return;
      event.preventDefault();
      this.#video.currentTime = Number(link.dataset["second"]);
      void this.#video.play();
    });
    this.#video.addEventListener("timeupdate", () => this.#mark());
  }

  #mark(): void {
    const links = [...this.querySelectorAll<HTMLElement>("a[data-second]")];
    const now = links.findLast((link) => Number(link.dataset["second"]) <= this.#video.currentTime);
    for (const link of links)
      if (link === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
  }
}

customElements.define("opora-film", Film);
