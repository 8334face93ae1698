/**
 * What was typed into `<form data-keep="key">` survives a lost connection or a closed tab.
 * Kept per browser until the form is accepted: the page after it has no such form, or says
 * `<meta name="kept" content="key">`. Passwords, files and hidden fields are never kept.
 */

type Values = Record<string, string[]>;
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const DAYS = 7 * 24 * 3600 * 1000;
const SENT = "opora:sent";
const keyOf = (form: HTMLFormElement): string => `opora:keep:${form.dataset["keep"] ?? ""}`;

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement ||
        field instanceof HTMLSelectElement ||
        field instanceof HTMLTextAreaElement) &&
      field.name !== "" &&
      !["password", "file", "hidden"].includes(field.type),
  );
}

function read(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const field of fieldsOf(form)) {
    const kept = (values[field.name] ??= []);
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
      if (field.checked) kept.push(field.value);
    } else if (field instanceof HTMLSelectElement) {
      kept.push(...[...field.selectedOptions].map((option) => option.value));
    } else kept.push(field.value);
  }
  return values;
}

function write(form: HTMLFormElement, values: Values): void {
  for (const field of fieldsOf(form)) {
    const kept = values[field.name];
    if (!kept) continue;
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type))
      field.checked = kept.includes(field.value);
    else if (field instanceof HTMLSelectElement)
      for (const option of field.options) option.selected = kept.includes(option.value);
    else field.value = kept.shift() ?? field.value;
  }
}

function restore(form: HTMLFormElement): void {
  const text = localStorage.getItem(keyOf(form));
  // after a refusal the server has already put the typed values back, and they are newer
  if (!text || form.querySelector("[aria-invalid=true]")) return;
  const { at, values } = JSON.parse(text) as { at: number; values: Values };
  if (Date.now() - at > DAYS) localStorage.removeItem(keyOf(form));
  else if (JSON.stringify(values) !== JSON.stringify(read(form))) {
    write(form, values);
    form.dataset["restored"] = "";
    form.querySelector<HTMLElement>("[data-restored-note]")?.removeAttribute("hidden");
  }
}

const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (sent && ![...document.querySelectorAll<HTMLFormElement>("form[data-keep]")].some((form) => keyOf(form) === sent))
  localStorage.removeItem(sent);
for (const done of document.querySelectorAll<HTMLMetaElement>('meta[name="kept"]'))
  localStorage.removeItem(`opora:keep:${done.content}`);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) restore(form);

document.addEventListener("input", (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>("form[data-keep]");
  if (form) localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values: read(form) }));
});
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.matches("[data-keep]")) sessionStorage.setItem(SENT, keyOf(form));
});
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-forget]");
  const form = button?.form;
  if (!form) return;
  localStorage.removeItem(keyOf(form));
  form.reset();
  button.closest<HTMLElement>("[data-restored-note]")?.setAttribute("hidden", "");
});

export {};
