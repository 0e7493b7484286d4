"""What an expert does on a card beyond a plain answer: looking things up, undoing, asking, passing on."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from earpiece.domain.forms import Answer, Change, Expected, Found
from earpiece.runtime.views import (
    CardView,
    ChatItem,
    Deciding,
    Given,
    Holder,
    Leader,
    Lookup,
    Opinions,
    Waiting,
)
from tests.browser.conftest import NewPage, Server, sign_in
from tests.web import samples

pytestmark = pytest.mark.browser


def one(server: Server, page: Page, **changes: Any) -> CardView:
    """Dana's desk with one approval on it."""
    card = server.fakes.desk.put(samples.approval(server.fakes.clock.now()), **changes)
    sign_in(page, server)
    expect(page.locator("h2.question")).to_be_visible()
    return card


def given(server: Server, card: str) -> Answer:
    """The answer that counts."""
    found = server.fakes.desk.get(card).given
    assert found is not None
    return found.answer


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fact_opens_its_evidence_beside_it(server: Server, new_page: NewPage) -> None:
    """F opens the first fact's evidence, again the next one's; Esc closes it and the fact has the focus."""
    page = new_page()
    one(server, page)
    page.keyboard.press("f")
    expect(page.locator(".evidence")).to_contain_text("Found in tool recent_payments")
    page.keyboard.press("f")
    expect(page.locator(".evidence .marked")).to_contain_text("Found in customer")
    expect(page.locator(".fact[aria-expanded=true]")).to_contain_text("Visa")
    page.keyboard.press("Escape")
    expect(page.locator(".evidence")).to_be_hidden()
    expect(page.locator(".fact", has_text="Visa")).to_be_focused()


def test_what_changes_is_shown_and_follows_the_argument(server: Server, new_page: NewPage) -> None:
    """Before and after, live while the amount is edited."""
    page = new_page()
    call = samples.approval(0).call
    assert call is not None
    changes = (Change(label="Balance", before="£120.00", after="£490.00"),)
    one(server, page, call=call.model_copy(update={"changes": changes}))
    outlook = page.locator(".outlook")
    expect(outlook).to_contain_text("£120.00→£490.00")
    page.get_by_label("Amount, may be changed").fill("250")
    expect(outlook).to_contain_text("£120.00→£370.00")
    expect(outlook).to_contain_text("£250.00 is credited today.")
    page.get_by_label("Amount, may be changed").fill("370")
    expect(outlook).to_contain_text("£490.00")


def test_the_agents_words_are_reviewed_and_edited(server: Server, new_page: NewPage) -> None:
    """Yes says them as they stand in the field; edited, the edited ones."""
    page = new_page()
    one(server, page, call=None, draft_words="The refund takes ten days.")
    words = page.get_by_label("The agent’s words, may be changed")
    expect(words).to_have_value("The refund takes ten days.")
    words.fill("The refund takes five days.")
    page.get_by_role("button", name="Yes, with changes").click()
    expect(page.get_by_text("Answered.")).to_be_visible()
    assert given(server, "card_approval") == Answer(decision="yes", text="The refund takes five days.")


def test_a_card_says_why_it_is_here_and_what_happened(server: Server, new_page: NewPage) -> None:
    """Why me, why it came back, how long it takes, who leads, what was passed on, the customer's new words."""
    page = new_page()
    lead = Leader(who="paused", by="sam", name="Sam Okoro", reason="a complaint")
    card = one(
        server, page, returned="Omar Haddad signed out", expected=Expected(half=40, most=180), lead=lead,
        passed=["Cards passed it on: not a card question"], overturned="the receipt was forged",
    )  # fmt: skip
    body = page.locator(".card-body")
    told = [
        "Came back: Omar Haddad signed out",
        "answered within 40 s, nine in ten within 3 min",
        "Why you You have the skill",
        "Sam Okoro has paused the agent: a complaint",
        "Cards passed it on",
        "Found wrong later: the receipt was forged",
    ]
    for words in told:
        expect(body).to_contain_text(words)
    said = ChatItem(position=9, at=card.asked_at + 5, who="customer", text="It was on Sunday, sorry")
    server.fakes.desk.put(card, news=[said])
    expect(page.locator(".news")).to_contain_text("It was on Sunday, sorry")


