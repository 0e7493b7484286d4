"""The expert's desk in a real browser, mostly by keyboard."""

import pytest
from playwright.sync_api import Page, Route, expect

from earpiece.domain.forms import Answer
from earpiece.runtime.views import Given, Holder
from tests.browser.conftest import NewPage, Server, sign_in
from tests.web import samples

pytestmark = pytest.mark.browser


def choose(page: Page, question: str) -> None:
    """Open the card with this question."""
    page.locator(".row", has_text=question).first.click()
    expect(page.locator(".question")).to_contain_text(question)


def given(server: Server, card: str) -> Answer:
    """The answer that counts."""
    found = server.fakes.desk.get(card).given
    assert found is not None
    return found.answer


def test_one_key_says_yes(desk: Page, server: Server) -> None:
    """The card is read, Y is pressed, the answer counts, and the next card is there."""
    choose(desk, "Credit Maya Chen")
    desk.keyboard.press("y")
    expect(desk.get_by_text("Answered. The agent carries on with it.")).to_be_visible()
    assert given(server, "card_approval") == Answer(decision="yes")
    expect(desk.locator(".question")).not_to_contain_text("Credit Maya Chen")


def test_no_takes_a_reason_by_one_more_key(desk: Page, server: Server) -> None:
    """N, then 1 for the first quick reason."""
    choose(desk, "Credit Maya Chen")
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    expect(desk.get_by_text("Answered.")).to_be_visible()
    assert given(server, "card_approval") == Answer(decision="no", reason="Not enough evidence")


def test_no_takes_a_reason_in_own_words(desk: Page, server: Server) -> None:
    """One line and Enter."""
    choose(desk, "Credit Maya Chen")
    desk.keyboard.press("n")
    desk.keyboard.type("The card was lent to a friend")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Answered.")).to_be_visible()
    assert given(server, "card_approval").reason == "The card was lent to a friend"


def test_yes_with_changes(desk: Page, server: Server) -> None:
    """The amount is edited in place, the button says so, and the change is part of the answer."""
    choose(desk, "Credit Maya Chen")
    desk.get_by_label("Amount, may be changed").fill("150")
    desk.get_by_role("button", name="Yes, with changes").click()
    expect(desk.get_by_text("Answered.")).to_be_visible()
    assert given(server, "card_approval") == Answer(decision="yes", changes={"amount": 150})


def test_options_have_numbers(desk: Page, server: Server) -> None:
    """2 chooses the second one."""
    choose(desk, "Does the refund window")
    desk.keyboard.press("2")
    expect(desk.get_by_text("Answered.")).to_be_visible()
    assert given(server, "card_clarification") == Answer(choice="order")


def test_a_task_is_done_with_a_reference(desk: Page, server: Server) -> None:
    """The number from the other system goes along."""
    choose(desk, "Please order a replacement")
    desk.get_by_label("Reference").fill("RC-1042")
    desk.get_by_role("button", name="Done", exact=False).click()
    expect(desk.get_by_text("Answered.")).to_be_visible()
    assert given(server, "card_task") == Answer(decision="yes", reference="RC-1042")


def test_own_words_are_read_back_before_they_count(desk: Page, server: Server) -> None:
    """Enter reads, the reading is shown, Enter again sends; what cannot be read cannot be sent."""
    choose(desk, "Credit Maya Chen")
    desk.keyboard.press("s")
    desk.keyboard.type("?")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Say yes or no.")).to_be_visible()
    expect(desk.get_by_role("button", name="Send this")).to_have_count(0)
    desk.get_by_label("Say it in your words").fill("no, ask for the receipt")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Decline: ask for the receipt.")).to_be_visible()
    assert server.fakes.desk.get("card_approval").given is None
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Answered.")).to_be_visible()
    assert given(server, "card_approval") == Answer(decision="no", reason="ask for the receipt")


def test_asking_the_customer_first(desk: Page, server: Server) -> None:
    """B, a question, Enter; the card shows it and the reply."""
    choose(desk, "Credit Maya Chen")
    desk.keyboard.press("b")
    desk.keyboard.type("Which day was it?")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("No reply yet.")).to_be_visible()
    card = server.fakes.desk.get("card_approval")
    reply = card.exchanges[0].model_copy(update={"reply": "On Saturday"})
    server.fakes.desk.put(card, status="open", exchanges=[reply])
    expect(desk.get_by_text("On Saturday")).to_be_visible()


def test_a_key_pressed_twice_answers_one_card(desk: Page, server: Server) -> None:
    """The next card comes by itself, but the second press was not meant for it."""
    choose(desk, "Credit Maya Chen")
    expect(desk.locator(".card-head")).to_contain_text("with you")
    desk.keyboard.press("y")
    expect(desk.locator(".question")).not_to_contain_text("Credit Maya Chen")
    desk.keyboard.press("y")
    expect(desk.get_by_text("Answered.")).to_be_visible()
    assert [card.id for card in server.fakes.desk.all.values() if card.given] == ["card_approval"]


def test_an_answered_card_makes_room_for_the_next_question(server: Server, new_page: NewPage) -> None:
    """The desk does not stay on what is done while somebody waits."""
    now = server.fakes.clock.now()
    server.fakes.desk.put(samples.approval(now))
    page = new_page()
    sign_in(page, server)
    page.keyboard.press("y")
    expect(page.locator(".outcome")).to_contain_text("You answered")
    server.fakes.desk.put(samples.clarification(now))
    expect(page.locator(".question")).to_contain_text("Does the refund window")


