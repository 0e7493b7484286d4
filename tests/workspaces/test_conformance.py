"""One desk, whichever workspace: what is done in one is so in all within a second, and nowhere less is checked."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from earpiece.domain.desk_events import CardAnswered
from tests.workspaces.conformance import WORKSPACES, Workspace, posted, seated
from tests.workspaces.office import Office, play, soon

EACH = pytest.mark.parametrize("here", WORKSPACES)


async def everywhere(places: list[Workspace], card: str, words: str) -> None:
    """Each place shows these words within a second."""

    async def shown(place: Workspace) -> None:
        async def look() -> bool:
            return words in await place.shows(card)

        await soon(look, f"{type(place).__name__} shows {words!r}", within=1.0)

    await asyncio.gather(*(shown(place) for place in places))


@EACH
def test_answered_in_one_closed_in_all(here: str) -> None:
    """Within a second no other place takes an answer any more, and each says who answered."""

    async def story(office: Office) -> None:
        card = await office.asks()
        await posted(office, card)
        async with AsyncExitStack() as stack:
            (mine,) = await seated(office, stack, "dan", [here])
            others = await seated(office, stack, "cleo", list(WORKSPACES))
            assert (await mine.press(await mine.remember(card), "It is covered")).done
            await everywhere(others, card, "Dan")
            assert [await place.may_press(card) for place in others] == [False] * len(others)
        await soon(lambda: _heard(office, "Good news"), "the customer hears it")

    play(story)


@EACH
def test_a_stale_button_says_who_was_faster(here: str) -> None:
    """It was on the screen before; pressed, it changes nothing and tells who answered what."""

    async def story(office: Office) -> None:
        card = await office.asks()
        await posted(office, card)
        async with AsyncExitStack() as stack:
            (stale,) = await seated(office, stack, "cleo", [here])
            (quick,) = await seated(office, stack, "dan", ["program"])
            old = await stale.remember(card)
            assert (await quick.press(await quick.remember(card), "It is covered")).done
            said = await stale.press(old, "The customer pays")
            assert said.words == "Dan answered first: It is covered."
        assert await _answers(office, card) == ["dan"]

    play(story)


@EACH
def test_a_double_press_is_one_answer(here: str) -> None:
    """Twice at once, and once more afterwards."""

    async def story(office: Office) -> None:
        card = await office.asks()
        await posted(office, card)
        async with AsyncExitStack() as stack:
            (mine,) = await seated(office, stack, "dan", [here])
            old = await mine.remember(card)
            said = [*await asyncio.gather(mine.press(old, "It is covered"), mine.press(old, "It is covered"))]
            said.append(await mine.press(old, "It is covered"))
            assert [reply.words for reply in said] == ["", "", ""]
        assert await _answers(office, card) == ["dan"]
        assert (await office.heard()).count("Good news") == 1

    play(story)


@EACH
def test_authority_is_checked_on_arrival(here: str) -> None:
    """The limit is looked up when the answer comes, by the account of whoever gives it."""

    async def story(office: Office) -> None:
        await office.opens()
        await office.says("refund please", "the chandelier", "60", "make it 400", "broken")
        card = await office.card_id()
        await posted(office, card)
        async with AsyncExitStack() as stack:
            (bob,) = await seated(office, stack, "bob", [here])
            said = await bob.press(await bob.remember(card), "Yes")
            assert "authority for refund" in said.words
        await asyncio.sleep(0.1)
        assert await _answers(office, card) == []

    play(story)


@EACH
def test_a_hold_shows_everywhere(here: str) -> None:
    """Whoever takes the card has it at every place; somebody else is told by name."""

    async def story(office: Office) -> None:
        card = await office.asks()
        await posted(office, card)
        async with AsyncExitStack() as stack:
            (mine,) = await seated(office, stack, "dan", [here])
            others = await seated(office, stack, "cleo", list(WORKSPACES))
            assert (await mine.claim(card)).done
            await everywhere(others, card, "Dan")
            for place in others:
                said = await place.press(await place.remember(card), "It is covered")
                assert said.words == "Dan has this card."

    play(story)


def test_withdrawn_is_withdrawn_everywhere() -> None:
    """The customer needs no answer any more: no place takes one."""

    async def story(office: Office) -> None:
        card = await office.asks()
        await posted(office, card)
        async with AsyncExitStack() as stack:
            places = await seated(office, stack, "cleo", list(WORKSPACES))
            old = [await place.remember(card) for place in places]
            await office.says("forget it")
            await everywhere(places, card, "withdrawn")
            for place, remembered in zip(places, old, strict=True):
                assert not await place.may_press(card)
                assert "closed (withdrawn)" in (await place.press(remembered, "It is covered")).words

    play(story)


def test_two_places_at_once() -> None:
    """Two people answer differently at the same moment at different places: one wins, the other is told."""

    async def story(office: Office) -> None:
        card = await office.asks()
        await posted(office, card)
        async with AsyncExitStack() as stack:
            (dan,) = await seated(office, stack, "dan", ["slack"])
            (cleo,) = await seated(office, stack, "cleo", ["frame"])
            said = await asyncio.gather(
                dan.press(await dan.remember(card), "It is covered"),
                cleo.press(await cleo.remember(card), "The customer pays"),
            )
            assert sorted(reply.done for reply in said) == [False, True]
            assert any("answered first" in reply.words for reply in said)
        assert len(await _answers(office, card)) == 1

    play(story, nodes=2)


async def _answers(office: Office, card: str) -> list[str]:
    events = await office.engine.ports.journal.read(f"card/{card}")
    return [item.event.by for item in events if isinstance(item.event, CardAnswered)]


async def _heard(office: Office, words: str) -> bool:
    return words in await office.heard()
