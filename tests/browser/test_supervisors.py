"""The board, oversight and the accounts in a real browser, on a real server with the sample company."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from earpiece.insight.measures import BY_NAME
from tests.browser.conftest import NewPage
from tests.browser.sound import NARROW, WIDE, Screen, faults
from tests.support.server import ROOT, Server, Talk, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.kill]

PASSWORD = "correct horse battery"
UNKNOWN = "do you sell elephants"
COUNTED_BY = 40_000.0
"""Milliseconds: figures are counted anew every ten seconds, and the page asks every fifteen."""


@dataclass
class Bank:
    """Hudson bank on a server of its own, with sessions of Sofia, a supervisor, and of an admin, Ada."""

    server: Server
    sessions: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Start it, and sign both in: here, since the door takes only so many in a minute."""
        ask, token = self.server.start().ask, self.server.service_token
        ada = {"id": "ada", "name": "Ada Moss", "role": "admin", "password": PASSWORD}
        assert ask("POST", "/people", token, ada).status_code == 201
        assert ask("PUT", "/people/sofia/password", token, {"password": PASSWORD}).status_code == 204
        for who in ("ada", "sofia"):
            signed_in = ask("POST", "/session", None, {"id": who, "password": PASSWORD, "bearer": True})
            self.sessions[who] = signed_in.json()["token"]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One for all tests of this module."""
    bank = Bank(Server(ROOT / "companies" / "hudson", tmp_path_factory.mktemp("bank") / "data"))
    bank.begin()
    yield bank
    bank.server.kill()


def enter(page: Page, bank: Bank, who: str, path: str) -> None:
    """This page, signed in."""
    page.context.add_cookies([{"name": "earpiece", "value": bank.sessions[who], "url": bank.server.url}])
    page.goto(f"{bank.server.url}{path}")
    expect(page.locator("header.bar")).to_be_visible()


def guest(bank: Bank, *words: str) -> Talk:
    """A guest who writes this."""
    talk = bank.server.open()
    for text in words:
        talk.say(text)
    return talk


def row(page: Page, talk: Talk, words: str) -> Locator:
    """The conversation's row, when it shows these words."""
    found = page.locator("button.live").filter(has_text=words).first
    expect(found).to_be_visible()
    return found


def answered(bank: Bank) -> str:
    """A card that Sofia has answered."""
    talk = guest(bank, UNKNOWN)
    card: dict[str, Any] = wait_until(
        lambda: next((one for one in bank.server.cards("sofia") if one["conversation"] == talk.id), None),
        "there is a card",
    )
    given = bank.server.answer(card, "sofia", **card["suggestions"][0]["answer"])
    assert given.status_code == 200, given.text
    return str(card["id"])


def test_a_supervisor_reads_along_and_steps_in(bank: Bank, new_page: NewPage) -> None:
    """By keyboard alone: find the conversation, pause the agent, let it go on, speak with the customer."""
    talk = guest(bank, "this is ridiculous, " + UNKNOWN)
    page = new_page()
    enter(page, bank, "sofia", "/board")
    expect(row(page, talk, "words of anger: “ridiculous”")).to_be_visible()
    page.get_by_label("Filter").fill("ridiculous general")
    expect(page.locator("button.live")).to_have_count(1)
    page.locator("button.live").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".talk-body > ol.transcript")).to_contain_text("this is ridiculous")
    page.get_by_role("button", name="Pause").press("Enter")
    page.get_by_label("Why?").fill("let me look")
    page.keyboard.press("Enter")
    expect(page.locator(".talk-head")).to_contain_text("paused by Sofia Lindqvist")
    page.get_by_role("button", name="Resume").press("Enter")
    expect(page.locator(".talk-head")).to_contain_text("the agent leads")
    page.get_by_role("button", name="Take over").press("Enter")
    page.keyboard.press("Enter")
    field = page.get_by_label("What you say to the customer")
    expect(field).to_be_focused()
    field.fill("Sofia here, how can I help?")
    field.press("Enter")
    said = lambda: "Sofia here" in str(talk.view())  # noqa: E731
    wait_until(said, "the customer reads it")
    page.get_by_role("button", name="Back", exact=True).press("Enter")
    expect(page.locator("button.live").first).to_be_focused()
    expect(page.locator("button.live").first).to_contain_text("Sofia Lindqvist")


