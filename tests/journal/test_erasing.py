"""Erasing a customer erases their words everywhere and nothing else, on every store."""

import asyncio

from earpiece.domain.errors import Invalid
from earpiece.domain.events import ConsultAsked
from earpiece.domain.forms import Question
from earpiece.domain.ports import Receipt
from earpiece.journal import verify
from tests.journal.stores import ANN, Store, Stored, opened, said, told, write


def test_erased_words_read_as_erased(store: Store) -> None:
    """Personal fields hold their erased value, and the event says so; the open fields stay."""

    async def story(journal: Stored) -> None:
        question = Question(kind="approval", name="credit", text="Credit Ann 20 EUR?", why="", form={})
        asked = ConsultAsked(consult="k1", run="r1", at_instruction=2, question=question, ladder=())
        await journal.append(write(opened(name="Ann", promises=("a call back",)), said(), asked))

        assert await journal.erase("g1") == 1

        found = await journal.read(ANN)
        assert [each.erased for each in found] == [True, True, True]
        assert found[0].event == opened(name=None, promises=())
        assert found[1].event == said("[erased]")
        assert isinstance(found[2].event, ConsultAsked)
        assert (found[2].event.consult, found[2].event.question.text) == ("k1", "[erased]")

    store.run(story)


def test_others_words_stay(store: Store) -> None:
    """Only the erased person's key is gone."""

    async def story(journal: Stored) -> None:
        await journal.append(write(said()), write(said("Hi"), stream="conversation/bob", subject="g2"))
        await journal.erase("g1")

        (bobs,) = await journal.read("conversation/bob")
        assert (bobs.event, bobs.erased) == (said("Hi"), False)

    store.run(story)


def test_erasing_a_customer_finds_the_guests_they_were(store: Store) -> None:
    """Linked subjects are erased too, also through another link; a second erasing finds nothing."""

    async def story(journal: Stored) -> None:
        for n, subject in enumerate(("guest-1", "guest-2", "customer")):
            await journal.append(write(said(), stream=f"conversation/{n}", subject=subject))
        await journal.link("guest-2", "guest-1")
        await journal.link("guest-1", "customer")

        assert await journal.erase("customer") == 3
        assert await journal.erase("customer") == 0
        assert all(each.erased for each in await journal.read_all())

    store.run(story)


def test_an_event_without_personal_words_is_never_erased(store: Store) -> None:
    """Where nothing personal was said, nothing is missing."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened(), said()))
        await journal.erase("g1")

        assert [each.erased for each in await journal.read(ANN)] == [False, True]

    store.run(story)


def test_who_comes_back_starts_anew(store: Store) -> None:
    """Words after the erasing have a new key: they can be read, the old ones stay erased."""

    async def story(journal: Stored) -> None:
        await journal.append(write(said("old")))
        await journal.erase("g1")
        assert await journal.append(write(told("new"))) == Receipt({ANN: 2})

        old, new = await journal.read(ANN)
        assert (old.event, old.erased) == (said("[erased]"), True)
        assert (new.event, new.erased) == (told("new"), False)
        assert await journal.erase("g1") == 1

    store.run(story)


def test_the_chain_verifies_after_erasing(store: Store) -> None:
    """The hashes cover what is stored, not what can be read: nothing changes for them."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened(name="Ann"), said()))
        before = await verify(journal)
        await journal.erase("g1")

        assert before.sound
        assert await verify(journal) == before

    store.run(story)


def test_names_that_cannot_be_written_are_refused(store: Store) -> None:
    """Half a character in a name fails its own caller, not those whose appends go along."""

    async def story(journal: Stored) -> None:
        outcomes = await asyncio.gather(
            journal.link("\ud800", "c1"), journal.append(write(said())), return_exceptions=True
        )

        assert isinstance(outcomes[0], Invalid)
        assert outcomes[1] == Receipt({ANN: 1})

    store.run(story)
