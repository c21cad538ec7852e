// Results while typing: the page's own address asked for its part, the older question dropped. Without this, Enter does it.
const form = document.querySelector("[data-seeking]");
const field = form.querySelector("[data-seek]");
const found = document.querySelector("#found");
const told = document.querySelector("[data-told]");
const PAUSE = 200; // milliseconds without a key
let waiting, asking;

// Who came here by the magnifying glass wants to type.
if (!field.value && document.referrer.startsWith(location.origin)) field.focus();

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  ask();
});

async function ask() {
  asking?.abort();
  const mine = (asking = new AbortController());
  const query = new URLSearchParams(new FormData(form));
  const address = `${form.action}?${query}`;
  query.set("part", "1");
  found.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.action}?${query}`, { signal: mine.signal });
    if (answer.redirected || !answer.ok) return location.assign(address); // signed out meanwhile
    found.innerHTML = await answer.text();
    history.replaceState(null, "", address);
    told.textContent = found.querySelector("[data-count]")?.textContent.trim() ?? "";
  } catch {
    if (!mine.signal.aborted) told.textContent = found.dataset.failed;
  } finally {
    if (asking === mine) {
      found.removeAttribute("aria-busy");
      told.classList.toggle("visually-hidden", told.textContent !== found.dataset.failed);
    }
  }
}