def test_a_new_conversation_is_there_at_once(bank: Bank, new_page: NewPage) -> None:
    """And one that waits comes up, with the question on the wall."""
    page = new_page()
    enter(page, bank, "sofia", "/board")
    expect(page.get_by_role("heading", name="Live conversations")).to_be_visible()
    talk = guest(bank, "do you rent camels")
    expect(row(page, talk, "for general")).to_be_visible(timeout=3000)
    expect(page.locator(".clock").filter(has_text="camels")).to_be_visible()
    expect(page.get_by_role("region", name="Staffing")).to_contain_text("general")


def ended(bank: Bank) -> None:
    """A conversation that is over."""
    talk = guest(bank, "bye")
    wait_until(lambda: talk.view()["status"] == "closed", "it is over")


def test_the_figures_of_the_day_tell_what_they_mean(bank: Bank, new_page: NewPage) -> None:
    """By keyboard: each figure opens its definition, and stays open when it is counted anew."""
    ended(bank)
    page = new_page()
    enter(page, bank, "sofia", "/board")
    today = page.get_by_role("region", name="Today")
    contained = today.locator("details", has_text="Containment")
    expect(contained).to_be_visible(timeout=COUNTED_BY)
    meaning = contained.get_by_text(BY_NAME["contained"].definition)
    expect(meaning).to_be_hidden()
    contained.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()
    inside, around = meaning.bounding_box(), contained.bounding_box()
    assert inside is not None
    assert around is not None
    assert inside["y"] + inside["height"] <= around["y"] + around["height"]
    expect(today.locator("details", has_text="Cost per conversation")).to_contain_text("£")
    page.evaluate("document.querySelector('earpiece-today').refresh()")
    expect(meaning).to_be_visible()
    expect(contained.locator("summary")).to_be_focused()
    expect(today.get_by_role("status")).to_contain_text("since ")


def test_bulletins_stops_and_dials_are_set_on_the_board(bank: Bank, new_page: NewPage) -> None:
    """And taken back."""
    page = new_page()
    enter(page, bank, "sofia", "/board")
    page.get_by_text("New bulletin").click()
    page.get_by_label("What the agent says").fill("Transfers are late today.")
    page.get_by_label("Where it is known from").fill("operations")
    page.get_by_label("Words of messages").fill("transfer, late")
    page.get_by_role("button", name="Post").click()
    end = page.get_by_role("button", name="End: Transfers are late today.")
    end.click()
    expect(end).to_have_count(0)
    page.get_by_text("Stop something").click()
    page.get_by_role("combobox", name="What", exact=True).select_option(label="Request: blocking a card")
    page.get_by_label("Why", exact=True).fill("the book is wrong")
    page.get_by_label("Stop it on every node").check()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Lift").click()
    expect(page.get_by_text("All is running.")).to_be_visible()
    page.get_by_text("Set a dial").click()
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("earpiece-controls")).to_contain_text("what it says: every one")
    page.get_by_role("combobox", name="How many a person reviews first").select_option("0")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("earpiece-controls")).to_contain_text("Nothing is reviewed")


def test_an_answer_is_looked_into_and_overturned(bank: Bank, new_page: NewPage) -> None:
    """From the list of cards to what was done with it."""
    answered(bank)
    page = new_page()
    enter(page, bank, "sofia", "/oversight")
    expect(page.get_by_role("region", name="By person")).to_contain_text("Sofia Lindqvist")
    page.locator(".pick").first.click()
    expect(page.get_by_role("heading", level=2).filter(has_text="elephants")).to_be_visible()
    page.get_by_text("Overturn this answer").click()
    page.get_by_label("What was wrong with the answer?").fill("we do not")
    page.get_by_role("button", name="Overturn").click()
    expect(page.locator(".facts")).to_contain_text("we do not")


