"""The report's page in a real browser, from a file: accessible, whole in itself, readable in a narrow window."""

from datetime import date
from pathlib import Path

import pytest

from earpiece.insight.cases import Case, Consulted, Span
from earpiece.insight.report.document import as_page
from earpiece.insight.report.made import Terms, make
from earpiece.insight.report.period import Period
from tests.browser.conftest import NewPage
from tests.browser.sound import faults

pytestmark = pytest.mark.browser

BEGAN = 1_789_948_800.0
"""21 September 2026, in UTC."""
HOUR = 3600.0


class Prices:
    """Of an hour's work alone."""

    person_hour, model_turn, telephone_minute, dollar = 36.0, 0.0, 0.0, 1.0


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three days with a conversation every two hours; every other one with a question."""
    cases = []
    for number in range(36):
        at = BEGAN + number * 2 * HOUR
        taken, answered = at + 40, at + 60 + number
        asked = Consulted(
            f"{number}", "q", "approval", f"skill-{number % 3}", at + 30, "answered", at + 30, taken, answered, 20.0
        )
        consults = (asked,) if number % 2 else ()
        waits = (Span(at + 30, answered),) if number % 2 else ()
        requests = (f"a-request-with-a-long-name-{number % 4}",)
        channel = "voice" if number % 3 else "chat"
        cases.append(
            Case(f"c{number}", channel, at, at + 300, "resolved", requests=requests, consults=consults, waits=waits)
        )
    days = Period(date(2026, 9, 21), date(2026, 9, 23), "UTC")
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(as_page(make(cases, days, Terms(prices=Prices()), company="Lamp shop", paid_s=9 * HOUR)), "utf-8")
    return path


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")])
def test_it_is_accessible_at_every_size(report: Path, new_page: NewPage, width: int, scheme: str) -> None:
    """No violation found by axe, nothing to scroll sideways, no text of a picture cut off, nothing fetched."""
    page = new_page(width, 800, scheme)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(report.as_uri())
    assert faults(page) == []
    cut = """[...document.querySelectorAll("svg text")].filter(text => {
      const [inner, outer] = [text, text.ownerSVGElement].map(each => each.getBoundingClientRect());
      return inner.left < outer.left - 1 || inner.right > outer.right + 1;
    }).map(text => text.textContent)"""
    assert page.evaluate(cut) == []
    assert fetched == [report.as_uri()]