def test_a_suggestion_says_where_it_comes_from(server: Server, new_page: NewPage) -> None:
    """Only where that is not the playbook."""
    page = new_page()
    card = samples.clarification(server.fakes.clock.now())
    earlier = card.suggestions[1].model_copy(update={"source": "earlier card_7"})
    server.fakes.desk.put(card, suggestions=[card.suggestions[0], earlier])
    sign_in(page, server)
    expect(page.locator(".choice").nth(1)).to_contain_text("From an earlier answer")
    expect(page.locator(".choice").first).not_to_contain_text("From an")


def test_a_card_is_short_before_it_is_scrolled(server: Server, new_page: NewPage) -> None:
    """A long summary and many facts are cut; the rest is one press away."""
    page = new_page()
    facts = [samples.approval(0).facts[0].model_copy(update={"label": f"Fact {i}"}) for i in range(12)]
    one(server, page, summary="Maya says so. " * 60, facts=facts)
    words = page.locator(".card-main").evaluate("el => el.innerText.split(/\\s+/).length")
    assert words < 140
    page.get_by_role("button", name="7 more facts").click()
    expect(page.get_by_text("Fact 11")).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    assert page.locator(".summary").inner_text().count("Maya says so.") == 60


# ── answering ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_can_be_undone_while_it_does_not_count(server: Server, new_page: NewPage) -> None:
    """The desk goes on, the bar counts down; U takes it back and shows that card again."""
    server.fakes.desk.undo_for = 5
    page = new_page()
    one(server, page)
    server.fakes.desk.put(samples.clarification(server.fakes.clock.now()))
    expect(page.locator(".row")).to_have_count(2)
    page.keyboard.press("y")
    bar = page.locator("earpiece-undo")
    expect(bar).to_contain_text("counts in")
    expect(page.locator("h2.question")).to_contain_text("Does the refund window")
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back. Nothing was done.")).to_be_visible()
    expect(bar).to_be_hidden()
    expect(page.locator("h2.question")).to_contain_text("Credit Maya Chen")
    card = server.fakes.desk.get("card_approval")
    assert (card.given, card.deciding) == (None, None)


def test_an_answer_that_is_not_undone_counts(server: Server, new_page: NewPage) -> None:
    """The bar leaves by itself, and then nothing can be undone."""
    server.fakes.desk.undo_for = 1.5
    page = new_page()
    one(server, page)
    page.keyboard.press("y")
    expect(page.locator("earpiece-undo")).to_be_visible()
    expect(page.locator(".outcome")).to_contain_text("You answered at")
    expect(page.locator("earpiece-undo")).to_be_hidden()
    assert given(server, "card_approval") == Answer(decision="yes")


def test_what_was_seen_goes_with_the_answer(server: Server, new_page: NewPage) -> None:
    """The card as shown is put on record, and the answer names it."""
    page = new_page()
    one(server, page)
    page.keyboard.press("y")
    expect(page.get_by_text("Answered.")).to_be_visible()
    assert server.fakes.desk.requests[-1].shown == "shown card_approval 1"


def test_a_doubt_is_put_politely_and_enter_keeps_to_the_answer(server: Server, new_page: NewPage) -> None:
    """A slip of the finger: Esc goes back to change it; Enter means it."""
    server.fakes.desk.doubts = [
        {"code": "ten_times", "message": "£3,700.00 is ten times what was asked.", "field": "amount"}
    ]
    page = new_page()
    one(server, page)
    page.get_by_label("Amount, may be changed").fill("3700")
    page.get_by_role("button", name="Yes, with changes").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("ten times what was asked")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    expect(page.get_by_label("Amount, may be changed")).to_have_value("3700")
    page.keyboard.press("y")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.wait_for_timeout(500)  # a press meant for the card before is no answer to the doubt
    page.keyboard.press("Enter")
    expect(page.get_by_text("Answered.")).to_be_visible()
    assert server.fakes.desk.requests[-1].sure == ["ten_times"]


