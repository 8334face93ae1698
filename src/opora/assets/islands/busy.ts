/**
 * A form is sent once: a second press does nothing, and after 300 ms the button says that work is going on.
 * When it comes back with a refusal, the reading starts there: `[data-focus]`.
 */

const sent = new WeakMap<HTMLFormElement, number>();

function release(form: HTMLFormElement): void {
  clearTimeout(sent.get(form));
  sent.delete(form);
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[data-busy]")) button.removeAttribute("data-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.dataset["once"] === "off" || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  const button = event.submitter;
  const show = (): void => {
    form.setAttribute("aria-busy", "true");
    button?.setAttribute("data-busy", "");
  };
  sent.set(form, window.setTimeout(show, 300));
  // an answer that is a download leaves the page as it is: give the button back
  window.setTimeout(() => release(form), 15_000);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) release(form);
});

document.querySelector<HTMLElement>("[data-focus]")?.focus();

export {};
