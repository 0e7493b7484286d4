"""Precedents in a real browser: read, publish, settle, recall, take back; and what the board says of learning."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from earpiece.domain.errors import Conflict
from earpiece.runtime.learning.views import Rehearsed
from earpiece.runtime.views import AnswerRequest, CardView, Person
from tests.browser.conftest import NewPage, Server, sign_in
from tests.browser.sound import NARROW, WIDE, Screen, faults
from tests.web import samples
from tests.web.fake_learning import FakePrecedents, precedent, said
from tests.web.fakes import Fakes

pytestmark = pytest.mark.browser

GERMAN = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesformulare"
BOATS = "Do you rent boats on the lake?"
SKYE = "Do you deliver to the Isle of Skye?"


@pytest.fixture
def fakes() -> Fakes:
    """One of each standing, and one that people answered differently."""
    made = Fakes()
    yes = said("Dana Reed", "Yes, two days longer.", "card_8", reason="New contract.")
    mixed, wrong = Rehearsed(fits=3, same=2, other=1, notes=["Omar answered otherwise"]), Rehearsed(fits=1, other=1)
    made.precedents.all = FakePrecedents(
        precedent("p1"),
        precedent("p2", situation=BOATS, question=f"{GERMAN}?", answer="From May on.", rehearsed=mixed),
        precedent("p3", situation=SKYE, agreed=[yes], differed=[said("Omar Haddad", "No.", "card_9")], rehearsed=wrong),
        precedent("p4", standing="published", published_by="Sam Okoro", used=2),
        precedent("p5", standing="retired"),
        *(precedent(f"q{number}", situation=f"Question {number} of many") for number in range(40)),
    ).all
    return made


def enter(page: Page, server: Server, who: str = "sam", path: str = "/desk/precedents") -> None:
    """The page, signed in."""
    page.context.add_cookies([{"name": "earpiece", "value": f"session-{who}", "url": server.url}])
    page.goto(f"{server.url}{path}")
    expect(page.locator("header.bar")).to_be_visible()


def shelf(page: Page, name: str) -> None:
    """One of the lists, and the first answer on it."""
    page.get_by_role("group", name="Lists").get_by_role("button", name=name).click()
    expect(page.locator('.row[aria-current="true"]')).to_have_count(1)


def standing(server: Server, id: str) -> str:
    """Of one of them, as it is now."""
    return server.fakes.precedents.all[id].standing


def test_one_key_publishes_and_one_takes_it_back(server: Server, new_page: NewPage) -> None:
    """Read, publish, and the next one is there; undone, the answer waits for review again."""
    page = new_page()
    enter(page, server)
    expect(page.locator("h2.question")).to_contain_text("old French francs")
    page.keyboard.press("p")
    expect(page.locator(".toast")).to_contain_text("Published")
    expect(page.locator("h2.question")).to_contain_text(BOATS)
    assert standing(server, "p1") == "published"
    page.keyboard.press("u")
    expect(page.locator(".toast")).to_contain_text("Taken back")
    expect(page.locator("h2.question")).to_contain_text("old French francs")
    assert standing(server, "p1") == "candidate"


def test_it_is_published_in_other_words(server: Server, new_page: NewPage) -> None:
    """When it holds, why, for whom and how long; by keyboard alone."""
    page = new_page()
    enter(page, server)
    expect(page.get_by_text("It would have answered 6 earlier questions")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_label("When it holds")).to_be_focused()
    page.get_by_label("When it holds").fill("Coins of other countries")
    page.get_by_label("For whom").select_option("customer")
    page.get_by_label("How long").select_option("for a week")
    page.get_by_label("Why", exact=True).press("Enter")
    expect(page.locator(".toast")).to_contain_text("Published")
    made = server.fakes.precedents.all["p1"]
    assert (made.standing, made.scope, made.situation) == ("published", "customer", "Coins of other countries")
    assert made.expires_at is not None
    assert made.expires_at > server.fakes.clock.now()


def test_it_is_read_and_searched_by_keyboard(server: Server, new_page: NewPage) -> None:
    """J and K walk, a slash searches, T goes on to the next list."""
    page = new_page()
    enter(page, server)
    expect(page.locator("h2.question")).to_contain_text("old French francs")
    expect(page.locator(".rehearsed")).to_contain_text("6 earlier questions; people said the same in all of them.")
    page.keyboard.press("j")
    expect(page.locator("h2.question")).to_contain_text(BOATS)
    expect(page.locator(".rehearsed")).to_contain_text("people said the same in 2, something else in 1.Omar answered")
    page.keyboard.press("j")
    expect(page.locator(".rehearsed")).to_contain_text("1 earlier question; people said something else.")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator("h2.question")).to_contain_text("old French francs")
    page.keyboard.press("/")
    page.keyboard.type("boats")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator("h2.question")).to_contain_text(BOATS)
    page.get_by_label("Search").fill("camels")
    expect(page.get_by_text("Nothing has all these words")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="In use")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()


def test_answers_that_differ_stand_side_by_side(server: Server, new_page: NewPage) -> None:
    """With who said which and why; one press settles it."""
    page = new_page()
    enter(page, server)
    shelf(page, "Contradicted")
    versions = page.locator(".version")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text("New contract.")
    expect(versions.last).to_contain_text("Omar Haddad")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    page.keyboard.press("2")
    expect(page.locator(".toast")).to_contain_text("Settled and published")
    expect(page.locator(".kept .kept-answer")).to_have_text("No.")
    assert server.fakes.precedents.all["p3"].answer == "No."


def test_a_recalled_answer_shows_whom_it_reached(server: Server, new_page: NewPage) -> None:
    """Each with a correction that the agent is told to say, word for word."""
    page = new_page()
    enter(page, server)
    shelf(page, "In use")
    page.keyboard.press("x")
    expect(page.get_by_label("What was wrong with it")).to_be_focused()
    page.keyboard.type("We do take them")
    page.get_by_label("What is right").fill("We do take coins.")
    page.keyboard.press("Enter")
    reached = page.get_by_role("region", name="Conversations it reached")
    expect(reached.locator("li")).to_have_count(2)
    expect(reached).to_contain_text("Foreign coins cannot be paid in, I’m afraid.")
    assert standing(server, "p4") == "recalled"
    expect(page.get_by_label("Correction for Maya Chen")).to_have_value("We do take coins.")
    page.get_by_label("Correction for Maya Chen").fill("We do take them, at any branch.")
    page.get_by_role("button", name="Have it said to Maya Chen").click()
    expect(reached).to_contain_text("The agent was told to say it.")
    assert server.fakes.leading.guided == [("say", "We do take them, at any branch.")]
    page.reload()
    shelf(page, "Retired")
    page.locator(".row", has_text="Found wrong").click()
    expect(reached.locator("li")).to_have_count(2)


def test_an_expert_without_the_right_reads(server: Server, new_page: NewPage) -> None:
    """And cannot publish, by key neither."""
    page = new_page()
    enter(page, server, "dana")
    expect(page.get_by_text("You may read this")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    assert standing(server, "p1") == "candidate"
    shelf(page, "Contradicted")
    expect(page.get_by_role("button", name="This one holds")).to_have_count(0)


def test_a_stable_line_says_what_it_can_become(server: Server, new_page: NewPage) -> None:
    """Three who say the same; fewer do not."""
    same = [said(name, "From May on.", f"card_{name}") for name in ("Dana Reed", "Omar Haddad", "Sam Okoro")]
    server.fakes.precedents.all = FakePrecedents(precedent("p1"), precedent("p2", agreed=same)).all
    page = new_page()
    enter(page, server)
    expect(page.locator("h2.question")).to_be_visible()
    expect(page.get_by_text("answers agree")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.get_by_text("3 answers agree.")).to_be_visible()
    expect(page.locator("code")).to_have_text("earpiece precedents propose p2 COMPANY")
    assert faults(page) == []


def test_an_empty_list_says_what_will_be_there(server: Server, new_page: NewPage) -> None:
    """Each in its own words."""
    server.fakes.precedents.all.clear()
    page = new_page()
    enter(page, server)
    expect(page.get_by_text("What experts answer waits here to be published")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_text("No answer is in use yet")).to_be_visible()


def test_one_is_opened_by_its_address(server: Server, new_page: NewPage) -> None:
    """On the list where it is; one that is not there is told."""
    page = new_page()
    enter(page, server, path="/desk/precedents?precedent=p5")
    expect(page.get_by_role("button", name="Retired", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Put back").first).to_be_visible()
    enter(page, server, path="/desk/precedents?precedent=other")
    expect(page.locator(".toast")).to_contain_text("no such precedent")


def card(page: Page, server: Server, who: str = "dana", **changes: object) -> None:
    """A question whose answer may be kept."""
    now = server.fakes.clock.now()
    server.fakes.desk.put(samples.clarification(now, may_keep="publish", **changes))
    sign_in(page, server, who)
    page.locator(".row").first.click()
    expect(page.get_by_role("button", name="Keep for next time").first).to_be_visible()


def test_one_key_keeps_the_answer_for_next_time(server: Server, new_page: NewPage) -> None:
    """Pressed before the answer; for whom and how long is beside it, and nothing of it is meant for the next card."""
    page = new_page()
    now = server.fakes.clock.now()
    server.fakes.desk.put(samples.instruction(now, may_keep="propose", skill="disputes"))
    card(page, server, asked_at=now - 999)
    page.keyboard.press("h")
    page.get_by_label("For whom").select_option("customer")
    page.get_by_label("How long").select_option("for a month")
    page.get_by_label("Why, for whoever reads it later").fill("It is in the handbook")
    expect(page.get_by_text("The agent then answers this by itself")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    expect(page.locator(".toast")).to_contain_text("kept for next time")
    (request,) = server.fakes.desk.requests
    assert request.keep is not None
    assert (request.keep.scope, request.keep.publish, request.keep.reason) == (
        "customer", True, "It is in the handbook",
    )  # fmt: skip
    assert request.keep.expires_at is not None
    assert 30 <= (request.keep.expires_at - now) / 86_400 <= 31
    expect(page.locator(".kind.instruction").last).to_be_visible()
    expect(page.get_by_label("For whom")).to_be_hidden()
    page.keyboard.press("h")
    expect(page.get_by_text("It is proposed")).to_be_visible()
    page.keyboard.press("h")
    expect(page.get_by_text("It is proposed")).to_be_hidden()


def test_what_cannot_be_kept_can_still_be_answered(server: Server, new_page: NewPage) -> None:
    """The server's reason is shown, and how to answer all the same."""
    page = new_page()
    card(page, server)

    async def refuse(person: Person, card: str, request: AnswerRequest) -> CardView:
        raise Conflict("This was answered otherwise before.", field="keep")

    server.fakes.desk.answer = refuse  # type: ignore[method-assign]
    page.keyboard.press("h")
    page.keyboard.press("1")
    expect(page.locator("earpiece-card .problem")).to_contain_text("otherwise before. H answers without keeping it.")


