"""Promise 11: card numbers, codes and passwords are nowhere to be read. The numbers are public test numbers."""

import re
from collections.abc import Sequence

from earpiece.sim.conformance.findings import expect, refused
from earpiece.sim.conformance.questions import FOR_A_PERSON, WAYS, card_of, open_cards, provoke, viewer
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.streams import replayed
from earpiece.sim.conformance.talk import Talk

PROMISE = "11"
CARD, IN_GROUPS, AMEX = "4242424242424242", "5555 5555 5555 4444", "3782-822463-10005"
SPLIT = ("My card is 4111 1111 11", "11 1111 thanks")
MUCH = 12
"""So many digits of a card number in a row are the number, for whoever looks for one."""


async def a_card_number_appears_nowhere(site: Site) -> None:
    """Numbers with valid check digits, plain, in groups and with dashes, are in no line, story, card or stream."""
    talk = await site.open()
    for number in (CARD, IN_GROUPS, AMEX):
        await talk.say(f"My card is {number}")
    await _nowhere(talk, [_digits(number) for number in (CARD, IN_GROUPS, AMEX)])


async def a_card_number_split_over_two_messages_appears_nowhere(site: Site) -> None:
    """A number begun in one message and ended in the next is not there, also not when the lines are read as one."""
    talk = await site.open()
    for words in SPLIT:
        await talk.say(words)
    number = _digits("".join(SPLIT))
    await _nowhere(talk, [number])
    joined = _digits("".join(item.text for item in (await talk.view()).items if item.who == "customer"))
    parts = [number[at : at + MUCH] for at in range(len(number) - MUCH + 1)]
    expect(not any(part in joined for part in parts), f"The lines of {talk.id}, read as one, hold {joined}.")


async def codes_and_passwords_appear_nowhere(site: Site) -> None:
    """A code and a password, told in one message or announced in one and told in the next, are nowhere to be read."""
    talk = await site.open()
    codes = [_code(site), _code(site)]
    password = f"Tulip-{_code(site)}"
    for words in (f"My verification code is {codes[0]}", "My verification code is", codes[1]):
        await talk.say(words)
    await talk.say(f"My password is {password}")
    await _nowhere(talk, [*codes, _digits(password)])


async def an_experts_answer_with_a_card_number_is_refused(site: Site) -> None:
    """An answer or a question back that holds a card number is refused with 422, and the card stays open."""
    question = await provoke(site)
    words = f"{question.words()} The card is {IN_GROUPS}"
    refused(await question.give(question.may[0], question.answer(words)), 422)
    person = site.acting_as(question.may[0])
    asked = await site.request("POST", f"{question.path}/questions", person, {"question": f"Is it {CARD}?"})
    refused(asked, 422)
    await question.stays_open("an answer with a card number")
    await _nowhere(question.talk, [CARD, _digits(IN_GROUPS)])


async def _nowhere(talk: Talk, secrets: Sequence[str]) -> None:
    """None of these digits can be read at any endpoint, also not by the expert who is asked for the customer."""
    if not (await talk.view()).waiting:
        await talk.say(WAYS[talk.site.found.way] if talk.site.found.way is not None else FOR_A_PERSON)
        await card_of(talk)
    for where, text in (await _everywhere(talk)).items():
        digits = re.sub(r"[\s.\-_/,]", "", text)
        for secret in secrets:
            expect(secret not in digits, f"{where} holds {secret[:4]}…, which the customer typed as a secret.")


async def _everywhere(talk: Talk) -> dict[str, str]:
    """All that any endpoint tells about the conversation, as it is sent."""
    site, person = talk.site, talk.site.acting_as(viewer(talk.site))
    asks = {
        "the customer's view": (talk.path, talk.customer),
        "the story": (f"/conversations/{talk.id}/story", site.service),
        "the list of cards": ("/desk/cards", person),
    }
    for card in await open_cards(talk):
        asks[f"the card {card.id}"] = (f"/desk/cards/{card.id}", person)
    found = {where: (await site.request("GET", path, who)).text for where, (path, who) in asks.items()}
    found["the customer's stream"] = str([sent.data for sent in await replayed(talk, "", 0)])
    return found


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _code(site: Site) -> str:
    """Eight digits that nobody knows; more would be taken for something else than a code."""
    return str(10_000_000 + int.from_bytes(site.ids.secret().encode(), "big") % 90_000_000)


CHECKS = (
    a_card_number_appears_nowhere,
    a_card_number_split_over_two_messages_appears_nowhere,
    codes_and_passwords_appear_nowhere,
    an_experts_answer_with_a_card_number_is_refused,
)
