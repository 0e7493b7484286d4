"""What the board says of the decisions that the agent takes alone, in a real browser."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from earpiece.runtime.learning.views import ClassView, LearningView
from earpiece.runtime.supervision.live_views import BoardView, Counts
from earpiece.web.services import Services
from tests.browser.conftest import NewPage, Server, sign_in
from tests.browser.sound import NARROW, WIDE, Screen, faults
from tests.web import samples
from tests.web.fake_learning import curve, learned
from tests.web.fakes import Fakes

pytestmark = pytest.mark.browser

GERMAN = "Donaudampfschifffahrtsgesellschaftskapitänspatent"


class Quiet:
    """A board on which nothing goes on."""

    async def look(self, words: str, limit: int) -> BoardView:
        none = Counts(live=0, matching=0, waiting=0, people=0, halted=0, unread=0)
        return BoardView(at=0.0, version=1, conversations=[], counts=none, wall=[], staffing=[])

    async def wait(self, version: int, seconds: float) -> bool:
        await asyncio.sleep(seconds)
        return False


class Boarded(Fakes):
    """The services, and a board."""

    def services(self) -> Services:
        return replace(super().services(), live=Quiet())


@pytest.fixture
def fakes() -> Fakes:
    """A class of each standing."""
    return Boarded()


def board(page: Page, server: Server) -> None:
    """As a supervisor sees it."""
    page.context.add_cookies([{"name": "earpiece", "value": "session-sam", "url": server.url}])
    page.goto(f"{server.url}/board")
    expect(page.get_by_role("region", name="What the agent decides alone")).to_be_visible()


def tell(server: Server, *classes: ClassView) -> None:
    """What was learned."""
    server.fakes.learning.view = LearningView(classes=list(classes))


def a_class(**changes: object) -> ClassView:
    """Decisions that the agent takes alone."""
    return learned().classes[0].model_copy(update=changes)


def test_each_kind_of_decisions_has_its_figures_in_words(server: Server, new_page: NewPage) -> None:
    """How many were asked, how often it is wrong, what it may be; and the answers that are in use."""
    page = new_page()
    board(page, server)
    panel = page.get_by_role("region", name="What the agent decides alone")
    first, second = panel.get_by_role("listitem").nth(0), panel.get_by_role("listitem").nth(1)
    expect(first).to_contain_text("About 1 in 59 of its own decisions is wrong (at most 1 in 29, budget 1 in 20).")
    expect(first.get_by_role("img").first).to_have_attribute("aria-label", "18 % asked, 83 % alone")
    expect(first.get_by_role("img").last).to_have_attribute("aria-label", "Share asked: 100 % at first, 9 % lately")
    expect(second).to_contain_text("It has decided none of these alone (budget 1 in 20).")
    expect(panel.get_by_text("asks again", exact=True)).to_be_visible()
    expect(panel.get_by_role("link", name="31 answers in use")).to_have_attribute("href", "/desk/precedents")
    expect(panel.get_by_role("status")).to_contain_text("4 to review")


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"error": 0.0, "error_upper": 0.02}, "None of its own decisions is known to be wrong (at most 1 in 50"),
        ({"error": None, "error_upper": None}, "How often it is wrong is not known yet (budget 1 in 20)."),
        ({"error": 0.0, "error_upper": 0.95}, "Too few of its own decisions were looked at to tell"),
        ({"error": 0.25, "error_upper": 0.42}, "About 1 in 4 of its own decisions is wrong (at most 42 in 100"),
        ({"error": 0.012, "error_upper": 0.0299}, "About 1 in 83 of its own decisions is wrong (at most 1 in 33"),
    ],
    ids=["none", "unknown", "too-few", "many", "rounded-up"],
)
def test_a_bound_is_never_told_smaller_than_it_is(
    server: Server, new_page: NewPage, figures: dict[str, float | None], told: str
) -> None:
    """And what is not known is not told as a figure."""
    tell(server, a_class(**figures))
    page = new_page()
    board(page, server)
    expect(page.locator(".class-verdict")).to_contain_text(told)


def test_many_kinds_are_shown_on_demand(server: Server, new_page: NewPage) -> None:
    """Five at first; where there is nothing yet, it says what will be there."""
    tell(server, *(a_class(id=f"c{number}", title=f"Kind {number}") for number in range(9)))
    page = new_page()
    board(page, server)
    expect(page.locator(".class")).to_have_count(5)
    page.get_by_role("button", name="4 more").click()
    expect(page.locator(".class")).to_have_count(9)
    tell(server)
    page.reload()
    expect(page.get_by_text("Nothing yet: what people answer is counted here")).to_be_visible()


def test_what_was_never_decided_is_named_in_one_line(server: Server, new_page: NewPage) -> None:
    """It has no figures yet."""
    tell(server, a_class(), a_class(title="Rate policy", decided=0, asked=0, alone=0))
    page = new_page()
    board(page, server)
    expect(page.locator(".class")).to_have_count(1)
    expect(page.get_by_text("Not met yet: Rate policy.")).to_be_visible()


def look_back(page: Page, server: Server) -> None:
    """A card about what the agent decided alone, beside one that somebody waits for."""
    now = server.fakes.clock.now()
    server.fakes.desk.put(samples.look_back(now))
    server.fakes.desk.put(samples.clarification(now, why_asked="people have answered this twice, and 20 are needed"))
    sign_in(page, server)
    page.locator(".looks .row").click()
    expect(page.locator("h2.question")).to_contain_text("Was this right?")


def test_a_look_back_comes_last_and_takes_one_key(server: Server, new_page: NewPage) -> None:
    """It has a list of its own, calls nobody, and offers nothing for which somebody would have to wait."""
    page = new_page()
    look_back(page, server)
    page.reload()
    expect(page.locator("h2.question")).not_to_contain_text("Was this right?")
    page.locator(".looks .row").click()
    expect(page.locator(".row").last).to_contain_text("Look back")
    expect(page).to_have_title("(1) Desk · Earpiece")
    expect(page.get_by_text("Nobody waits for this.")).to_be_visible()
    expect(page.get_by_text("Came back")).to_have_count(0)
    line = page.get_by_role("group", name="Keys that work now")
    expect(line.get_by_role("button", name="Ask the customer")).to_have_count(0)
    expect(line.get_by_role("button", name="Not me")).to_be_visible()
    page.keyboard.press("y")
    expect(page.locator(".toast")).to_have_text("Noted. The agent learns from it.")
    assert server.fakes.desk.requests[0].answer.decision == "yes"
    expect(page.locator("h2.question")).to_contain_text("Does the refund window")
    expect(page.get_by_text("Why it asks")).to_be_visible()
    expect(page.get_by_text("Nobody waits for this.")).to_have_count(0)
    expect(page.get_by_text("People have answered this twice, and 20 are needed.")).to_be_visible()


def test_a_story_leads_to_the_kept_answer(server: Server, new_page: NewPage) -> None:
    """By name; its id is in the address only."""
    server.fakes.desk.tell("agent", "asked nobody", "Sofia published it (precedent p1f2e3d4c5b6a7980)", "DecidedAlone")
    page = new_page()
    page.goto(f"{server.url}/demo")
    page.locator(".say").first.click()
    link = page.locator("earpiece-story").get_by_role("link", name="precedent")
    expect(link).to_have_attribute("href", "/desk/precedents?precedent=p1f2e3d4c5b6a7980")
    expect(page.locator("earpiece-story")).not_to_contain_text("p1f2e3")


@pytest.mark.parametrize("screens", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_look_back_is_accessible_at_every_size(server: Server, new_page: NewPage, screens: Sequence[Screen]) -> None:
    """No violation found by axe, and nothing to scroll sideways."""
    page = new_page(*screens[0])
    look_back(page, server)
    assert faults(page, *screens) == []


@pytest.mark.parametrize("screens", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_panel_is_accessible_at_every_size(server: Server, new_page: NewPage, screens: Sequence[Screen]) -> None:
    """Also with names that are too long, and one point or many."""
    long = a_class(title=f"{GERMAN} {GERMAN}", curve=curve([1.0] * 40))
    tell(server, long, *learned().classes, a_class(curve=curve([1.0])))
    page = new_page(*screens[0])
    board(page, server)
    expect(page.locator(".class").first).to_be_visible()
    assert faults(page, *screens) == []