def test_an_answer_that_nobody_kept_carries_nothing_of_it(server: Server, new_page: NewPage) -> None:
    """Nor may one be kept of an approval."""
    page = new_page()
    card(page, server)
    page.keyboard.press("h")
    page.keyboard.press("h")
    page.keyboard.press("1")
    expect(page.locator(".toast")).to_contain_text("Answered. The agent")
    assert server.fakes.desk.requests[0].keep is None
    server.fakes.desk.put(samples.approval(server.fakes.clock.now()))
    expect(page.locator("h2.question")).to_contain_text("Credit Maya Chen")
    expect(page.get_by_role("button", name="Keep for next time")).to_have_count(0)


def test_a_suggestion_says_that_it_was_kept(server: Server, new_page: NewPage) -> None:
    """And no id of it is on the screen."""
    page = new_page()
    kept = samples.clarification(0).suggestions[0].model_copy(update={"source": "precedent p1f2e3"})
    card(page, server, suggestions=[kept])
    expect(page.locator(".choice")).to_contain_text("From an answer kept for next time")
    expect(page.locator("earpiece-card")).not_to_contain_text("p1f2e3")


def keeping(page: Page, server: Server) -> None:
    """A card with the answer to be kept."""
    card(page, server)
    page.keyboard.press("h")
    expect(page.get_by_label("For whom")).to_be_visible()


