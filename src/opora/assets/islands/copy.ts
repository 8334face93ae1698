/** «Скопировать» beside a field: shown only where the browser lets a page write to the clipboard. */

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  const field = document.getElementById(button.dataset["copy"] ?? "");
  if (!(field instanceof HTMLTextAreaElement) || !("clipboard" in navigator)) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(field.value).then(() => {
      button.textContent = button.dataset["copied"] ?? button.textContent;
    });
  });
}
