// Hints under what looks like a resident's personal data, while one writes. Help, never a hindrance: without a line,
// or when anything fails, it keeps quiet. What was answered stands in hidden fields of the form, and only there.
const PAUSE = 600; // milliseconds without typing
const root = document.querySelector("[data-hints-at]");
const form = root.closest("form, main"); // a form, or a page in which several are typed in
const said = root.querySelector("[data-hinted]");
const lists = new WeakMap(); // per field the list under it
const touched = new Set(form.matches("form") ? [] : [""]); // in a page: the fields that were typed in
let timer, asking, announced = "";

const guarded = () => [...form.querySelectorAll("[data-hints]")].filter(({ id }) => !touched.size || touched.has(id));
const same = (one, other) => one.toLowerCase() === other.toLowerCase();
const part = (name) => root.querySelector(`[data-part=${name}]`).content.firstElementChild.cloneNode(true);
const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

function chip(text, press) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "chip", textContent: text, onclick: press });
  return button;
}

// The answers

const rows = () => [...root.querySelectorAll("input[name$='-words']")];
const named = (name) => root.querySelector(`[name="${name}"]`);
const cell = (row, name) => named(row.name.replace(/words$/, name));
const answers = () => rows().map((row) => ({ words: row.value, instead: cell(row, "instead").value }));

// Keep an answer in the form; gives what takes it back.
function answer({ words, kind }, instead, why = "") {
  let row = rows().find((each) => same(each.value, words));
  const before = row && ["instead", "why"].map((name) => cell(row, name).value);
  if (!row) {
    const number = 1 + Math.max(-1, ...rows().map((each) => parseInt(each.name.split("-")[1])));
    for (const [name, value] of Object.entries({ words, kind, instead: "", why: "" })) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: `hints-${number}-${name}`, value });
      root.append(input);
    }
    row = named(`hints-${number}-words`);
  }
  const say = ([first, second]) => {
    cell(row, "instead").value = first;
    cell(row, "why").value = second;
    changed(row);
  };
  say([instead, why]);
  return () => {
    if (before) return say(before);
    const gone = ["words", "kind", "instead", "why"].map((name) => cell(row, name));
    gone.forEach((input) => input.remove());
    changed(root);
  };
}

// The words in the text; verhaal/privacy/replacing.py does the same

