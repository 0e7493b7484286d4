"""A card that a large model has prepared."""

import pytest
from playwright.sync_api import expect

from earpiece.domain.forms import Suggestion
from tests.browser.conftest import NewPage, Server, sign_in
from tests.web import samples

pytestmark = pytest.mark.browser

SUMMARY = "The customer asks whether a lost parcel is paid for by the sender."


def test_the_models_summary_comes_in_place_and_says_whose_it_is(server: Server, new_page: NewPage) -> None:
    """The card is open with its ordinary summary; then the model's is there, with a suggestion nobody has chosen."""
    page = new_page()
    card = server.fakes.desk.put(samples.instruction(server.fakes.clock.now(), skill="disputes"))
    sign_in(page, server)
    expect(page.locator("p.summary")).to_contain_text(card.summary[:20])
    expect(page.get_by_text("written by the model, checked")).to_have_count(0)
    key = str(len(card.suggestions) + 1)
    words = "The sender pays for it."
    suggested = Suggestion(key=key, label=words, answer={"text": words}, leads_to=words, source="model openai:gpt-4o")
    server.fakes.desk.put(
        card, summary=SUMMARY, summary_by="openai:gpt-4o", suggestions=[*card.suggestions, suggested],
        version=card.version + 1,
    )  # fmt: skip
    expect(page.locator("p.summary")).to_contain_text(f"{SUMMARY} written by the model, checked")
    choice = page.locator("button", has_text=words).first
    expect(choice).to_contain_text("From the model, checked")
    expect(choice).not_to_have_attribute("aria-pressed", "true")
