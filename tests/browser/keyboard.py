"""A page as it is met with the keyboard alone: what Tab reaches, in which order, and whether one sees where one is."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page

MARK = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const isStop = (one) => {  // of radio buttons the chosen one, or else the first
    if (one.type !== "radio") return one.tabIndex >= 0;
    const group = [...one.form.querySelectorAll(`[type=radio][name="${CSS.escape(one.name)}"]`)];
    return one === (group.find((each) => each.checked) ?? group[0]);
  };
  const words = (one) => (one.innerText || one.textContent || one.name || "").trim().slice(0, 40);
  window.named = (one) => `<${one.localName}> ${words(one)}`;
  window.strokes = (one) => [one, ...one.children].map((each) => getComputedStyle(each).stroke).join();
  window.stops = [...document.querySelectorAll(all)].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }) && !one.disabled && isStop(one));
  window.before = new Map(stops.map((one) => [one, strokes(one)]));
  return stops.map(named);
}"""

SEE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one), faults = [];
  const isRing = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  const isRinged = isRing(style) || isRing(getComputedStyle(one, "::after"));
  if (!isRinged && strokes(one) === before.get(one)) faults.push("shows no focus");
  // The ring stands outside the box, where what scrolls may cut it off; a link half out of a long row loses one side.
  const out = parseFloat(style.outlineOffset) + 2;
  for (let up = one.parentElement; isRing(style) && up && up !== document.body; up = up.parentElement) {
    if (getComputedStyle(up).overflow === "visible") continue;
    const clip = up.getBoundingClientRect();
    const room = [box.left - clip.left, clip.right - box.right, box.top - clip.top, clip.bottom - box.bottom];
    if (room.filter((side) => side < out - 0.5).length > 1) faults.push(`has a ring cut off by <${up.localName}>`);
  }
  const parts = [0.5, 0.1, 0.9];
  const isSeen = [...one.getClientRects()].some((line) => parts.some((x) => parts.some((y) => {
    const there = document.elementFromPoint(line.left + line.width * x, line.top + line.height * y);
    return there && (one.contains(there) || there.contains(one));
  })));
  if (!isSeen) faults.push("is hidden behind something");
  const scrolls = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
  return { at: stops.indexOf(one), scrolls, name: named(one), faults };
}"""


@dataclass
class Walk:
    """What Tab met from the top of a page to its end."""

    expected: list[str]
    met: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def assert_sound(self, where: str) -> None:
        missed = [name for at, name in enumerate(self.expected) if at not in self.met]
        assert not missed, f"{where}: Tab does not reach {missed}"
        assert self.met == sorted(self.met), f"{where}: {[self.expected[at] for at in self.met]}"
        assert not self.faults, f"{where}: {self.faults}"


def walk(page: Page) -> Walk:
    """Press Tab until the page is left; fails where one cannot get out."""
    told = Walk(page.evaluate(MARK))
    for _step in range(3 * len(told.expected) + 20):  # a date has a stop for each of its parts
        page.keyboard.press("Tab")
        stop = page.evaluate(SEE)
        if stop is None or (told.met and stop["at"] == 0 and told.met[-1] != 0):
            return told
        told.faults += [f"{stop['name']} {fault}" for fault in stop["faults"] if stop["at"] not in told.met]
        if stop["at"] < 0 and not stop["scrolls"]:
            told.faults.append(f"{stop['name']} is a stop and does nothing")
        if stop["at"] >= 0 and stop["at"] not in told.met[-1:]:
            told.met.append(stop["at"])
    pytest.fail(f"{page.url}: Tab never leaves the page; it met {[told.expected[at] for at in told.met][-5:]}")


class Keys:
    """Hands on a keyboard: they go where Tab goes, and press what is there. No mouse, no finger."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, there: Locator) -> None:
        wanted = there.first.element_handle()
        for _step in range(150):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{there} was not reached with Tab on {self.page.url}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def write(self, label: str, words: str, within: Locator | None = None) -> None:
        self.to((within or self.page).get_by_label(label, exact=True))
        self.press("Control+A")
        self.type(words)

    def push(self, name: str, within: Locator | None = None) -> None:
        self.to((within or self.page).get_by_role("button", name=name, exact=True))
        self.press("Enter")

    def follow(self, name: str) -> None:
        self.to(self.page.get_by_role("link", name=name))
        self.press("Enter")

    def unfold(self, words: str) -> None:
        """Open a fold; what a screen reader hears of it changes with it."""
        fold = self.page.locator("summary").filter(has_text=words)
        assert self.expanded(words) is False
        self.to(fold)
        self.press("Enter")
        assert self.expanded(words) is True

    def expanded(self, words: str) -> bool:
        """As the browser tells assistive technology."""
        tree = self.page.context.new_cdp_session(self.page).send("Accessibility.getFullAXTree")
        folds = {
            node["name"]["value"]: {each["name"]: each["value"].get("value") for each in node["properties"]}
            for node in tree["nodes"]
            if node.get("role", {}).get("value") == "DisclosureTriangle"
        }
        (told,) = (properties["expanded"] for name, properties in folds.items() if name.startswith(words))
        return bool(told)

    def focused(self) -> str:
        """The label of, or the words on, what has the focus."""
        told: str = self.page.evaluate(
            "(({labels, innerText, tagName}) => labels?.[0]?.innerText || innerText || tagName)(document.activeElement)"
        )
        return told.strip()
