// Composing the annual account: words are saved while one types, and a press changes the page in place. Everything works
// without this file. What is typed stays on this device until the server has it; a colleague's words are never overwritten:
// each save says from which words it grew, and where others stand there meanwhile both are shown.
const PAUSE = 900, AGAIN = 5000, PATIENCE = 20000; // milliseconds
// The same beginning as static/reading/table.js, so that signing out asks about these words too.
const PLACE = `verhaal-words-${document.body.dataset.person}-annual-`;
const says = document.querySelector("[data-says]").dataset;
const at = new WeakMap(); // by form: where it stands

const placeOf = (form) => PLACE + new URL(form.action).pathname;
const wordForms = () => document.querySelectorAll("form[data-words]");

function stateOf(form) {
  const fresh = { saved: form.elements.text.value, timer: 0, sending: false, conflict: false, touched: 0 };
  if (!at.has(form)) at.set(form, fresh);
  form.dataset.live = ""; // saved without its button
  return at.get(form);
}

const isDirty = (form) => form.elements.text.value !== stateOf(form).saved;

// Typing

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-words]");
  if (!form) return;
  stateOf(form).touched = performance.now();
  keepHere(form);
  later(form, PAUSE);
});

function later(form, wait) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), wait);
}

function keepHere(form) {
  const { text, seen } = form.elements;
  try {
    if (isDirty(form)) localStorage.setItem(placeOf(form), JSON.stringify({ text: text.value, seen: seen.value }));
    else localStorage.removeItem(placeOf(form));
  } catch { /* a full disk: the server still gets it */ }
}

// Resolves with whether the server has all of it.
async function save(form, isLeaving = false) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  if (state.conflict || !isDirty(form)) return !state.conflict;
  if (state.sending) return false;
  state.sending = true;
  const sent = form.elements.text.value;
  say(form, says.typing);
  try {
    const answer = await post(form, isLeaving);
    const told = await answer.json();
    if (answer.ok) arrived(form, sent, told);
    else if (answer.status === 409) conflict(form, told);
    else say(form, told.said ?? (answer.status === 401 ? says.signedOut : says.refused));
  } catch {
    say(form, says.unsent);
    later(form, AGAIN);
  } finally {
    state.sending = false;
  }
  if (isDirty(form) && !state.conflict && sent !== form.elements.text.value) later(form, PAUSE);
  return !isDirty(form);
}

function arrived(form, sent, { mark, said }) {
  Object.assign(stateOf(form), { saved: sent, touched: performance.now() });
  form.elements.seen.value = mark;
  keepHere(form);
  say(form, said);
  isStale = true;
  refresh();
}

// A token may have grown old while the page was open: then once more with a fresh one.
async function post(form, keepalive) {
  const headers = { Accept: "application/json" };
  for (const isLast of [false, true]) {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, keepalive, signal });
    if (answer.status !== 400 || isLast) return answer;
    const { csrf } = await (await fetch("/stories/token", { headers })).json();
    for (const each of document.querySelectorAll("input[name=csrf_token]")) each.value = csrf;
  }
}

function say(form, text) {
  form.querySelector("[data-status]").textContent = text;
}

// Both texts, and nothing is overwritten

function conflict(form, { other, mark }) {
  const state = stateOf(form), box = shown(form);
  state.conflict = true;
  const quote = box.querySelector("[data-other]");
  quote.textContent = other || quote.dataset.nothing;
  say(form, "");
  box.onclick = ({ target }) => {
    const take = target.dataset.take, { text, seen } = form.elements;
    if (!take) return;
    state.conflict = false;
    state.saved = other;
    seen.value = mark;
    if (take === "theirs") text.value = other;
    if (take === "both") text.value = [other, text.value].filter(Boolean).join("\n\n");
    box.remove();
    keepHere(form);
    text.focus();
    later(form, 0);
  };
}

function shown(form) {
  const there = form.querySelector("[data-conflicting]");
  if (there) return there;
  const box = document.querySelector("[data-conflict]").content.firstElementChild.cloneNode(true);
  form.querySelector("textarea").after(box);
  return box;
}

