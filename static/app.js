// Everything works without this file; with it, two things are smoother.

// A story that stays in view counts as read, as if its button had been pressed.
const reading = document.querySelector("form[data-reading]");
if (reading) {
  const DWELL = 4000; // milliseconds in view: opening by accident is not reading
  let timer;
  const record = () => {
    const body = new FormData(reading);
    body.set("quietly", "1");
    fetch(reading.action, { method: "POST", body, keepalive: true });
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
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
}
