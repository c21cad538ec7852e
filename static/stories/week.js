// The week's screen: every keystroke is kept on the device within a second and on the server within five; rows are added
// in place; a story that cannot be shared now waits for a line; and the time that telling takes is measured.
const form = document.querySelector("form.week");
const person = Number(document.body.dataset.person);
const status = document.querySelector("[data-status]");
const words = status?.dataset ?? {};
const { Device } = self;
const TO_DEVICE = 250, TO_SERVER = 2000, IDLE = 30000; // milliseconds
const OURS = ["csrf_token", "key", "mark", "sheet", "before", "both"]; // said apart from what was typed

const record = { sheet: "", person, count: 0, acked: 0, share: false, pairs: [] };

if (form && person && Device && self.isSecureContext && navigator.locks) begin();

async function begin() {
  record.sheet = crypto.randomUUID();
  await holdPage();
  const { key, mark, sheet, before } = form.elements;
  // The screen may come from the device, where each new story would have the same key.
  if (!mark.value && !before.value) key.value = crypto.randomUUID();
  Object.assign(record, { key: key.value, mark: mark.value, before: before.value });
  sheet.value = record.sheet;
  addRows();
  measure();
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", submitted);
  // A chosen photo goes to the draft at once, and comes back with room to say what it shows.
  form.querySelector("input[type=file]")?.addEventListener("change", () => {
    if (navigator.onLine) form.requestSubmit(form.querySelector(".send button[name=keep]"));
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && toServer());
  self.addEventListener("pagehide", () => deviceTimer && toDevice());
  self.addEventListener("online", () => (record.share ? share() : toServer()));
  self.keepNow = async () => { if (Device.isUnsent(record)) await toDevice(); };
  await recover();
  keepShell();
}

// While the page lives it holds a lock, so that others know which texts have lost their page.
function holdPage() {
  return new Promise((held) => navigator.locks.request(Device.pageName(record.sheet), () => {
    held();
    return new Promise(() => {});
  }));
}

let deviceTimer, serverTimer;

function typed() {
  if (record.share) unshare();
  record.count += 1;
  deviceTimer ??= setTimeout(toDevice, TO_DEVICE);
  serverTimer ??= setTimeout(toServer, TO_SERVER);
}

function snapshot() {
  const all = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OURS.includes(name));
  Object.assign(record, { pairs: all, at: Date.now() });
  return { ...record };
}

async function toDevice() {
  clearTimeout(deviceTimer);
  deviceTimer = undefined;
  isKeptHere = await Device.put(snapshot()).then(() => true, () => false); // a full disk: the server still gets it
}

let isKeptHere = true, sending = false;

async function toServer() {
  clearTimeout(serverTimer);
  serverTimer = undefined;
  if (sending || record.share || record.count === record.acked) return;
  sending = true;
  try {
    await toDevice();
    const sent = snapshot();
    await arrived(await Device.post(sent), sent.count);
  } catch (error) {
    say(error instanceof Device.SignedOut ? words.signedOut : isKeptHere ? words.onDevice : words.nowhere);
    serverTimer ??= setTimeout(toServer, 2 * TO_SERVER);
  } finally {
    sending = false;
  }
  if (record.count > record.acked) serverTimer ??= setTimeout(toServer, TO_SERVER);
}

// What the server says of what was sent: where it stands now.
async function arrived(answer, sent) {
  record.acked = Math.max(record.acked, sent);
  if (answer.mark) {
    record.mark = form.elements.mark.value = answer.mark;
    form.action = answer.url;
    if (location.pathname !== answer.url) history.replaceState(null, "", answer.url);
  }
  // Before it is said, so that a page that follows does not find it unsent and send it once more.
  if (!record.leaving) await Device.put({ ...record }).catch(() => {});
  if (answer.kept === "beside" && answer.why === "overtaken") say(words.beside, answer.url);
  else if (answer.kept === "beside") say(words.unready);
  else if (answer.kept !== "nothing") say(words.kept.replace("%s", new Date().toTimeString().slice(0, 5)));
}