def test_asking_the_agent(server: Server, new_page: NewPage) -> None:
    """A, a question, Enter; what was found has its source."""
    page = new_page()
    one(server, page)
    page.keyboard.press("a")
    page.keyboard.type("Was the card used abroad?")
    page.keyboard.press("Enter")
    expect(page.locator(".talk")).to_contain_text("Was the card used abroad?")
    card = server.fakes.desk.get("card_approval")
    found = [Found(text="All payments of this month were made in Leeds.", source="tool recent_payments")]
    server.fakes.desk.put(card, looked=[Lookup(question="Was the card used abroad?", found=found)])
    page.get_by_role("button", name="All payments of this month").click()
    expect(page.locator(".evidence")).to_contain_text("Found in tool recent_payments")


def test_passing_on_to_another_team(server: Server, new_page: NewPage) -> None:
    """P, a team by its number, a reason, Enter; the desk goes on."""
    page = new_page()
    one(server, page)
    server.fakes.desk.put(samples.instruction(server.fakes.clock.now()))
    expect(page.locator(".row")).to_have_count(2)
    page.keyboard.press("p")
    page.keyboard.press("1")
    expect(page.get_by_label("Team")).to_have_value("retention")
    page.keyboard.type("They know this offer")
    page.keyboard.press("Enter")
    expect(page.locator(".row", has_text="Credit Maya Chen")).to_contain_text("not for you")
    assert server.fakes.desk.get("card_approval").skill == "retention"


def test_a_second_opinion(server: Server, new_page: NewPage) -> None:
    """O, why, then the own answer: it is in, and waits for somebody who says the same."""
    page = new_page()
    one(server, page)
    page.keyboard.press("o")
    page.keyboard.type("A large amount")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It counts once somebody else has said the same")).to_be_visible()
    page.keyboard.press("y")
    expect(page.locator("earpiece-card .notice")).to_contain_text("Your answer is in.")
    card = server.fakes.desk.get("card_approval")
    assert card.given is None
    assert card.opinions is not None
    assert card.opinions.mine == Answer(decision="yes")
    no, yes = Answer(decision="no"), Answer(decision="yes")
    both = [Given(by=who, name=who, at=0, answer=said) for who, said in (("Omar", no), ("Ada", yes))]
    server.fakes.desk.put(card, opinions=Opinions(wanted=2, given=2, differ=True, all=both))
    expect(page.locator(".marks")).to_contain_text("The answers differ, and you may decide. Omar: No; Ada: Yes")
    expect(page.get_by_role("button", name="Yes")).to_be_visible()


def test_a_group_is_seen_and_taken_apart(server: Server, new_page: NewPage) -> None:
    """G shows who waits; one is taken out; L answers this one alone; M joins a similar one."""
    page = new_page()
    now = server.fakes.clock.now()
    other = samples.clarification(now, id="card_other")
    waits = [
        Waiting(
            card="card_other",
            conversation="conv_2",
            customer="Jonas Weber",
            asked_at=now - 9,
            question="Which day counts?",
        )
    ]
    similar = [
        Waiting(card="card_like", conversation="conv_3", customer=None, asked_at=now, question="Is it from delivery?")
    ]
    server.fakes.desk.put(samples.clarification(now), alike=waits, waiting=13, similar=similar)
    sign_in(page, server)
    expect(page.locator(".row")).to_contain_text("×13")
    page.keyboard.press("g")
    expect(page.locator(".waiting")).to_contain_text("Which day counts?")
    expect(page.locator(".waiting")).to_contain_text("and 11 others")
    page.locator(".card-body").focus()
    with page.expect_request("**/joined") as joined:
        page.keyboard.press("m")
    assert joined.value.post_data_json == {"card": "card_like"}
    server.fakes.desk.put(other)
    with page.expect_request("**/desk/cards/card_other/alone"):
        page.get_by_role("button", name="Take out Jonas Weber").click()
    server.fakes.desk.put(server.fakes.desk.get("card_clarification"), waiting=12)
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Only this one").first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("1")
    expect(page.get_by_text("Answered.")).to_be_visible()
    assert server.fakes.desk.requests[-1].alone


