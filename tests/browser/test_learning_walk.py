"""The sample company learns in front of a visitor, on a real server: what no page answers is answered once."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_hudson import Hudson, approve, hudson, pytestmark, say, walk_to_the_question  # noqa: F401

FIRST = "Do you sponsor local football clubs?"
OTHER_WORDS = "I run our local football club, and we need a sponsor."
ANSWER = "Yes: a club asks at any of our branches, and we decide each spring."


def ask_first(page: Page) -> None:
    """The first customer's question, up to the card on the desk."""
    page.get_by_role("button", name=FIRST).click()
    expect(page.locator("h2.question")).to_contain_text("sponsor local football")
    expect(page.locator(".coach")).to_contain_text("so it asks you")


def answer(page: Page, *, kept: bool) -> None:
    """In own words, by keyboard alone."""
    page.locator(".card-body").click()
    page.wait_for_timeout(700)  # a card that takes another's place takes no answer for half a second
    if kept:
        page.keyboard.press("h")
        expect(page.get_by_text("The agent then answers this by itself.")).to_be_visible()
    page.keyboard.press("s")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Understood as:")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".bubble", has_text="at any of our branches")).to_be_visible()


def to_learning(page: Page, server: Hudson) -> None:
    """Through the first walk to the second."""
    page.goto(f"{server.url}/demo")
    walk_to_the_question(page, server)
    approve(page)
    page.get_by_role("button", name="See it learn").click()


def test_an_answer_makes_the_next_question_unnecessary(hudson: Hudson, new_page: NewPage) -> None:  # noqa: F811
    """Asked, answered and published with one key; the next customer asks in other words and is answered alone."""
    page = new_page(1440, 900)
    to_learning(page, hudson)
    ask_first(page)
    answer(page, kept=True)
    expect(page.locator(".coach")).to_contain_text("The answer is kept.")
    page.get_by_role("button", name="Be the next customer").click()
    page.get_by_role("button", name=OTHER_WORDS).click()
    expect(page.locator(".bubble", has_text="at any of our branches")).to_be_visible()
    expect(page.locator(".coach")).to_contain_text("Nobody was asked.")
    expect(page.locator("earpiece-story")).to_contain_text("answered its own question")
    expect(page.locator("earpiece-story")).to_contain_text("published for questions like this one by You")
    expect(page.locator("earpiece-chat .customer")).to_have_count(1)


def test_an_answer_that_is_not_kept_is_asked_for_again(hudson: Hudson, new_page: NewPage) -> None:  # noqa: F811
    """The visitor is told so; whoever asks the same comes to the desk again."""
    page = new_page(1440, 900)
    to_learning(page, hudson)
    ask_first(page)
    answer(page, kept=False)
    expect(page.locator(".coach")).to_contain_text("Answered, and not kept.")
    page.get_by_role("button", name="Start again").click()
    say(page, OTHER_WORDS)
    expect(page.locator("h2.question")).to_contain_text("local football club")
