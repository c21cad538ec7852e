// Everything works without this file; with it, two things are smoother.

// A story that stays in view counts as read, as if its button had been pressed.
const reading = document.querySelector("form[data-reading]");
if (reading) {
  const DWELL = 4000; // milliseconds in view: opening by accident is not reading
  let timer;
  const record = () => {
    const body = new FormData(reading);
    body.set("quietly", "1");
    fetch(reading.action, { method: "POST", body, keepalive: true }).catch(() => {}); // no line: it is not read yet
  };
  const watch = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(record, DWELL);
  };
  document.addEventListener("visibilitychange", watch);
  watch();
}

// What is wrong in a form, or what was just done, is where the reader begins.
document.querySelector("#errors")?.focus();

// One press is enough; the server knows a form that is sent twice, but nobody should have to wonder.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
}

// A phone keeps the files and the empty week's screen; what was typed on pages that are gone goes to the server.
const person = Number(document.body.dataset.person);
const { Device } = self;
if ("serviceWorker" in navigator && person) navigator.serviceWorker.register("/sw.js").catch(() => {});
// The screen that is kept belongs to one person.
const kept = JSON.parse(localStorage.getItem("verhaal-shell") ?? "{}");
if (person && kept.person !== person) self.caches?.delete("verhaal-shell");
if (person && Device && self.isSecureContext && navigator.locks) {
  const send = () => Device.flush(() => Device.left(person)).then(tell).catch(() => {}); // no line yet: the next page tries again
  if (!document.querySelector("form.week")) send();
  self.addEventListener("online", send);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => tell(data.arrived));
  document.querySelector("form[data-leaving]")?.addEventListener("submit", goSafely);
} else if (person) {
  document.querySelector("form[data-leaving]")?.addEventListener("submit", leave);
}

// What a reader typed under stories and did not send (static/reading/table.js) leaves the device with them.
function wordsLeft() {
  return Object.keys(localStorage).filter((name) => name.startsWith("verhaal-words-"));
}

function leave(event) {
  if (wordsLeft().length && !confirm(event.target.dataset.leaving)) return event.preventDefault();
  for (const name of wordsLeft()) localStorage.removeItem(name);
}

// A story that waited for a line is shared now, or wants another look.
function tell(sent) {
  const notice = document.querySelector("[data-arrived]");
  for (const [record, answer] of sent) {
    if (!notice || !(record.share || answer.kept === "beside")) continue;
    const isShared = answer.kept === "shared";
    const link = document.createElement("a");
    Object.assign(link, { href: answer.url, textContent: isShared ? notice.dataset.shared : notice.dataset.look });
    notice.replaceChildren(link);
    notice.hidden = false;
  }
}

// Signing out takes everything off this device, once the server has it.
async function goSafely(event) {
  event.preventDefault();
  const form = event.target;
  try {
    await self.keepNow?.();
    await Device.flush(async () => (await Device.records(person)).filter(Device.isUnsent));
  } catch { /* said below */ }
  const isLeft = wordsLeft().length || (await Device.records(person)).some(Device.isUnsent);
  if (isLeft && !confirm(form.dataset.leaving)) return;
  if ((await Device.holdsOthers(person)) && !confirm(form.dataset.others)) return;
  if (!navigator.onLine) return; // signing out needs a line too: until then nothing leaves the device
  await Device.empty();
  for (const name of wordsLeft()) localStorage.removeItem(name);
  localStorage.removeItem("verhaal-shell");
  form.submit();
}

// `/` goes to the search field, or on a phone to its page; who turned single keys off keeps them (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  const field = document.querySelector("[data-seek]");
  if (!field || document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (field.offsetParent) field.select();
  else field.form.requestSubmit();
});
