// Reading one story after another: j and k, r, and words that are not lost. Everything works without this file.
const PLACE = "verhaal-words-"; // on this device: what was typed and not sent yet, per person and story

const form = document.querySelector("form[data-words]");
const words = form?.elements.text;
const kept = form && `${PLACE}${document.body.dataset.person}-${form.dataset.words}`;
const isSitting = new URLSearchParams(location.search).has("at");

// The words that have arrived leave this device.
const sent = /^#sent-(\d+)$/.exec(location.hash)?.[1];
if (sent) {
  localStorage.removeItem(`${PLACE}${document.body.dataset.person}-${sent}`);
  history.replaceState(history.state, "", location.pathname + location.search);
}

if (form) {
  if (!words.value) words.value = localStorage.getItem(kept) ?? "";
  words.addEventListener("input", () => {
    if (words.value.trim()) localStorage.setItem(kept, words.value);
    else localStorage.removeItem(kept);
    showPrimary();
  });
  showPrimary();
  // Who was answering goes on answering; on a touch screen the words are at hand from the first story on.
  const isTouch = matchMedia("(pointer: coarse)").matches;
  const asked = form.querySelector("#taking-on :is(textarea, input)");
  if (asked) asked.focus();
  else if (!document.querySelector("#errors") && (sent || (isTouch && isSitting))) words.focus({ preventScroll: true });
}

// The button that Ctrl+Enter presses: the one that the page puts first, a question for words that ask one.
function primary() {
  const first = form.querySelector("[data-first]");
  if (first) return first;
  const kind = words.value.trim().endsWith("?") ? "question" : "appreciation";
  return form.querySelector(`button[name=kind][value=${kind}]`);
}

function showPrimary() {
  const chosen = primary();
  for (const each of form.querySelectorAll("button[name=kind]")) {
    each.classList.toggle("soft", each !== chosen);
    each.classList.toggle("primary", each === chosen);
  }
  const note = form.querySelector("[data-sends]");
  note.textContent = `${note.dataset.sends} ${chosen.textContent}`;
  note.hidden = false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  if (form && event.target.form === form && event.target.matches("textarea, input")) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) press(event, () => primary().click());
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const isSingle = document.body.dataset.shortcuts !== "off" && !event.ctrlKey && !event.metaKey;
  if (!isSingle || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  if (event.key === "j" || event.key === "k") press(event, () => step(event.key));
  else if (words && event.key === "r") press(event, () => words.focus());
  // The key itself lands in the words: that is how they begin.
  else if (words && isNothingFocused() && /^[\p{Lu}\p{N}]$/u.test(event.key)) words.focus();
});

function press(event, deed) {
  event.preventDefault();
  deed();
}

function isNothingFocused() {
  return [document.body, document.querySelector("#main")].includes(document.activeElement);
}

// To the next story or the previous one: on a story's page by its link, in the list along the titles.
function step(key) {
  const link = document.querySelector(`[data-key=${key}]`);
  if (link) return link.click();
  const titles = [...document.querySelectorAll(".list h2 a")];
  const at = titles.indexOf(document.activeElement);
  titles[key === "j" ? at + 1 : Math.max(at, 1) - 1]?.focus();
}