def test_a_key_pressed_while_something_is_sent_waits_its_turn(server: Server, new_page: NewPage) -> None:
    """Nothing that an expert presses is dropped because the line is slow; twice the same is once."""
    page = new_page()
    one(server, page)
    gone: list[str] = []

    def slow(route: Route) -> None:
        gone.append(route.request.method)
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/claim", slow)
    page.keyboard.press("c")
    page.keyboard.press("c")
    page.keyboard.press("y")
    expect(page.get_by_text("Answered.")).to_be_visible()
    assert gone == ["POST"]


# ── others ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_experts_one_answer(server: Server, new_page: NewPage) -> None:
    """Whoever types meanwhile is told at once, in place, who answered and what; what they typed is kept."""
    dana, omar = new_page(), new_page()
    one(server, dana)
    sign_in(omar, server, "omar")
    omar.locator(".row").first.click()
    dana.locator(".row").first.click()
    field = dana.get_by_label("Say it in your words")
    with dana.expect_response("**/claim"):
        field.fill("Yes, but only")
    card = server.fakes.desk.get("card_approval")
    won = Given(by="omar", name="Omar Haddad", at=card.asked_at, answer=Answer(decision="no", reason="Known pattern"))
    server.fakes.desk.put(card, given=won, status="answered", holder=None)
    expect(dana.locator("earpiece-card .problem")).to_have_text(
        "Omar Haddad was first: No: Known pattern. What you typed is kept."
    )
    expect(dana.locator(".outcome")).to_contain_text("Omar Haddad answered")
    expect(dana.locator("earpiece-card .dock")).to_be_hidden()


def test_an_older_view_that_comes_late_changes_nothing(server: Server, new_page: NewPage) -> None:
    """The answer to a claim may arrive after the news that somebody else was first."""
    page = new_page()
    one(server, page)
    card = server.fakes.desk.get("card_approval")
    won = Given(by="omar", name="Omar Haddad", at=card.asked_at, answer=Answer(decision="no", reason="Known pattern"))

    def late(route: Route) -> None:
        old = route.fetch()
        server.fakes.desk.put(server.fakes.desk.get(card.id), given=won, status="answered", holder=None)
        expect(page.locator(".outcome")).to_contain_text("Omar Haddad answered")
        route.fulfill(response=old)

    page.route("**/claim", late)
    with page.expect_response("**/claim"):
        page.get_by_label("Say it in your words").fill("Yes")
    page.wait_for_timeout(300)
    expect(page.locator(".outcome")).to_contain_text("Omar Haddad answered")


def test_somebody_elses_decision_is_told_before_it_counts(server: Server, new_page: NewPage) -> None:
    """It cannot be answered meanwhile."""
    page = new_page()
    card = one(server, page)
    until = server.fakes.clock.now() + 60
    decided = Deciding(by="omar", name="Omar Haddad", answer=Answer(decision="yes"), until=until)
    server.fakes.desk.put(card, deciding=decided)
    expect(page.locator(".outcome")).to_contain_text("Omar Haddad answered: Yes. It counts in")
    page.keyboard.press("y")
    page.keyboard.press("u")
    page.wait_for_timeout(200)
    assert server.fakes.desk.get("card_approval").deciding == decided
    server.fakes.desk.put(card, deciding=None)
    expect(page.locator("earpiece-card .problem")).to_be_empty()
    expect(page.get_by_role("button", name="Yes")).to_be_visible()


def test_a_lost_lease_is_told_and_the_draft_stays(server: Server, new_page: NewPage) -> None:
    """With the reason, and the key that claims it again."""
    page = new_page()
    one(server, page)
    page.get_by_label("Say it in your words").fill("Half a sent")
    expect(page.locator(".card-head")).to_contain_text("with you")
    card = server.fakes.desk.get("card_approval")
    server.fakes.desk.put(card, holder=None, returned="lease ran out")
    told = "You no longer hold this question: lease ran out. What you typed is kept. C claims it again."
    expect(page.locator("earpiece-card .notice")).to_contain_text(told)
    expect(page.get_by_label("Say it in your words")).to_have_value("Half a sent")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator(".card-head")).to_contain_text("with you")
    expect(page.locator("earpiece-card .notice")).to_be_hidden()