def test_an_admin_adds_changes_and_disables_a_person(bank: Bank, new_page: NewPage) -> None:
    """With a token that works until it is revoked, shown once."""
    page = new_page()
    enter(page, bank, "ada", "/admin")
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Id").fill("lee")
    page.get_by_label("Name").fill("Lee Park")
    page.get_by_label("Skills").fill("disputes, payments")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Lee Park")).to_be_visible()
    page.get_by_label("Levels").fill("disputes 2")
    page.get_by_label("Limits").fill("credit")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".outcome").first).to_contain_text("write a name and a number")
    page.get_by_label("Limits").fill("credit 250")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It counts from now on.")).to_be_visible()
    page.get_by_text("New token").click()
    page.get_by_label("What for").fill("nightly report")
    page.get_by_role("button", name="Issue").click()
    token = page.locator(".secret").inner_text()
    assert bank.server.ask("GET", "/session", token).json()["authority"] == {"credit": 250}
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Revoke nightly report").click()
    expect(page.get_by_text("Revoked.")).to_be_visible()
    assert bank.server.ask("GET", "/session", token).status_code == 401
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("button", name="Enable")).to_be_visible()


def test_pages_are_for_those_they_concern(bank: Bank, new_page: NewPage) -> None:
    """A supervisor has no accounts page and no link to it; whoever is not signed in goes through the door."""
    page = new_page()
    page.goto(f"{bank.server.url}/board")
    expect(page.get_by_label("Password")).to_be_visible()
    assert page.url.endswith("/sign-in?next=%2Fboard")
    enter(page, bank, "sofia", "/board")
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links).to_have_text(["Desk", "Precedents", "Board", "Oversight", "Practice"])
    page.goto(f"{bank.server.url}/admin")
    expect(page.locator("earpiece-desk")).to_be_visible()


def board(page: Page, bank: Bank) -> None:
    """With everything unfolded."""
    guest(bank, "this is ridiculous", "I want to talk to " + "averylongword" * 12)
    ended(bank)
    enter(page, bank, "ada", "/board")
    expect(page.locator("earpiece-today summary").first).to_be_visible(timeout=COUNTED_BY)
    expect(page.locator("button.live").first).to_be_visible()
    expect(page.locator("earpiece-controls form")).to_have_count(3)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def conversation(page: Page, bank: Bank) -> None:
    """A conversation with a form open."""
    board(page, bank)
    page.locator("button.live").first.click()
    page.get_by_role("button", name="Guide the agent").first.click()
    expect(page.get_by_label("What should it do?")).to_be_focused()


def oversight(page: Page, bank: Bank) -> None:
    """With a card."""
    answered(bank)
    enter(page, bank, "ada", "/oversight")
    page.locator(".pick").first.click()
    expect(page.get_by_role("heading", name="As it was seen")).to_be_visible()


def admin(page: Page, bank: Bank) -> None:
    """With an account and a token."""
    bank.server.ask("POST", "/people/sofia/tokens", bank.server.service_token, {"name": "report " * 10})
    enter(page, bank, "ada", "/admin")
    page.get_by_role("button", name="Sofia Lindqvist").click()
    expect(page.get_by_role("heading", name="API tokens")).to_be_visible()


@pytest.mark.parametrize("screens", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("face", [board, conversation, oversight, admin])
def test_every_page_is_accessible_at_every_size(
    bank: Bank, new_page: NewPage, face: Callable[[Page, Bank], None], screens: Sequence[Screen]
) -> None:
    """Walked to on the first of the screens: no violation found by axe, and nothing to scroll sideways on any."""
    page = new_page(*screens[0])
    face(page, bank)
    assert faults(page, *screens) == []
