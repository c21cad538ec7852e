// Keeps the files of this release and the empty week's screen, so that a story can be told where there is no line.
importScripts({% for name in shared %}"{{ name }}"{% if not loop.last %}, {% endif %}{% endfor %});

const RELEASE = "verhaal-files-{{ release }}";
const SHELL = "verhaal-shell";
const FILES = {{ files | tojson }};

self.addEventListener("install", (event) => {
  const keep = async () => (await caches.open(RELEASE)).addAll([...FILES, "/offline"]);
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (![RELEASE, SHELL].includes(name)) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(kept(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => without(url)));
});

// A story that waits to be shared goes as soon as there is a line, also when its page was closed (where browsers can).
self.addEventListener("sync", (event) => {
  const waiting = async (records) => records.filter((record) => record.share);
  if (event.tag.startsWith("verhaal-share-")) {
    const person = Number(event.tag.slice("verhaal-share-".length));
    event.waitUntil(self.Device.flush(async () => waiting(await self.Device.records(person))).then(tell));
  }
});

async function tell(arrived) {
  for (const page of await self.clients.matchAll()) page.postMessage({ arrived });
}

async function kept(request) {
  return (await caches.match(request)) || fetch(request);
}

async function without(url) {
  const isWeek = url.pathname === "/stories/week" || /^\/stories\/\d+\/draft$/.test(url.pathname) || url.pathname === "/";
  const shell = isWeek && (await caches.match("/stories/week", { cacheName: SHELL, ignoreVary: true }));
  return shell || (await caches.match("/offline")) || Response.error();
}
