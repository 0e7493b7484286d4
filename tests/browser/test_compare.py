"""/demo/compare: both sides play to their ends, a visitor answers the card, and everybody can read and use it."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from earpiece.insight.sides import Wanted
from tests.browser.conftest import NewPage, Server
from tests.browser.sound import NARROW, WIDE, Screen, faults, show
from tests.web.compared import sample

pytestmark = pytest.mark.browser


def opened(server: Server, page: Page, query: str = "") -> None:
    """The page, with a clock that only the test moves."""
    page.clock.install()
    page.goto(f"{server.url}/demo/compare{query}")
    expect(page.locator(".clock-now")).to_contain_text("0:00 /")


def figure(page: Page, name: str) -> tuple[str, str]:
    """One running figure, left and right."""
    row = page.locator(".figures tr", has_text=name)
    return row.locator("td").first.inner_text(), row.locator("td").last.inner_text()


def move(page: Page, seconds: float) -> None:
    """To a moment, as an arrow key or the mouse does."""
    page.locator(".moment").evaluate(
        "(range, t) => { range.value = t; range.dispatchEvent(new Event('input')); }", seconds
    )


def clock(seconds: float) -> str:
    whole = int(seconds + 0.06)
    return f"{whole // 60}:{whole % 60:02}"


def side(page: Page, name: str) -> Locator:
    return page.locator(f".side.{name}")


def test_it_plays_to_the_end_at_high_speed(server: Server, new_page: NewPage) -> None:
    """Ten times as fast; the figures at the end are the sums that the server gives."""
    page = new_page()
    opened(server, page, "?channel=voice")
    page.get_by_role("button", name="10×").click()
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(5_000)
    expect(side(page, "transfer").locator(".now")).to_contain_text("Waits in the queue")
    expect(side(page, "consult").locator(".now")).to_contain_text("Waits for the answer")
    expect(page.locator(".summary p")).to_have_count(0)
    page.clock.run_for(22_000)
    expect(page.get_by_role("button", name="Play again")).to_be_visible()
    pair = sample(Wanted(channel="voice"))
    assert figure(page, "since hello") == (clock(pair.transfer.done), clock(pair.consult.done))
    assert figure(page, "since the gap") == (clock(pair.transfer.from_gap_s), clock(pair.consult.from_gap_s))
    assert figure(page, "dead air") == (clock(pair.transfer.waited_s), clock(pair.consult.waited_s))
    assert figure(page, "a person’s time") == (clock(pair.transfer.people_s), clock(pair.consult.people_s))
    expect(page.locator(".summary")).to_contain_text("2.4 times as long, and 4.0 times as much of a person")
    expect(side(page, "transfer").locator(".said")).to_have_count(len(pair.transfer.moments) - 1)
    expect(side(page, "consult").locator(".said")).to_have_count(len(pair.consult.moments))


def test_back_in_time_and_to_the_end_by_keys(server: Server, new_page: NewPage) -> None:
    """Everything that is shown follows from the moment alone."""
    page = new_page()
    opened(server, page)
    page.locator(".moment").focus()
    page.keyboard.press("End")
    expect(page.locator(".summary")).to_contain_text("of a person")
    page.keyboard.press("Home")
    expect(page.locator(".summary p")).to_have_count(0)
    expect(page.locator(".said")).to_have_count(2)
    expect(page.locator(".card-takes .question")).to_be_hidden()
    page.get_by_role("button", name="To the end").press("Enter")
    expect(side(page, "consult").locator(".now")).to_contain_text("Done after")


def test_a_visitor_answers_the_card(server: Server, new_page: NewPage) -> None:
    """The right side stops at the card; nine seconds later, by a key, both sides go on with nine seconds."""
    page = new_page()
    opened(server, page)
    page.get_by_role("button", name="10×").click()
    page.get_by_role("button", name="Answer it yourself").click()
    expect(page.get_by_role("button", name="Pause")).to_be_enabled()
    page.clock.run_for(2_100)
    expect(page.locator(".card-takes .choice")).to_have_count(2)
    expect(page.get_by_role("button", name="Pause")).to_be_disabled()
    expect(page.locator(".card-takes h3")).to_be_focused()
    page.clock.run_for(9_000)
    page.keyboard.press("y")
    expect(page.locator(".took")).to_contain_text("Yes in 9.")
    expect(page.locator(".card-takes .choice").first).to_be_hidden()
    page.get_by_role("button", name="To the end").click()
    assert figure(page, "dead air")[1] == "0:00"
    assert figure(page, "a person’s time")[1] == "0:09"
    expect(page.locator(".summary")).to_contain_text("your own seconds on both sides")
    expect(page.locator(".seconds .measured")).to_have_count(2)
    page.get_by_role("button", name="Again", exact=True).click()
    page.clock.run_for(2_100)
    page.locator(".card-takes .choice", has_text="No").click()
    expect(page.locator(".took")).to_contain_text("All of yours: 9.")
    page.get_by_role("button", name="To the end").click()
    expect(side(page, "transfer").locator(".lines")).to_contain_text("We cannot credit the money before that.")
    page.get_by_role("button", name="Answer it yourself").click()
    expect(page.locator(".took")).to_be_empty()
    expect(page.locator(".drawn")).to_contain_text("20 s, the mean")


def test_what_is_assumed_can_be_changed_and_says_where_it_is_from(server: Server, new_page: NewPage) -> None:
    """The queue moves the left side only; a press on `simulated` shows the source."""
    page = new_page()
    opened(server, page)
    page.get_by_label("Queue for a person").focus()
    page.keyboard.press("End")
    expect(page.locator(".slider .told").first).to_have_text("10 min")
    page.get_by_role("button", name="To the end").click()
    expect(page.locator(".figures")).to_contain_text("10:20")
    assert figure(page, "dead air") == ("10:20", "0:44")
    mark = page.get_by_role("button", name="simulated: where the seconds of “Explains again” are from")
    mark.click()
    expect(mark).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("no source gives seconds of explaining again").first).to_be_visible()
    page.get_by_label("A question of policy").check()
    expect(page.locator(".clock-now")).to_contain_text("0:00 /")


def test_where_nothing_can_be_compared_the_page_says_what_to_do(server: Server, new_page: NewPage) -> None:
    """With the server's own words; nothing can be pressed that would play it."""
    page = new_page()
    words = "No rehearsal of this company is offered for comparing: give one a title as `compare`."
    error = {"error": {"code": "not_found", "message": words, "details": {}}}
    page.route("**/demo/compare/timeline*", lambda route: route.fulfill(status=404, json=error))
    page.goto(f"{server.url}/demo/compare")
    expect(page.get_by_role("alert")).to_have_text(words)
    expect(page.get_by_role("button", name="Play")).to_be_disabled()