def review(page: Page, server: Server) -> None:
    """Forty answers to review."""
    enter(page, server)
    page.locator(".row").nth(1).click()
    expect(page.locator("h2.question")).to_contain_text(BOATS)


def dispute(page: Page, server: Server) -> None:
    """Answers that differ."""
    enter(page, server)
    page.locator(".row", has_text=SKYE).click()
    expect(page.locator(".version")).to_have_count(2)


def recall(page: Page, server: Server) -> None:
    """A recalled answer, and the panel that asks why another one is wrong."""
    enter(page, server)
    page.get_by_role("button", name="In use").click()
    page.locator(".row").first.click()
    page.get_by_role("button", name="Recall").first.click()
    page.get_by_label("What was wrong with it").fill("We do take them " + GERMAN)
    page.keyboard.press("Enter")
    expect(page.locator(".touched li")).to_have_count(2)


def publish(page: Page, server: Server) -> None:
    """The panel that says how an answer is to hold."""
    enter(page, server)
    page.locator(".row").first.click()
    page.get_by_role("button", name="Publish in other words").click()
    expect(page.get_by_label("When it holds")).to_be_focused()


def keys(page: Page, server: Server) -> None:
    """The key map."""
    enter(page, server, "dana")
    page.get_by_role("button", name="Keyboard help").click()
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()


@pytest.mark.parametrize("screens", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("face", [review, dispute, recall, publish, keys, keeping])
def test_every_face_of_it_is_accessible_at_every_size(
    server: Server, new_page: NewPage, face: Callable[[Page, Server], None], screens: Sequence[Screen]
) -> None:
    """Walked to on the first of the screens: no violation found by axe, and nothing to scroll sideways on any."""
    page = new_page(*screens[0])
    face(page, server)
    assert faults(page, *screens) == []
