"""Brings a question of the suite's own to the desk, and answers it."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx2

from earpiece.runtime.views import CardView, Person
from earpiece.sim.conformance.answers import Answer, harmless_answer
from earpiece.sim.conformance.findings import Broken, Unfit, expect, taken
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.talk import SOON, Talk

FOR_A_PERSON = "Can I speak to a real person?"
WAYS = (
    FOR_A_PERSON,
    "How many feathers does a red kite lose in its third winter?",
    "Which composer wrote the overture that your founder hummed on Tuesdays?",
)
"""What leads to a card: asking for a person, or for what no company knows. The first that works here is used."""
MOST_ASKED = 12
"""People who are tried for the right to answer a card."""
LETTERS = str.maketrans("0123456789", "ghijklmnop")


@dataclass
class Question:
    """A card that this suite brought about, and who may answer it."""

    talk: Talk
    card: CardView
    message: str
    """The customer's message that led to it."""
    may: list[Person]
    """Who may answer, people of the desk before admins."""
    may_not: list[Person]
    """Who lacks the skill or the authority at this moment."""

    @property
    def path(self) -> str:
        return f"/desk/cards/{self.card.id}"

    def people(self, count: int) -> list[Person]:
        """So many different people who may answer. Raises Unfit if there are too few."""
        if len(self.may) < count:
            raise Unfit(f"Only {len(self.may)} of the people on the desk may answer the card “{self.card.name}”.")
        return self.may[:count]

    def words(self) -> str:
        """Words for the customer that nobody has said before; without digits, which might pass for a card number."""
        return f"This is test {self.talk.site.ids.new('w').translate(LETTERS)}."

    def answer(self, words: str) -> Answer:
        """A harmless answer with these words. `provoke` saw to it that there is one."""
        answer = harmless_answer(self.card, words)
        assert answer is not None
        return answer

    async def look(self, person: Person) -> CardView:
        """The card as this person sees it now."""
        site = self.talk.site
        found = await site.request("GET", self.path, site.acting_as(person), node=site.expert_node())
        return CardView.model_validate(taken(found))

    async def give(self, person: Person, answer: Answer, node: int | None = None, **more: Any) -> httpx2.Response:
        """Answer as this person; `more` changes the request: revision, fence, key."""
        site = self.talk.site
        body = {"answer": answer, "revision": self.card.revision, "key": site.ids.new("k"), **more}
        at = site.expert_node() if node is None else node
        return await site.request("POST", f"{self.path}/answer", site.acting_as(person), body, at)

    async def claim(self, person: Person) -> CardView:
        """Take the card, as this person."""
        site = self.talk.site
        found = await site.request("POST", f"{self.path}/claim", site.acting_as(person), node=site.expert_node())
        return CardView.model_validate(taken(found))

    async def stays_open(self, after: str) -> None:
        """Raises Broken unless the card still waits for its answer, after what was refused."""
        card = await self.look(self.may[0])
        open_ = card.status == "open" and card.given is None and card.deciding is None
        expect(open_, f"The card {card.id} should still be open after {after}; it is {card.status}: {card.given}.")


async def provoke(site: Site, talk: Talk | None = None) -> Question:
    """A card about a conversation of ours (a new one unless told). Raises Unfit if no sentence leads to one."""
    async with site.found.finding:
        if site.found.way is None:
            return await _find_way(site, talk)
    found = await _try(site, talk or await site.open(), WAYS[site.found.way])
    if found is None:
        raise Broken(f"“{WAYS[site.found.way]}” led to a card before, and now it did not within {SOON:g} seconds.")
    return found


async def _find_way(site: Site, talk: Talk | None) -> Question:
    for number, words in enumerate(WAYS):
        question = await _try(site, talk if talk is not None and number == 0 else await site.open(), words)
        if question is not None:
            site.found.way = number
            return question
    raise Unfit("None of the suite's sentences leads to a card here that somebody may answer without any effect.")


async def _try(site: Site, talk: Talk, words: str) -> Question | None:
    message = await talk.say(words)
    card = await card_of(talk)
    if card is None or harmless_answer(card, "words") is None:
        return None
    question = Question(talk, card, message, *await _rights(site, card))
    return question if question.may else None


async def card_of(talk: Talk, seconds: float = SOON) -> CardView | None:
    """The open card about a conversation, as soon as the customer's view says that somebody is asked.

    If it never says so, the desk is looked at all the same, once.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not (view := await talk.view()).waiting:
        if view.status == "closed":
            return None
        if loop.time() > end:
            break
        await asyncio.sleep(0.1)
    cards = await open_cards(talk)
    return cards[0] if cards else None


async def open_cards(talk: Talk) -> list[CardView]:
    """The open cards about a conversation of ours, as somebody sees them who sees the most."""
    site = talk.site
    found = taken(await site.request("GET", "/desk/cards", site.acting_as(viewer(site)), node=site.expert_node()))
    mine = [CardView.model_validate(card) for card in found if card["conversation"] == talk.id]
    return [card for card in mine if card.status in ("open", "awaiting_customer")]


def viewer(site: Site) -> Person:
    """Who sees the most cards. Raises Unfit if nobody works there."""
    if not site.people:
        raise Unfit("There is no account on the desk of this installation.")
    return max(site.people, key=lambda person: (person.role != "expert", len(person.skills), person.id))


async def _rights(site: Site, card: CardView) -> tuple[list[Person], list[Person]]:
    """Who may answer this card now and who may not, as the installation itself says."""
    may: list[Person] = []
    may_not: list[Person] = []
    likely = sorted(site.people, key=lambda person: (person.role == "admin", card.skill not in person.skills))
    for person in likely[:MOST_ASKED]:
        found = await site.request("GET", f"/desk/cards/{card.id}", site.acting_as(person), node=site.expert_node())
        allowed = found.is_success and CardView.model_validate(found.json()).may_answer
        (may if allowed else may_not).append(person)
    return may, may_not


async def answer_away(talk: Talk) -> None:
    """Answer the cards about a conversation of ours that are still open, as far as that does no harm."""
    for card in await open_cards(talk):
        answer = harmless_answer(card, "This was a test; nothing needs to be done.")
        may, may_not = await _rights(talk.site, card)
        if answer is not None and may:
            await Question(talk, card, "", may, may_not).give(may[0], answer)
