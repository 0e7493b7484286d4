"""Checks in a real browser: the desk says at once how one was answered; oversight chooses them."""

import pytest
from playwright.sync_api import expect

from earpiece.runtime.views import AnswerRequest, CardView, Grade, Person
from tests.browser.conftest import NewPage, Server, sign_in
from tests.browser.sound import violations
from tests.browser.test_supervisors import Bank, answered, bank, enter
from tests.web import samples

__all__ = ["bank"]

pytestmark = pytest.mark.browser


def checks(server: Server, *, right: bool) -> None:
    """The approval on the desk is a check; once it is answered, it is in nobody's list."""
    desk, real = server.fakes.desk, server.fakes.desk.answer

    async def answer(person: Person, card: str, request: AnswerRequest) -> CardView:
        done = await real(person, card, request)
        if card != "card_approval":
            return done
        grade = Grade(
            card=card, question=done.question, given="Approve.", known="Decline: no receipt.", right=right,
            because="Without a receipt nothing is paid.", seconds=3,
        )  # fmt: skip
        desk.all.pop(card)
        return done.model_copy(update={"graded": grade})

    desk.answer = answer  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("right", "told"),
    [
        (True, "This card was a check. Right. Without a receipt nothing is paid."),
        (False, "This card was a check. Others decided: Decline: no receipt. Without a receipt nothing is paid."),
    ],
    ids=["right", "otherwise"],
)
def test_a_check_says_so_at_once(server: Server, new_page: NewPage, right: bool, told: str) -> None:
    """It stays until the person goes on, whatever the list says; then it is gone."""
    now = server.fakes.clock.now()
    for make in (samples.approval, samples.clarification):
        server.fakes.desk.put(make(now))
    checks(server, right=right)
    page = new_page()
    sign_in(page, server)
    page.locator(".row", has_text="Credit Maya Chen").first.click()
    page.keyboard.press("y")
    expect(page.locator(".outcome")).to_have_text(told)
    server.fakes.desk.put(samples.task(now))
    expect(page.locator(".row")).to_have_count(2)
    expect(page.locator(".outcome")).to_have_text(told)
    expect(page.get_by_text("The agent carries on with it.")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator("h2.question")).not_to_contain_text("Credit Maya Chen")
    expect(page.locator(".row", has_text="Credit Maya Chen")).to_have_count(0)


@pytest.mark.kill
def test_a_supervisor_makes_a_check(bank: Bank, new_page: NewPage) -> None:
    """From a card's record, with the reason; the share beside it; and drops it. No violation on the page."""
    card = answered(bank)
    page = new_page()
    enter(page, bank, "sofia", f"/oversight?card={card}")
    page.get_by_text("Use it as a check", exact=True).click()
    page.get_by_label("Why is this answer right?").fill("We sell no animals.")
    page.get_by_role("button", name="Use as a check").click()
    known = page.get_by_role("region", name="Checks")
    expect(known).to_contain_text("We sell no animals.")
    expect(known).to_contain_text("put to nobody yet")
    known.get_by_label("Share of each expert’s cards").select_option("0.05")
    known.get_by_role("button", name="Set").click()
    expect(known).to_contain_text("Set.")
    page.reload()
    expect(known.get_by_label("Share of each expert’s cards")).to_have_value("0.05")
    assert violations(page) == []
    known.get_by_role("button", name="Drop the check").click()
    expect(known).to_contain_text("There are none yet.")
