"""A no that has something else done: where a model leads, the expert picks the call and its arguments on the card."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from earpiece.domain.forms import PlannedCall
from tests.browser.conftest import NewPage, Server, sign_in
from tests.web import samples

pytestmark = pytest.mark.browser


def offer(tool: str, about: str, **properties: dict[str, object]) -> dict[str, object]:
    """A call as the card's form has it."""
    args = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    call = {"tool": {"const": tool}, "args": args}
    return {"type": "object", "title": about, "required": ["tool", "args"], "properties": call}


def test_a_no_may_have_something_else_done(server: Server, new_page: NewPage, tmp_path: Path) -> None:
    """By keyboard alone: N, the call, its arguments, the reason."""
    page = new_page()
    sample = samples.approval(server.fakes.clock.now())
    offers = [
        offer("credit_account", "Credit the account", amount={"type": "number"}),
        offer("book_flights", "Book other flights", flights={"type": "array"}, cabin={"enum": ["economy", "business"]}),
    ]
    properties = {**sample.form.get("properties", {}), "instead": {"oneOf": offers}}
    card = server.fakes.desk.put(sample, form={**sample.form, "properties": properties})
    sign_in(page, server)
    expect(page.locator("h2.question")).to_be_visible()
    page.keyboard.press("n")
    page.get_by_label("What is to be done instead").select_option("book_flights")
    page.get_by_label("Flights", exact=True).fill('["HAT083", "HAT194"')
    page.get_by_label("Cabin").select_option("business")
    page.screenshot(path=str(tmp_path / "instead.png"))
    page.get_by_label("Reason for the no").fill("the other flights are free")
    page.keyboard.press("Enter")
    expect(page.locator("earpiece-card .problem")).to_contain_text("Flights cannot be read")
    page.get_by_label("Flights", exact=True).fill('["HAT083", "HAT194"]')
    page.get_by_label("Reason for the no").press("Enter")
    expect(page.locator("earpiece-card .outcome")).to_contain_text("book flights")
    given = server.fakes.desk.get(card.id).given
    assert given is not None
    args = {"flights": ["HAT083", "HAT194"], "cabin": "business"}
    assert given.answer.instead == PlannedCall(tool="book_flights", args=args)


def test_an_ordinary_card_offers_nothing_of_the_kind(server: Server, new_page: NewPage) -> None:
    """Where a playbook leads, it says what a no leads to."""
    page = new_page()
    server.fakes.desk.put(samples.approval(server.fakes.clock.now()))
    sign_in(page, server)
    expect(page.locator("h2.question")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_label("Reason for the no")).to_be_focused()
    expect(page.get_by_label("What is to be done instead")).to_be_hidden()


def test_arguments_that_are_lists_stay_lists(server: Server, new_page: NewPage) -> None:
    """A yes changes nothing that was not touched; what is changed arrives as what it is."""
    page = new_page()
    sample = samples.approval(server.fakes.clock.now())
    flights = [{"flight_number": "HAT083", "date": "2024-05-24"}]
    call = sample.call.model_copy(update={"args": {"amount": 370.0, "flights": flights}, "changeable": ("flights",)})  # type: ignore[union-attr]
    first = server.fakes.desk.put(sample, call=call)
    sign_in(page, server)
    expect(page.locator("button.choice.yes")).to_contain_text("Yes")
    expect(page.locator("button.choice.yes")).not_to_contain_text("with changes")
    page.get_by_label("Flights, may be changed").fill('[{"flight_number": "HAT194", "date": "2024-05-25"}]')
    expect(page.locator("button.choice.yes")).to_contain_text("with changes")
    page.locator("button.choice.yes").click()
    expect(page.locator("earpiece-card .outcome")).to_contain_text("HAT194")
    given = server.fakes.desk.get(first.id).given
    assert given is not None
    assert given.answer.changes == {"flights": [{"flight_number": "HAT194", "date": "2024-05-25"}]}