def test_the_transcript_is_one_key_away(desk: Page) -> None:
    """T shows it and hides it."""
    choose(desk, "Credit Maya Chen")
    desk.keyboard.press("t")
    expect(desk.get_by_text("I don't recognise a payment")).to_be_visible()
    desk.keyboard.press("t")
    expect(desk.get_by_text("I don't recognise a payment")).to_be_hidden()


def test_a_chosen_card_is_claimed_and_given_back(desk: Page, server: Server) -> None:
    """A moment after choosing it is mine; R returns it."""
    choose(desk, "Credit Maya Chen")
    expect(desk.locator(".card-head")).to_contain_text("with you")
    desk.keyboard.press("r")
    expect(desk.locator(".question")).not_to_contain_text("Credit Maya Chen")
    assert server.fakes.desk.get("card_approval").holder is None


def test_a_changed_question_must_be_seen(desk: Page, server: Server) -> None:
    """Keys do nothing until the change was seen; then the answer is for the new question."""
    choose(desk, "Credit Maya Chen")
    card = server.fakes.desk.get("card_approval")
    changed = "the customer corrected the amount"
    server.fakes.desk.put(card, revision=2, question="Credit Maya Chen £37.00?", changed=changed)
    expect(desk.get_by_text(f"The question changed: {changed}")).to_be_visible()
    desk.keyboard.press("y")
    assert server.fakes.desk.get("card_approval").given is None
    desk.keyboard.press("Enter")
    expect(desk.locator(".banner")).to_be_hidden()
    desk.keyboard.press("y")
    expect(desk.get_by_text("Answered.")).to_be_visible()


def test_the_loser_of_a_race_sees_who_answered_what(desk: Page, server: Server) -> None:
    """Somebody else was faster."""
    choose(desk, "Credit Maya Chen")
    expect(desk.locator(".card-head")).to_contain_text("with you")

    def lose(route: Route) -> None:
        card = server.fakes.desk.get("card_approval")
        answer = Answer(decision="no", reason="Known pattern")
        won = Given(by="omar", name="Omar Haddad", at=card.asked_at, answer=answer)
        server.fakes.desk.all["card_approval"] = card.model_copy(update={"given": won, "status": "answered"})
        route.continue_()

    desk.route("**/answer", lose)
    desk.keyboard.press("y")
    expect(desk.locator(".outcome")).to_contain_text("Omar Haddad answered")
    expect(desk.locator(".outcome")).to_contain_text("Known pattern")


def test_a_card_held_by_somebody_else_says_so(desk: Page, server: Server) -> None:
    """No buttons, but a name."""
    card = server.fakes.desk.get("card_approval")
    holder = Holder(expert="omar", name="Omar Haddad", fence=9, until=card.asked_at + 900)
    server.fakes.desk.put(card, holder=holder)
    choose(desk, "Credit Maya Chen")
    expect(desk.get_by_text("Omar Haddad is answering this.")).to_be_visible()
    expect(desk.get_by_role("button", name="Yes")).to_be_hidden()


def test_a_draft_outlives_a_crash(desk: Page, server: Server) -> None:
    """Half typed, server gone, typed on, page loaded again: all of it is there."""
    choose(desk, "Credit Maya Chen")
    field = desk.get_by_label("Say it in your words")
    field.press_sequentially("Yes, but only ")
    server.stop()
    field.press_sequentially("half of it")
    server.start()
    desk.reload()
    choose(desk, "Credit Maya Chen")
    expect(field).to_have_value("Yes, but only half of it")


def test_a_draft_is_there_on_another_machine(desk: Page, server: Server, new_page: NewPage) -> None:
    """The server keeps it."""
    choose(desk, "Credit Maya Chen")
    with desk.expect_response("**/draft"):
        desk.get_by_label("Say it in your words").press_sequentially("Only half")
    other = new_page()
    sign_in(other, server)
    choose(other, "Credit Maya Chen")
    expect(other.get_by_label("Say it in your words")).to_have_value("Only half")


def test_forty_cards_by_keyboard(server: Server, new_page: NewPage) -> None:
    """J goes down, K goes up, the chosen one is always in sight."""
    for card in samples.many(server.fakes.clock.now(), 40):
        server.fakes.desk.put(card)
    page = new_page()
    sign_in(page, server)
    expect(page.locator(".rows").first.locator("li")).to_have_count(40)
    for _ in range(30):
        page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator('.row[aria-current="true"]')).to_be_in_viewport()


def test_the_key_map_and_switching_keys_off(desk: Page, server: Server) -> None:
    """? explains; single keys can be switched off, then Y is just a letter."""
    choose(desk, "Credit Maya Chen")
    desk.keyboard.press("?")
    desk.get_by_label("Single keys are on").uncheck()
    desk.get_by_role("button", name="Close").click()
    desk.keyboard.press("y")
    desk.wait_for_timeout(300)
    assert server.fakes.desk.get("card_approval").given is None


def test_the_title_counts_and_an_empty_desk_is_friendly(server: Server, new_page: NewPage) -> None:
    """New questions appear by themselves."""
    page = new_page()
    sign_in(page, server)
    expect(page.get_by_text("Nothing to answer")).to_be_visible()
    server.fakes.desk.put(samples.approval(server.fakes.clock.now()))
    expect(page.locator(".question")).to_contain_text("Credit Maya Chen")
    expect(page).to_have_title("(1) Desk · Earpiece")


def test_presence_is_told(desk: Page, server: Server) -> None:
    """Away means away."""
    with desk.expect_response("**/desk/presence"):
        desk.get_by_label("Away").check()
    assert server.fakes.people.all["dana"].presence == "away"