@pytest.mark.parametrize("path", ["/demo", "/desk"])
def test_the_demo_and_its_desk_lead_here(server: Server, new_page: NewPage, path: str) -> None:
    """A visitor finds it from both."""
    page = new_page()
    page.goto(f"{server.url}/demo")
    expect(page.locator(".coach")).to_contain_text("You are the customer")
    page.goto(f"{server.url}{path}")
    page.get_by_role("link", name="Beside a transfer" if path == "/demo" else "Side by side").click()
    expect(page.get_by_role("heading", name="Side by side")).to_have_count(1)


@pytest.mark.parametrize("screens", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_is_accessible_at_every_size(server: Server, new_page: NewPage, screens: Sequence[Screen]) -> None:
    """In the middle, with a card to answer, and at the end: no violation found by axe, nothing to scroll sideways."""
    page = new_page(*screens[0])
    opened(server, page)
    move(page, 62)
    sound(page, screens)
    page.get_by_role("button", name="To the end").click()
    page.locator(".assumed summary").click()
    sound(page, screens)
    page.get_by_role("button", name="Answer it yourself").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(6_000)
    expect(page.locator(".card-takes .choice").first).to_be_visible()
    sound(page, screens)


def sound(page: Page, screens: Sequence[Screen]) -> None:
    """As it is now; it is on the first of the screens again afterwards."""
    page.clock.resume()
    assert faults(page, *screens) == []
    show(page, *screens[0])
