"""What a test asks of a page's layout: nothing is cut, nothing stands outside, nothing moves."""

from collections.abc import Mapping
from typing import Literal

from playwright.sync_api import Page

# Whoever is meant for ears only, or flies past, may stand where it likes.
APART = ".unseen, #floating, .confetti, .word"
# Boxes that cut off on purpose, with three dots.
CUT = "input, .name, .who, #lobby-title, #where, .avatar, .votebar small, .unseen, .word"

SPILLING = f"""() => [...document.querySelectorAll("main > section:not([hidden]) *")]
  .filter((node) => node.clientWidth > 0 && !node.matches("{CUT}")
    && node.getAnimations({{subtree: true}}).length === 0
    && ["hidden", "clip"].includes(getComputedStyle(node).overflowX)
    && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1))
  .map((node) => `${{node.className}} ${{node.scrollWidth}}x${{node.scrollHeight}} in `
    + `${{node.clientWidth}}x${{node.clientHeight}}: ${{node.textContent.slice(0, 20)}}`)"""

OUTSIDE = """() => [...document.querySelectorAll("main > section:not([hidden]) *")]
  .filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && !node.closest(".unseen, .word") && (box.left < -1 || box.top < -1
      || box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
  }).map((node) => `${node.tagName} ${node.className}`)"""

# What sticks out at a side, of the page or of the topmost dialog; and whether the page scrolls so.
# What lies in a box that scrolls sideways by itself is not outside.
SIDEWAYS = f"""() => {{
  const root = document.scrollingElement;
  const wide = root.scrollWidth > root.clientWidth
    ? [`the page is ${{root.scrollWidth}} wide, of ${{root.clientWidth}}`] : [];
  const open = [...document.querySelectorAll("dialog[open]")].at(-1);
  const nodes = (open ?? document.body).querySelectorAll("*");
  const scrolls = (node) => node && node !== document.body
    && (["auto", "scroll"].includes(getComputedStyle(node).overflowX) && node !== open
      || scrolls(node.parentElement));
  return wide.concat([...nodes].filter((node) => {{
    const box = node.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && node.checkVisibility() && !node.closest("{APART}")
      && (box.left < -1 || box.right > root.clientWidth + 1) && !scrolls(node.parentElement);
  }}).map((node) => `${{node.tagName}} ${{node.id}} ${{node.className}}: ${{
    JSON.stringify(node.getBoundingClientRect())}}`));
}}"""

DRAWN = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"""

# Skipped and not waited for: a page that is drawn in software takes its time over each of them.
END = """() => document.getAnimations()
  .filter((each) => each.playState === "running")
  .filter((each) => each.effect.getComputedTiming().endTime < 5000)
  .filter((each) => !each.effect.target.closest(".ring"))
  .forEach((each) => each.finish())"""

# Animations that go on though nobody wants motion; a blink is no motion, nor is a clock's hand.
MOVING = """() => document.getAnimations()
  .filter((each) => each.playState === "running")
  .filter((each) => each.effect.getComputedTiming().activeDuration > 100)
  .filter((each) => !each.effect.target.closest(".ring"))
  .map((each) => `${each.animationName ?? each.transitionProperty} on `
    + `${each.effect.target.className || each.effect.target.id}`)"""


def still(page: Page) -> None:
    """Draw what is due, and bring to its end whatever moves for a while only."""
    page.evaluate(DRAWN)
    page.evaluate(END)


def shines(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Day or night, with no colour on its way any more."""
    page.emulate_media(color_scheme=scheme)
    still(page)
    page.evaluate(DRAWN)


def flaws(page: Page) -> list[str]:
    """What sticks out at the sides, and texts that are cut off by their boxes."""
    return _lasting(page, SIDEWAYS, SPILLING)


def flaws_whole(page: Page) -> list[str]:
    """Of a screen that nobody scrolls: what is not on it, or not whole."""
    return _lasting(page, SPILLING, OUTSIDE)


def _lasting(page: Page, *scripts: str) -> list[str]:
    """What they find, and still find once what has just begun to move is at its end."""
    found = [each for script in scripts for each in page.evaluate(script)]
    if not found:
        return []
    still(page)
    return [each for script in scripts for each in page.evaluate(script)]


def nothing(found: Mapping[str, object]) -> None:
    """Nobody found anything, anywhere."""
    told = [f"{where}: {what}" for where, what in found.items() if what]
    assert not told, "\n".join(told)


def fits(page: Page, what: str) -> None:
    """Nothing sticks out at the sides, and no text is cut off."""
    nothing({what: flaws(page)})


def fits_whole(page: Page, what: str) -> None:
    """Everything is on the screen, and whole."""
    nothing({what: flaws_whole(page)})
