"""What every page is held to at each size and in each scheme: axe finds nothing, and nothing scrolls sideways."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Screen = tuple[int, int, str]
"""Width and height in CSS pixels, and light or dark."""

WIDE: tuple[Screen, ...] = ((1280, 800, "light"), (1280, 800, "dark"))
NARROW: tuple[Screen, ...] = ((320, 640, "light"), (640, 400, "dark"))
"""A small telephone, and 1280 by 800 at 200 %."""

RUN = """async () => {
  const {violations} = await axe.run({preload: false, resultTypes: ["violations"]});
  return violations.map(({id, nodes}) => `${id} at ${nodes.map((node) => node.target.flat().join(" ")).join(", ")}`);
}"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is: a rule, and where."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN)
    return found


def faults(page: Page, *screens: Screen) -> list[str]:
    """What is wrong with the page on each of these screens, or without any on its own: a line for each fault."""
    found = []
    for width, height, scheme in screens:
        show(page, width, height, scheme)
        found += [f"{width} by {height} {scheme}: {fault}" for fault in _faults(page)]
    return found if screens else _faults(page)


def show(page: Page, width: int, height: int, scheme: str) -> None:
    """The same page on this screen."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("wide => innerWidth === wide", arg=width)


def _faults(page: Page) -> list[str]:
    over: int = page.evaluate(SIDEWAYS)
    return violations(page) + ([f"scrolls sideways by {over} pixels"] if over > 0 else [])
