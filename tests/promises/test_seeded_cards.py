"""A card that is there to check whether cards are read never does anything, says anything, or counts as a question."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from earpiece.domain.errors import Conflict, EarpieceError
from earpiece.domain.seeds import is_seeded
from earpiece.runtime.views import CardView
from earpiece.sim.proof.mutants.edit import Edit, Mutant
from earpiece.workspaces.webhooks.messages import Teller
from tests.support.stage import Stage


def seeded(stage: Stage) -> CardView:
    """Ann has declined a refund; that is known to be right, and Bob is asked the same."""
    stage.opens("maya")
    stage.says("refund please", "the lamp", "60", "broken")
    first = stage.answers("ann", decision="no", reason="worn out")
    stage.run(stage.engine.seeds.make(stage.person("cleo"), first.id, "Lamps that are worn out are not paid."))
    stage.run(stage.engine.seeds.set_share(stage.person("cleo"), 0.2))
    for _ in range(4):
        stage.says("refund please", "the lamp", "60", "broken")
        stage.answers("bob", decision="no", reason="worn out")
    stage.passes(1200)
    (card,) = [card for card in stage.cards("bob") if is_seeded(card.id)]
    return card


def positions(stage: Stage) -> dict[str, int]:
    """How far each stream is, but for the seeded cards' own."""
    found = {}
    for item in stage.run(stage.disk.read_all(0, 10_000), wait=0):
        kind, _, id = item.stream.partition("/")
        if kind not in ("presence", "expert") and not (kind == "card" and is_seeded(id)):
            found[item.stream] = item.position
    return found


def says_yes(stage: Stage, card: CardView) -> None:
    """Bob approves what was declined."""
    held = stage.run(stage.engine.desk.claim(stage.person("bob"), card.id))
    stage.clicks("bob", card=held, decision="yes")
    stage.passes(60)


def lets_it_be(stage: Stage, card: CardView) -> None:
    """Nobody answers it."""
    stage.passes(9 * 3600)


def asks_back(stage: Stage, card: CardView) -> None:
    """Bob would ask the customer."""
    with suppress(Conflict):
        stage.run(stage.engine.desk.ask_back(stage.person("bob"), card.id, "Which lamp?", None))


def is_looked_at(stage: Stage, card: CardView) -> None:
    """By everybody, wherever cards are."""
    for expert in ("ann", "bob", "cleo", "dan"):
        stage.cards(expert)
        with suppress(EarpieceError):
            stage.run(stage.engine.desk.seen(stage.person(expert), card.id, 1))


def breaches(stage: Stage, play: Callable[[Stage, CardView], None]) -> list[str]:
    """What came of a seeded card that must not."""
    card = seeded(stage)
    stage.heard()
    listed = [stage.run(stage.disk.rows(table), wait=0) for table in ("cards", "answers", "conversations")]
    books, before = stage.books(), positions(stage)
    try:
        play(stage, card)
    except EarpieceError as error:
        return [f"{type(error).__name__}: {error}"]  # something behind the guard has refused it
    after = positions(stage)
    wrong = [f"{stream} moved" for stream, position in after.items() if before.get(stream) != position]
    wrong += [f"it did {line}" for line in stage.books() if line not in books]
    wrong += [f"the customer heard {words}" for words in stage.heard().splitlines()]
    if listed != [stage.run(stage.disk.rows(table), wait=0) for table in ("cards", "answers", "conversations")]:
        wrong.append("it was counted as a question")
    seen = [expert for expert in ("ann", "cleo", "dan") if card.id in {each.id for each in stage.cards(expert)}]
    for other in ("ann", "cleo", "dan"):
        with suppress(EarpieceError):
            stage.run(stage.engine.desk.card(stage.person(other), card.id))
            seen.append(other)
    wrong += [f"{expert} saw it" for expert in seen]
    told = stage.run(stage.disk.read(f"card/{card.id}"), wait=0)
    teller = Teller(stage.disk, "")
    wrong += [f"{item.event} was sent" for item in told if stage.run(teller.message(item, details=True), wait=0)]
    view = stage.run(stage.engine.desk.card(stage.person("bob"), card.id), wait=0)
    wrong += [f"it shows {item.text}" for item in view.transcript if "worn out" in item.text]
    return wrong


PLAYS = (says_yes, lets_it_be, asks_back, is_looked_at)
GUARD = "if card.seed is not None:"
WITHOUT = (
    (says_yes, Edit("earpiece.runtime.desk.answering:Answering._take", GUARD, "if False:")),
    (lets_it_be, Edit("earpiece.runtime.timers:Timers._reach", GUARD, "if False:")),
    (asks_back, Edit("earpiece.runtime.desk.desk:Desk.ask_back", "await self._cards.seeds.set_aside(found)", "pass")),
    (is_looked_at, Edit("earpiece.runtime.states:States.behind", "if card.seed is None:", "if True:")),
    (is_looked_at, Edit("earpiece.runtime.desk.board:sees", GUARD, "if False:")),
    (says_yes, Edit("earpiece.domain.projections:_any_card", "if s.is_seeded(name)", "if False")),
    (says_yes, Edit("earpiece.workspaces.webhooks.messages:Teller.message", "or is_seeded(id)", "")),
)


@pytest.mark.parametrize("play", PLAYS)
def test_nothing_comes_of_it(stage: Stage, play: Callable[[Stage, CardView], None]) -> None:
    """Whatever is done with it: its own stream moves and no other, nobody hears of it, nothing is done."""
    assert breaches(stage, play) == []


@pytest.mark.parametrize(("play", "without"), WITHOUT, ids=lambda part: getattr(part, "where", "").partition(":")[2])
def test_without_its_guard_something_would(
    stage: Stage, play: Callable[[Stage, CardView], None], without: Edit
) -> None:
    """Each guard is needed, and would be missed."""
    with Mutant("unguarded", 2, "A check is taken for a question.", (without,)).applied():
        assert breaches(stage, play) != []
