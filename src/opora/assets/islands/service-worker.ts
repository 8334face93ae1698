/**
 * Shows notifications while Opora is closed, and says in words that there is no network. It keeps nothing else:
 * pages are always those of the server. The view that serves it says before it where things are (`self.opora`).
 */

interface Places {
  offline: string;
  kept: string[];
}

interface Told {
  title: string;
  body: string;
  url: string;
  count: number;
  /** the number of a call: it rings now, or was missed at the same place */
  call?: number;
  rings?: boolean;
}

/** Of `lib.webworker`, which does not live beside `lib.dom`, what is used here. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Tab {
  visibilityState: "hidden" | "visible";
  focus(): Promise<Tab>;
  navigate(url: string): Promise<Tab | null>;
}

interface Worker {
  opora: Places;
  registration: ServiceWorkerRegistration;
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Tab[]>;
    openWindow(url: string): Promise<Tab | null>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", hear: (event: Lasting) => void): void;
  addEventListener(
    kind: "fetch",
    hear: (event: Lasting & { request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
  addEventListener(kind: "push", hear: (event: Lasting & { data: { json(): unknown } | null }) => void): void;
  addEventListener(kind: "notificationclick", hear: (event: Lasting & { notification: Notification }) => void): void;
}

const worker = self as unknown as Worker;
const STORE = "opora-offline";

async function keep(): Promise<void> {
  const store = await caches.open(STORE);
  const places = [worker.opora.offline, ...worker.opora.kept];
  // without cookies: the page is nobody's, and takes no words meant for the next page of a person
  await Promise.all(
    places.map(async (place) => {
      const answer = await fetch(place, { credentials: "omit", cache: "reload" });
      if (answer.ok) await store.put(place, answer);
    }),
  );
}

worker.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(worker.clients.claim());
});

async function kept(place: string): Promise<Response> {
  return (await caches.match(place, { cacheName: STORE })) ?? Response.error();
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate" && request.method === "GET")
    event.respondWith(fetch(request).catch(() => kept(worker.opora.offline)));
  else if (worker.opora.kept.includes(path)) event.respondWith(fetch(request).catch(() => kept(path)));
});

worker.addEventListener("push", (event) => {
  const told = event.data?.json() as Told | undefined;
  if (!told) return;
  event.waitUntil(told.call === undefined ? show(told, { tag: "opora" }) : ring(told));
});

async function show(told: Told, more: object): Promise<void> {
  const shown = { body: told.body, data: told.url, lang: "ru", ...more };
  await worker.registration.showNotification(told.title, shown);
}

/** A page that is looked at rings by itself; anywhere else the call stands until something has become of it. */
async function ring(told: Told): Promise<void> {
  const tag = `call-${told.call}`;
  const tabs = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (tabs.some((tab) => tab.visibilityState === "visible")) {
    for (const one of await worker.registration.getNotifications({ tag })) one.close();
    return;
  }
  const loud = { requireInteraction: true, renotify: true, vibrate: [400, 200, 400] };
  await show(told, { tag, ...(told.rings ? loud : { silent: true }) });
}

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(String(event.notification.data)));
});

async function open(url: string): Promise<void> {
  const tabs = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs[0];
  if (tab) {
    await tab.focus();
    await tab.navigate(url);
  } else await worker.clients.openWindow(url);
}

export {};