function replaceIn(field, words, instead) {
  const before = field.value;
  const flagged = [words, ...[...lists.get(field).children].map((line) => line.dataset.words)];
  const spots = flagged.sort((a, b) => b.length - a.length).map((each) => {
    const plain = each.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), whole = `(?<![\\p{L}\\p{N}_])${plain}(?![\\p{L}\\p{N}_])`;
    return new RegExp(whole, "u").test(before) ? whole : plain;
  });
  for (const { 0: found, index } of [...before.matchAll(new RegExp(spots.join("|"), "gu"))].reverse()) {
    const begins = /((^|\n)[\s>*-]*|[.!?…]["'”’)]*\s+)$/.test(before.slice(0, index));
    const fitting = begins ? instead[0].toUpperCase() + instead.slice(1) : instead;
    if (found === words) field.setRangeText(fitting, index, index + found.length, "preserve");
  }
  const after = field.value;
  changed(field);
  return () => {
    if (field.value === after) field.setRangeText(before, 0, after.length, "preserve");
    changed(field);
  };
}

// The lines under a field

function listOf(field) {
  if (!lists.has(field)) {
    const made = form.querySelector(`[data-under="${field.id}"]`), list = made ?? document.createElement("div");
    list.className = "hints";
    list.inert = false;
    if (!made) field.after(list);
    lists.set(field, list);
  }
  return lists.get(field);
}

function hintLine(field, hint) {
  const line = part("hint"), [words, own, leave] = ["words", "own", "leave"].map((name) => line.querySelector(`[data-${name}]`));
  Object.assign(line.dataset, { words: hint.words, tone: hint.tone, first: hint.suggestions[0] });
  line.setAttribute("aria-label", `${hint.label}: ${hint.words}`);
  line.querySelector("[data-label]").textContent = hint.label;
  words.textContent = hint.words;
  words.onclick = () => {
    field.focus();
    const at = field.value.startsWith(hint.words, hint.start) ? hint.start : field.value.indexOf(hint.words);
    if (at >= 0) field.setSelectionRange(at, at + hint.words.length);
  };
  const use = (instead) => {
    const takeBack = [replaceIn(field, hint.words, instead), answer(hint, instead)];
    const done = become(field, line, "replaced", hint, takeBack);
    done.querySelector("[data-instead]").textContent = instead;
    done.querySelector("[data-undo]").focus();
    announce(done.querySelector("p").textContent);
  };
  const chips = hint.suggestions.map((each) => chip(each, () => use(each)));
  own.before(...chips.slice(0, 2));
  own.onclick = () => ask(line, own, "own", use, chips.slice(2));
  leave.onclick = () => stays(field, line, hint);
  return line;
}

function stays(field, line, hint) {
  const takeBack = answer(hint, "");
  const left = become(field, line, "left", hint, [takeBack]), own = left.querySelector("[data-own]");
  const because = (why) => {
    answer(hint, "", why);
    left.querySelectorAll(".chip:not([data-undo]), .chips > span, .own").forEach((each) => each.remove());
    left.querySelector("[data-why]").textContent = `(${why})`;
    left.querySelector("[data-undo]").focus();
  };
  own.before(...hint.reasons.map((each) => chip(each, () => because(each))));
  own.onclick = () => ask(left, own, "reason", because);
  left.querySelector(".chip").focus();
  announce(left.querySelector("p").textContent);
}

// What was done takes the place of the hint, until one writes on; undoing brings the hint back.
function become(field, line, name, hint, takeBack) {
  const done = part(name);
  Object.assign(done.dataset, { done: "", words: hint.words });
  done.querySelector("[data-words]").textContent = hint.words;
  done.querySelector("[data-undo]").onclick = () => {
    takeBack.forEach((each) => each());
    const again = hintLine(field, hint);
    done.replaceWith(again);
    again.querySelector(".chip").focus();
  };
  line.replaceWith(done);
  return done;
}

// What there is more to choose, and one's own words, open under the line.
function ask(line, opener, name, use, more = []) {
  const open = line.querySelector(".own");
  opener.setAttribute("aria-expanded", String(!open));
  if (open) return open.remove();
  const box = part(name), input = box.querySelector("input");
  const take = () => (input.value.trim() ? use(input.value.trim()) : input.focus());
  box.querySelector("[data-use]").onclick = take;
  input.onkeydown = (event) => {
    if (event.key === "Enter") event.preventDefault(), take();
    if (event.key === "Escape") ask(line, opener, name, use), opener.focus();
  };
  box.prepend(...more);
  line.append(box);
  (more[0] ?? input).focus();
}

// Asking

function announce(text) {
  said.textContent = text;
}

function show(found) {
  for (const field of guarded()) {
    const list = listOf(field), lines = new Map([...list.children].map((line) => [line.dataset.words, line]));
    for (const hint of found.hints.filter((each) => each.field === field.id)) {
      const line = lines.get(hint.words);
      const stale = line && ("done" in line.dataset || line.dataset.first !== hint.suggestions[0]);
      if (stale && !line.contains(document.activeElement)) line.replaceWith(hintLine(field, hint));
      if (!lines.has(hint.words)) list.append(hintLine(field, hint));
      lines.set(hint.words, null);
    }
    for (const line of lines.values()) if (line && !("done" in line.dataset)) line.remove();
  }
  if (found.said !== announced) announce((announced = found.said));
}

async function look() {
  asking?.abort();
  asking = new AbortController();
  const texts = guarded().map((field) => ({ field: field.id, text: field.value }));
  if (!texts.some(({ text }) => text.trim())) return show({ hints: [], said: "" });
  try {
    const reply = await fetch(root.dataset.hintsAt, {
      method: "POST",
      signal: asking.signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.querySelector("[name=csrf_token]").value },
      body: JSON.stringify({ texts, answers: answers() }),
    });
    if (reply.ok) show(await reply.json());
  } catch {} // offline, or overtaken by the next question
}

form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-hints]") && !root.contains(event.target)) return;
  if (touched.size) touched.add(event.target.id);
  asking?.abort(); // what is asked about is not what stands there now
  if (event.isTrusted) lists.get(event.target)?.querySelectorAll("[data-done]").forEach((line) => line.remove());
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});
self.addEventListener("online", look);
document.addEventListener("swapped", look); // static/annual/composing.js: a part of the page was made anew
// A draft that is opened comes with its hints, so that they do not push away what one looks at.
if (root.dataset.found) show(JSON.parse(root.dataset.found));
else look();