// A page that opens finds what this device still keeps: the server judges whether it still fits.
function restore() {
  for (const form of wordForms()) {
    stateOf(form);
    const kept = JSON.parse(localStorage.getItem(placeOf(form)) ?? "null");
    if (!kept) continue;
    if (kept.text === form.elements.text.value) {
      localStorage.removeItem(placeOf(form)); // it had arrived after all
      continue;
    }
    form.elements.text.value = kept.text;
    form.elements.seen.value = kept.seen;
    form.closest("details")?.setAttribute("open", "");
    later(form, 0);
  }
}

const unsent = () => [...wordForms()].filter((form) => isDirty(form) && !stateOf(form).conflict);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const form of unsent()) save(form, true);
});
self.addEventListener("online", () => unsent().forEach((form) => save(form)));

// What opens is where one types.
document.addEventListener("toggle", ({ target }) => {
  const isOpened = target.open && target.matches("details.write") && target.contains(document.activeElement);
  if (isOpened) target.querySelector("textarea").focus();
}, true);

// The button of a form of words saves as typing does; other presses change the page in place.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-words]")) {
    event.preventDefault();
    delete form.dataset.sent; // app.js: nothing is sent twice here
    save(form);
  } else if (form.matches("form[data-deed]") && !form.dataset.plainly && !event.defaultPrevented) {
    event.preventDefault();
    deed(form, event.submitter);
  }
});

async function deed(form, button) {
  if (button?.getAttribute("aria-disabled") === "true") return;
  await Promise.all(unsent().map((each) => save(each)));
  try {
    const body = new FormData(form, button), signal = AbortSignal.timeout(PATIENCE), since = performance.now();
    const answer = await fetch(button?.hasAttribute("formaction") ? button.formAction : form.action, { method: "POST", body, signal });
    if (!answer.ok) throw new Error(answer.status);
    swap(await answer.text(), since, button);
  } catch {
    form.dataset.plainly = "1"; // as without this script: the browser says what is wrong
    form.requestSubmit(button);
  }
}

// The document shows what was saved as soon as nobody is typing.

let isStale = false;
const isTyping = () => document.activeElement?.closest("form[data-words]"); // also with what stands under the words

async function refresh() {
  if (!isStale || isTyping()) return;
  isStale = false;
  const since = performance.now();
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && !isTyping()) swap(await answer.text(), since);
  else isStale = true;
}

document.addEventListener("focusout", () => setTimeout(refresh, 50));

// What was typed or saved since the page was asked for is newer than the page.
function swap(html, since, button) {
  const page = new DOMParser().parseFromString(html, "text/html"), aside = document.querySelector(".cols > aside");
  const scrolled = aside?.scrollTop, focused = document.activeElement?.id, isOpen = {};
  for (const each of document.querySelectorAll("details[id]")) isOpen[each.id] = each.open;
  const isNewer = (form) => isDirty(form) || stateOf(form).conflict || stateOf(form).touched > since;
  const typing = new Map([...wordForms()].filter(isNewer).map((form) => [form.action, form]));
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const fresh = page.getElementById(old.id);
    if (fresh) old.replaceWith(document.adoptNode(fresh));
  }
  for (const form of wordForms()) if (typing.has(form.action)) form.replaceWith(typing.get(form.action));
  for (const each of document.querySelectorAll("details[id]")) each.open = isOpen[each.id] ?? each.open;
  wordForms().forEach(stateOf);
  if (aside) aside.scrollTop = scrolled;
  const notice = page.querySelector("main > .notice:not([hidden])"), said = document.querySelector("[data-said]");
  if (said) {
    said.textContent = button && notice ? notice.textContent : "";
    said.className = button && notice ? notice.className : "";
  }
  const next = document.getElementById(focused) ?? (button && said);
  if (next === said) said?.setAttribute("tabindex", "-1");
  if (button || focused) next?.focus({ preventScroll: next !== said });
  document.dispatchEvent(new Event("swapped"));
}

restore();