def test_a_lease_is_renewed_every_third_of_its_time(server: Server, new_page: NewPage) -> None:
    """While somebody works on the card."""
    page = new_page()
    card = one(server, page)
    page.locator(".card-body").click()
    holder = Holder(expert="dana", name="Dana Reed", fence=1, until=server.fakes.clock.now() + 6)
    with page.expect_request(lambda asked: asked.method == "PUT" and asked.url.endswith("/claim"), timeout=4000):
        server.fakes.desk.put(card, holder=holder)


def test_a_role_removed_meanwhile_is_told(server: Server, new_page: NewPage) -> None:
    """The card stays, its keys do not."""
    page = new_page()
    one(server, page)
    people = server.fakes.people
    people.all["dana"] = people.all["dana"].model_copy(update={"skills": []})
    people.bell.ring()
    expect(page.locator("earpiece-card .notice")).to_contain_text("This needs the skill disputes.")
    expect(page.get_by_role("button", name="Yes")).to_be_hidden()


# ── the queue ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_offered_comes_first(server: Server, new_page: NewPage) -> None:
    """And then what may also be taken; J goes through both."""
    now = server.fakes.clock.now()
    server.fakes.desk.put(samples.approval(now, asked_at=now - 300, offered=False))
    server.fakes.desk.put(samples.clarification(now))
    page = new_page()
    sign_in(page, server)
    expect(page.get_by_role("list", name="Offered to you").locator(".row")).to_contain_text("Does the refund")
    expect(page.get_by_role("list", name="You may also take").locator(".row")).to_contain_text("Credit Maya Chen")
    expect(page.locator("h2.question")).to_contain_text("Does the refund")
    page.keyboard.press("j")
    expect(page.locator("h2.question")).to_contain_text("Credit Maya Chen")


def test_cards_that_arrive_move_nothing_on_the_card(server: Server, new_page: NewPage) -> None:
    """Nor does the undo bar, or a lost connection."""
    page = new_page()
    one(server, page)
    place = page.locator("h2.question").bounding_box()
    for card in samples.many(server.fakes.clock.now(), 5):
        server.fakes.desk.put(card)
    expect(page.locator(".row")).to_have_count(6)
    server.stop()
    expect(page.get_by_text("Connection lost.")).to_be_visible()
    assert page.locator("h2.question").bounding_box() == place


def test_a_reminder_rings_again(server: Server, new_page: NewPage) -> None:
    """Where sound is on."""
    page = new_page()
    card = one(server, page)
    page.get_by_role("button", name="Sound and notifications").click()
    page.evaluate(
        "() => { window.rung = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (...a) { window.rung += 1; return start.apply(this, a) } }"
    )
    server.fakes.desk.put(card, reminded=1)
    page.wait_for_timeout(800)
    assert page.evaluate("window.rung") > 0


def test_a_closed_page_says_so(server: Server, new_page: NewPage) -> None:
    """So that its questions go to others at once."""
    page = new_page()
    one(server, page)
    page.evaluate("() => { navigator.sendBeacon = url => (window.told = url) }")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("window.told") == "/desk/gone"


def test_the_line_below_shows_the_keys_that_work_now(server: Server, new_page: NewPage) -> None:
    """In one table with the help; each is a button too."""
    page = new_page()
    card = one(server, page)
    line = page.get_by_role("group", name="Keys that work now")
    expect(line).to_contain_text("Ask the agent")
    expect(line).not_to_contain_text("I have seen it")
    server.fakes.desk.put(card, revision=2, changed="the amount was corrected")
    expect(line).to_contain_text("I have seen it")
    expect(line).not_to_contain_text("Ask the agent")
    line.get_by_role("button", name="I have seen it").click()
    line.get_by_role("button", name="Ask the customer").click()
    expect(page.get_by_label("Question for the customer")).to_be_focused()
