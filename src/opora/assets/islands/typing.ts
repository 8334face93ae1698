/** Whether a key pressed here is a letter of somebody's text, or a step within a grid, and no command. */
export function isTyping(target: EventTarget | null): boolean {
  return Boolean((target as Element | null)?.closest("input, textarea, select, [contenteditable], [role=grid]"));
}

/** Whether this press may be a command at all: switched on (WCAG 2.1.4), bare, outside fields and dialogs. */
export function isCommand(event: KeyboardEvent): boolean {
  if (document.documentElement.dataset["keys"] === "off") return false;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return false;
  return document.querySelector("dialog[open]") === null;
}
