/** The list above the chat follows the marks of its messages. */
export function pin(host: HTMLElement, url: string, article: HTMLElement): void {
  const pins = host.querySelector<HTMLElement>("[data-pins]");
  if (!pins) return;
  pins.querySelector(`[data-to="${article.id}"]`)?.closest("li")?.remove();
  if (article.dataset["pinned"] !== undefined) {
    const link = document.createElement("a");
    link.href = `${url}?around=${article.dataset["seq"]}#${article.id}`;
    link.dataset["to"] = article.id;
    const who = document.createElement("strong");
    who.textContent = article.querySelector(".by strong")?.textContent ?? "";
    link.append(who, ` ${(article.querySelector(".text > p")?.textContent ?? "…").slice(0, 120)}`);
    const item = document.createElement("li");
    item.append(link);
    pins.querySelector("ul")!.prepend(item);
  }
  const n = pins.querySelectorAll("li").length;
  pins.querySelector(".count")!.textContent = String(n);
  pins.hidden = n === 0;
}
