/** The cabinet asks the browser to keep the page «Нет связи»; where there are no service workers it does without. */

if ("serviceWorker" in navigator && globalThis.isSecureContext)
  void navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);

export {};
