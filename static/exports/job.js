// Follows a file that is being made: the page is asked for anew until it is there. Without this file it reloads itself.
const EVERY = 1500; // milliseconds

async function follow() {
  const shown = document.querySelector("[data-job]");
  if (shown.dataset.job === "over") return;
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    if (!answer.ok) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.querySelector("[data-job]");
    if (!news) return location.reload();
    if (news.innerHTML !== shown.innerHTML) {
      shown.dataset.job = news.dataset.job;
      shown.replaceChildren(...news.childNodes);
    }
  } catch {
    // no line for a moment: the next time
  }
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