let said = "";

function say(text, url = "") {
  if (!status || !text || text === said) return;
  said = text;
  status.textContent = text;
  if (url && words.both) {
    const link = document.createElement("a");
    Object.assign(link, { href: url, textContent: words.both });
    status.append(" ", link);
  }
}

// Sharing, keeping as a draft and looking first all go through what was kept; only what needs an answer goes as a form.
async function submitted(event) {
  const { name, value } = event.submitter ?? { name: "keep", value: "1" };
  event.preventDefault();
  if (record.leaving) return;
  hold(true);
  record.count += 1; // the seconds, if nothing else
  const hasFiles = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  if (name === "share" && !hasFiles) return share();
  try {
    const { kept, url } = await finish();
    if (kept === "draft" && !hasFiles && name === "preview") return leave(url.replace(/\/draft$/, ""));
    if (kept === "draft" && !hasFiles && name === "keep") return leave(url);
    asForm(name, value);
  } catch {
    hold(false);
    say(hasFiles ? words.photos : isKeptHere ? words.onDevice : words.nowhere);
  }
}

// While it is on its way nothing more is typed into it: that would belong to no story.
function hold(isLeaving) {
  record.leaving = form.inert = isLeaving;
  form.setAttribute("aria-busy", isLeaving);
}

let shareTimer;

async function share() {
  record.share = true;
  try {
    const answer = await finish();
    if (answer.kept === "shared") return leave(answer.url);
    record.share = false;
    asForm("share", "1");
  } catch (error) {
    await toDevice();
    hold(false);
    if (error instanceof Device.SignedOut) say(words.signedOut);
    else wait();
    shareTimer ??= setTimeout(() => {
      shareTimer = undefined;
      if (record.share) share();
    }, 5 * TO_SERVER);
  }
}

async function finish() {
  clearTimeout(serverTimer);
  await toDevice();
  const sent = snapshot();
  const answer = await Device.post(sent);
  await arrived(answer, sent.count);
  await Device.settle(sent).catch(() => {});
  return answer;
}

function leave(url) {
  location.assign(url);
}

function asForm(name, value) {
  const button = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  form.append(button);
  form.submit();
}

// There is no line now: the story is ready, and goes by itself.
async function wait() {
  const waiting = document.querySelector("[data-waiting]");
  if (!waiting.hidden) return;
  waiting.hidden = false;
  waiting.querySelector("button").onclick = () => {
    unshare();
    form.elements.text.focus();
  };
  waiting.focus();
  const worker = await navigator.serviceWorker?.ready;
  worker?.sync?.register(`verhaal-share-${person}`).catch(() => {});
}

// Who writes on is not ready yet.
function unshare() {
  record.share = false;
  document.querySelector("[data-waiting]").hidden = true;
  deviceTimer ??= setTimeout(toDevice, TO_DEVICE);
}

// What pages that are gone left behind: to the server when there is a line, else back into the form.
async function recover() {
  const left = await Device.left(person).catch(() => []);
  if (!left.length) return;
  try {
    found(await Device.flush(() => Device.left(person)));
  } catch {
    const newest = left.filter((each) => !each.share).sort((a, b) => b.at - a.at)[0];
    if (newest && record.count === 0 && (newest.key === record.key || !record.mark)) await adopt(newest);
  }
}

// The page was made before the server had what was left: show it as it stands now, unless someone writes here already.
function found(sent) {
  for (const [left, answer] of sent) {
    const isHere = left.key === record.key || (!record.mark && !location.search);
    const isNews = answer.kept === "beside" || (answer.mark && answer.mark !== record.mark);
    if (answer.kept === "shared") say(words.shared, answer.url);
    else if (isNews && isHere && record.count === 0) {
      hold(true); // what is typed from here on would go with this page
      return location.replace(answer.url);
    } else if (isNews) say(words.found, answer.url);
  }
}

