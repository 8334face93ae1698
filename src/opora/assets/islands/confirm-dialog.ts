/**
 * `<a href="…/revoke/" data-dialog="revoke">` opens `<dialog id="revoke">` instead of the page of the same question.
 * `[data-close]` inside closes it; focus starts on what cannot hurt. `<button data-confirm="Удалить?">` of a form asks
 * first, by the page's own template of a question.
 */

/** The answer «yes» presses the same button once more. */
function ask(button: HTMLButtonElement): void {
  const template = document.querySelector<HTMLTemplateElement>("template[data-question]")!;
  const dialog = template.content.firstElementChild!.cloneNode(true) as HTMLDialogElement;
  const sure = dialog.querySelector<HTMLButtonElement>("[data-sure]")!;
  dialog.querySelector("p")!.textContent = button.dataset["confirm"]!;
  sure.textContent = button.textContent!.trim();
  sure.addEventListener("click", () => {
    const words = button.dataset["confirm"]!;
    delete button.dataset["confirm"];
    dialog.close();
    button.click();
    button.dataset["confirm"] = words;
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector<HTMLElement>("[data-close]")!.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const asking = target.closest<HTMLButtonElement>("button[data-confirm]");
  if (asking) {
    event.preventDefault();
    return ask(asking);
  }
  const opener = target.closest<HTMLElement>("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset["dialog"] ?? "");
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector<HTMLElement>("footer [data-close]")?.focus();
    return;
  }
  const close = target.closest("[data-close]");
  if (close || (target instanceof HTMLDialogElement && target.matches(".dialog"))) {
    event.preventDefault();
    target.closest("dialog")?.close();
  }
});

// a dialog the server wants open (a form that came back with errors) becomes modal
for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[data-open-now]")) {
  dialog.close();
  dialog.showModal();
}

export {};
