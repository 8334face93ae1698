/** A table wider than its place is scrolled by keys too: while it is, the place takes the focus under the table's name. */

const places = [...document.querySelectorAll<HTMLElement>(".table-wrap:not([role])")];

function fit(place: HTMLElement): void {
  const scrolls = place.scrollWidth > place.clientWidth || place.scrollHeight > place.clientHeight;
  if (!scrolls) for (const name of ["role", "tabindex", "aria-label"]) place.removeAttribute(name);
  else {
    place.role = "region";
    place.tabIndex = 0;
    place.ariaLabel = place.querySelector("caption")?.textContent?.trim() ?? document.title;
  }
}

const watch = new ResizeObserver(() => places.forEach(fit));
for (const place of places) for (const part of [place, ...place.children]) watch.observe(part);