async function adopt(left) {
  fill(left.pairs);
  Object.assign(record, { key: left.key, mark: left.mark, before: left.sheet, count: 1 });
  form.elements.key.value = left.key;
  form.elements.mark.value = left.mark;
  form.elements.before.value = left.sheet;
  await toDevice();
  await Device.remove(left.sheet);
  say(words.onDevice);
  serverTimer ??= setTimeout(toServer, TO_SERVER);
}

function fill(pairs) {
  const values = Map.groupBy ? Map.groupBy(pairs, ([name]) => name) : grouped(pairs);
  for (const [name, given] of values) {
    const row = name.match(/^(outcomes|counts)-(\d+)-/);
    while (row && !form.elements[name] && addRow(row[1]));
    const home = name.startsWith("hints-") ? form.querySelector("[data-hints-at]") : form;
    if (!form.elements[name]) home.append(Object.assign(document.createElement("input"), { type: "hidden", name }));
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["checkbox", "radio"].includes(field.type)) field.checked = given.some(([, value]) => value === field.value);
      else choose(field, given[0][1]);
    }
  }
  for (const box of form.querySelectorAll("input[type=checkbox]")) if (!values.has(box.name)) box.checked = false;
}

// What was chosen on another page need not be offered on this one; it is not lost for that.
function choose(field, value) {
  field.value = value;
  if (field.value === value || !field.options) return;
  field.add(new Option(field.dataset.elsewhere ?? value, value));
  field.value = value;
}

function grouped(pairs) {
  const values = new Map();
  for (const pair of pairs) values.set(pair[0], [...(values.get(pair[0]) ?? []), pair]);
  return values;
}

// "Another change", "Another count": a row more without asking the server.
function addRows() {
  for (const button of form.querySelectorAll("button[name=more]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      addRow(button.value === "outcome" ? "outcomes" : "counts")?.querySelector("textarea, input:not([type=hidden])").focus();
    });
  }
  for (const fold of form.querySelectorAll("details.fold")) {
    fold.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault(); // opened here, since a phone shows its keyboard only within the touch
      fold.open = !fold.open;
      const first = fold.querySelector("textarea, input:not([type=hidden], [type=file], [type=radio])");
      if (fold.open && first && !first.value) first.focus();
    });
  }
}

function addRow(which) {
  const blank = form.querySelector(`template[data-rows="${which}"]`);
  const rows = form.querySelectorAll(`[data-row="${which}"]`);
  if (!blank || rows.length >= Number(blank.dataset.most)) return null;
  const numbers = [...rows].map((row) => Number(row.querySelector("[name]").name.split("-")[1]));
  const copy = blank.content.cloneNode(true);
  for (const element of copy.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      attribute.value = attribute.value.replaceAll("another", String(Math.max(-1, ...numbers) + 1));
    }
  }
  copy.querySelector("legend span").textContent = rows.length + 1;
  blank.before(copy);
  return [...form.querySelectorAll(`[data-row="${which}"]`)].at(-1);
}

// Typing and touching count; a pause of half a minute does not.
function measure() {
  let last = 0, spent = Number(form.elements.seconds.value) || 0;
  const active = () => {
    const now = performance.now();
    if (last && now - last < IDLE) spent += (now - last) / 1000;
    last = now;
    form.elements.seconds.value = Math.round(spent);
  };
  for (const kind of ["input", "keydown", "pointerdown"]) form.addEventListener(kind, active, { capture: true });
}

// The empty screen, to open where there is no line; made anew now and then, for another release and another person.
async function keepShell() {
  if (!("serviceWorker" in navigator)) return;
  const made = JSON.parse(localStorage.getItem("verhaal-shell") ?? "{}");
  const by = import.meta.url;
  if (made.person === person && made.by === by && Date.now() - made.at < 6 * 3600 * 1000) return;
  try {
    const answer = await fetch("/stories/week?shell=1");
    if (!answer.ok || answer.redirected) return;
    await (await caches.open("verhaal-shell")).put("/stories/week", answer);
    localStorage.setItem("verhaal-shell", JSON.stringify({ person, by, at: Date.now() }));
  } catch { /* no line: later, then */ }
}
