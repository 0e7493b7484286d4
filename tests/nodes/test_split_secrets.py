"""Promise 11 on several nodes: a secret whose halves reach two nodes is known as one, and is nowhere."""

import asyncio
from collections.abc import Iterator

import pytest

from earpiece.gate.secrets import clean
from earpiece.runtime import chats
from tests.support.nodes import Town

HALVES = [
    (("4111 1111 1111", "1111"), ("1111",)),
    (("my card is 4111 1111", "1111 1111, please block it"), ("1111 1111,", "1111, ")),
    (("my PIN is", "4821"), ("4821",)),
    (("four one one one one one one one", "one one one one one one one one"), ('one one one one one one one one"',)),
]


@pytest.fixture
def town() -> Iterator[Town]:
    """Two nodes; Maya is greeted by the first."""
    with Town() as town:
        town.opens("maya")
        yield town


def _said_in_two_places(town: Town, halves: tuple[str, ...]) -> list[str]:
    """Each message reaches another node; what is kept of them."""
    for number, half in enumerate(halves):
        town.run(town.node(number).engine.chats.say(town.chat, f"m{number}", half))
    return _kept(town)


def _kept(town: Town) -> list[str]:
    view = town.run(town.engine.chats.view(town.chat))
    return [item.text for item in view.items if item.who == "customer"]


@pytest.mark.parametrize(("halves", "secrets"), HALVES)
def test_the_second_half_is_taken_out_by_a_node_that_did_not_see_the_first(
    town: Town, halves: tuple[str, ...], secrets: tuple[str, ...]
) -> None:
    """Neither the journal nor the model has it."""
    kept = _said_in_two_places(town, halves)
    assert "removed]" in kept[1]
    everywhere = f"{[item.event for item in town.run(town.disk.read_all())]} {town.node(0).understanding.read_texts}"
    everywhere += f" {town.node(1).understanding.read_texts}"
    assert not [secret for secret in secrets if secret in everywhere]


def test_without_what_is_kept_of_the_first_half_the_second_one_would_stay(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken on purpose: each message is looked at by itself."""
    monkeypatch.setattr(chats, "clean", lambda words, before: clean(words))
    assert _said_in_two_places(town, HALVES[0][0]) == ["[digits removed]", "1111"]


def test_also_when_both_halves_arrive_at_the_same_moment(town: Town) -> None:
    """The node whose message comes second in the journal looks at the first before it stores its own."""
    for number in range(2):
        town.node(number).disk.lag = 0.05

    async def say(node: int, half: str) -> None:
        await asyncio.sleep(0.01 * node)  # both are on their way for longer than that
        await town.node(node).engine.chats.say(town.chat, f"m{node}", half)

    async def both() -> None:
        await asyncio.gather(say(0, "4111 1111 1111"), say(1, "1111"))

    town.run(both())
    assert _kept(town) == ["[digits removed]", "[card number removed]"]


def test_a_node_that_starts_anew_knows_too(town: Town) -> None:
    """Nothing depends on what a process remembers."""
    _said_in_two_places(town, ("4111 1111 1111",))
    town.dies()
    town.run(town.engine.chats.say(town.chat, "later", "1111"))
    assert _kept(town) == ["[digits removed]", "[card number removed]"]
