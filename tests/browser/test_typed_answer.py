"""A question whose answer has a form of its own: filled in by keyboard, checked before it is sent."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from earpiece.domain.forms import Inquiry, PlannedCall, Question, Rung
from earpiece.domain.inquiries import question_from
from earpiece.domain.playbook import ConsultSpec, Source
from earpiece.runtime.views import CardView
from tests.browser.conftest import NewPage, Server, sign_in
from tests.web import samples

pytestmark = pytest.mark.browser

SPEC = ConsultSpec("asked", "clarification", "", "", (), "disputes", (Rung(after=60, do="expire"),), Source("c", 1))
FORM = {
    "type": "object", "required": ["waive", "percent", "ways"],
    "properties": {
        "waive": {"type": "boolean", "title": "Waive the fee", "description": "For this customer, this once."},
        "percent": {"type": "integer", "minimum": 0, "maximum": 100, "title": "How much of it, in percent"},
        "ways": {
            "type": "array", "items": {"enum": ["card", "cash", "voucher"]}, "minItems": 1, "title": "Ways to pay back",
        },
        "why": {"type": "string", "title": "What the customer should know"},
        "limit": {
            "type": "object", "title": "From now on", "required": ["month"],
            "properties": {
                "month": {"type": "number", "exclusiveMinimum": 0, "title": "At most a month, in pounds"},
                "reason": {"enum": ["loyal", "complaint", "mistake", "law", "other", "none"], "title": "Reason"},
            },
        },
    },
}  # fmt: skip


def show(page: Page, server: Server, question: Question) -> CardView:
    """The question as a card on Dana's desk."""
    sample = samples.clarification(server.fakes.clock.now())
    fields = {
        "kind": question.kind, "question": question.text, "why": question.why, "facts": list(question.facts),
        "form": question.form, "suggestions": list(question.suggestions), "call": question.call, "name": question.name,
        "summary": "Billing bot asks. Their customer's last words: “Too dear, I am leaving”", "channel": "ask",
    }  # fmt: skip
    card = server.fakes.desk.put(sample, **fields)
    sign_in(page, server)
    expect(page.locator("h2.question")).to_have_text(question.text)
    return card


def typed() -> Question:
    facts = samples.clarification(0).facts
    return question_from(
        SPEC, Inquiry(question="May I waive the monthly fee?", form=FORM, facts=tuple(facts)), "Billing bot"
    )


def test_a_typed_answer_is_filled_in_by_keyboard_alone(server: Server, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page()
    card = show(page, server, typed())
    page.keyboard.press("s")
    expect(page.get_by_role("radio", name="Yes")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".answer-form .wrong")).to_have_text("Waive the fee is needed.")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    expect(page.locator(".answer-form .wrong")).to_contain_text("from 0 up to 100")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("50")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("This once")
    page.keyboard.press("Tab")
    page.keyboard.type("12,50")
    expect(page.locator(".answer-form [aria-invalid]")).to_have_count(0)
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
    page.screenshot(path=str(tmp_path / "typed.png"))
    page.keyboard.press("Enter")
    expect(page.locator("earpiece-card .outcome")).to_contain_text("Waive: yes, Percent: 50, Ways: card and voucher")
    given = server.fakes.desk.get(card.id).given
    assert given is not None
    assert given.answer.data == {
        "waive": True, "percent": 50, "ways": ["card", "voucher"], "why": "This once", "limit": {"month": 12.5}
    }  # fmt: skip


def test_what_nobody_can_say_is_refused_with_a_reason(server: Server, new_page: NewPage) -> None:
    page = new_page()
    card = show(page, server, typed())
    page.keyboard.press("n")
    page.get_by_label("Reason for the no").fill("Ask the shop")
    page.keyboard.press("Enter")
    expect(page.locator("earpiece-card .outcome")).to_contain_text("Ask the shop")
    given = server.fakes.desk.get(card.id).given
    assert given is not None
    assert (given.answer.decision, given.answer.data) == ("no", {})


def test_arguments_are_changed_within_what_the_asker_allows(server: Server, new_page: NewPage) -> None:
    page = new_page()
    call = PlannedCall(tool="refund", args={"amount": 40.0, "method": "card", "notify": True, "lines": [1, 2]})
    parts = {"amount": {"type": "number", "maximum": 50}, "method": {"enum": ["card", "cash"]}}
    form = {"type": "object", "properties": {**parts, "notify": {"type": "boolean"}}}
    card = show(
        page, server, question_from(SPEC, Inquiry(question="May I refund it?", call=call, form=form), "Billing bot")
    )
    page.get_by_label("Method, may be changed").select_option("cash")
    page.get_by_label("Notify, may be changed").select_option("no")
    page.get_by_label("Amount, may be changed").fill("30")
    page.get_by_label("Amount, may be changed").blur()
    page.get_by_role("button", name="Yes, with changes").click()
    expect(page.locator("earpiece-card .outcome")).to_contain_text("Yes, with")
    given = server.fakes.desk.get(card.id).given
    assert given is not None
    assert given.answer.changes == {"amount": 30, "method": "cash", "notify": False}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_fits_a_narrow_screen(server: Server, new_page: NewPage, tmp_path: Path, scheme: str) -> None:
    page = new_page(width=320, height=640, scheme=scheme)
    show(page, server, typed())
    page.locator("earpiece-queue li, earpiece-queue button").first.click()
    expect(page.locator(".answer-form")).to_be_visible()
    expect(page.get_by_text("Asked by Bartholomew")).to_be_visible()
    page.locator(".answer-form .confirm").scroll_into_view_if_needed()
    page.screenshot(path=str(tmp_path / f"narrow_{scheme}.png"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    form = page.locator(".answer-form")
    box = form.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
