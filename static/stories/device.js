// What stands on this device: what was typed in each open page, until the server has it; and how it gets there.
// A classic script, since the service worker and the pages both load it. A record is
//   { sheet, person, key, mark, before, pairs, at, count, acked, share }
// `sheet` is the page's own id, `count` says how far it was typed, `acked` how far the server has it.
self.Device = (() => {
  const { clear, createStore, del, entries, set } = self.idbKeyval;
  const store = createStore("verhaal", "sheets");
  const PATIENCE = 20000; // milliseconds that a poor line gets
  let csrf = "";

  class SignedOut extends Error {}
  class Refused extends Error {}

  const put = (record) => set(record.sheet, record, store);
  const remove = (sheet) => del(sheet, store);

  // Takes a record away that has arrived, unless more was typed while it was on its way.
  const settle = (record) => store("readwrite", (sheets) => new Promise((done, fail) => {
    const asked = sheets.get(record.sheet);
    asked.onsuccess = () => asked.result?.count === record.count && sheets.delete(record.sheet);
    sheets.transaction.oncomplete = done;
    sheets.transaction.onerror = fail;
  }));
  const everything = async () => (await entries(store)).map(([, record]) => record);
  const records = async (person) => (await everything()).filter((record) => record.person === person);
  const isUnsent = (record) => record.share || record.count > record.acked;
  const ask = (url, more) => fetch(url, { ...more, signal: AbortSignal.timeout(PATIENCE) });
  const pageName = (sheet) => `verhaal-page-${sheet}`;

  async function live() {
    const { held } = await navigator.locks.query();
    return new Set(held.map((lock) => lock.name));
  }

  // What pages left behind that are gone: closed, killed, or out of battery. What had arrived leaves the device.
  async function left(person) {
    const open = await live();
    const orphans = (await records(person)).filter((record) => !open.has(pageName(record.sheet)));
    for (const record of orphans) if (!isUnsent(record)) await remove(record.sheet);
    return orphans.filter(isUnsent);
  }

  // Whether there is something on this device that someone else still has to send.
  const holdsOthers = async (person) =>
    (await everything()).some((record) => record.person !== person && isUnsent(record));

  async function freshToken(person) {
    const answer = await ask("/stories/token", { headers: { Accept: "application/json" } });
    if (answer.status === 401) throw new SignedOut();
    const told = await answer.json();
    if (told.person !== person) throw new SignedOut();
    csrf = told.csrf;
  }

  // To the server, which keeps it whatever is wrong with it. Rejects where there is no line, or nobody is signed in.
  async function post(record) {
    const body = new URLSearchParams(record.pairs);
    for (const name of ["key", "mark", "sheet", "before", "count"]) body.set(name, record[name]);
    if (record.share) body.set("share", "1");
    for (const isLast of [false, true]) {
      if (!csrf || isLast) await freshToken(record.person);
      const headers = { Accept: "application/json", "X-CSRFToken": csrf };
      const answer = await ask("/stories/sheets", { method: "POST", body, headers });
      if (answer.ok) return answer.json();
      if (answer.status === 401) throw new SignedOut();
      if (answer.status !== 400) throw new Refused(answer.status);
    }
    throw new Refused(400);
  }

  // One at a time on this device, whichever page or worker asks.
  const inTurn = (work) => navigator.locks.request("verhaal-sending", work);
  const send = (record) => inTurn(() => post(record));

  // Sends everything that `among` chooses; what arrived leaves the device. Resolves with [record, answer] of each.
  // One that is refused stays, and does not keep the others back.
  async function flush(among) {
    const sent = [];
    await inTurn(async () => {
      for (const record of await among()) {
        try {
          sent.push([record, await post(record)]);
          await settle(record);
        } catch (error) {
          if (!(error instanceof Refused)) throw error; // no line, or nobody signed in: the others wait too
        }
      }
    });
    return sent;
  }

  async function empty() {
    await clear(store);
    for (const name of await caches.keys()) if (name.startsWith("verhaal-shell")) await caches.delete(name);
  }

  return { SignedOut, empty, flush, holdsOthers, isUnsent, left, pageName, post: send, put, records, remove, settle };
})();
