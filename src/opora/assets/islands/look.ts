/** The look is saved by an ordinary form; the island applies it at once and spares the reload. */

const NORMAL: Record<string, string> = { size: "normal", images: "on", keys: "on" };

function apply(name: string, value: string): void {
  const root = document.documentElement;
  if (name === "theme") root.dataset["theme"] = value;
  else if (name === "colours") {
    if (value === "normal") delete root.dataset["contrast"];
    else root.dataset["contrast"] = "high";
    root.dataset["theme"] = { normal: "auto", "black-on-white": "light", "white-on-black": "dark" }[value] ?? "auto";
  } else if (value === NORMAL[name]) delete root.dataset[name];
  else root.dataset[name] = value;
}

class Look extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("submit", (event) => void this.#send(event));
  }

  async #send(event: SubmitEvent): Promise<void> {
    const button = event.submitter as HTMLButtonElement | null;
    const form = event.target as HTMLFormElement;
    // «Обычная версия» and the first switch to high contrast change what the page shows, not just how
    if (!button || button.name === "reset" || button.name === "start") return;
    event.preventDefault();
    event.stopPropagation();
    apply(button.name, button.value);
    for (const other of document.querySelectorAll<HTMLButtonElement>(`opora-look button[name="${button.name}"]`))
      other.setAttribute("aria-pressed", String(other.value === button.value));
    try {
      await fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual", keepalive: true });
    } catch {
      // the look is already applied here; it is asked for again on the next page
    }
  }
}

customElements.define("opora-look", Look);
