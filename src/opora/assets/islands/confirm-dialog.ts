/**
 * `<a href="…/revoke/" data-dialog="revoke">` opens `<dialog id="revoke">` instead of the page of the same question.
 * `[data-close]` inside closes it; focus starts on what cannot hurt.
 */

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
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
