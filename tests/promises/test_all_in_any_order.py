"""All promises at once, over stories that nobody thought of: customers, experts, time and dying nodes in any order.

A failing seed replays exactly: `pytest -k "seed17"`.
"""

import random
from contextlib import suppress
from typing import Any

import pytest
from structlog.testing import capture_logs

from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Conflict, Forbidden, Invalid
from earpiece.domain.events import AgentSaid, AnswerUnneeded, ConsultAnswered, ConsultExpired, ConsultWithdrawn
from earpiece.journal import verify
from earpiece.runtime.views import CardView
from earpiece.sim.proof.script import SCRIPT
from tests.promises.watch import Watch
from tests.support.stage import Stage

SEEDS = range(40)
STEPS = 30


class Anybody:
    """Does the next thing, whatever it is."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.random = stage, random.Random(seed)
        self.answered: list[str] = []

    def acts(self) -> None:
        """One thing, most often a customer's words."""
        what = self.random.choices(
            [
                self.speaks,
                self.answers,
                self.asks_back,
                self.waits,
                self.node_dies,
                self.node_joins,
                self.tools_vary,
                self.speaks_to_many,
            ],
            [10, 5, 1, 4, 1, 1, 1, 1],
        )
        what[0]()

    def speaks(self) -> None:
        text = self.random.choice(sorted(SCRIPT))
        heard = self.stage.says(text)
        looking = any(call.status == "started" for call in self.stage.state().calls.values())
        assert heard or looking, f"{text!r} was met with silence"

    def speaks_to_many(self) -> None:
        """Two windows on two nodes send at the same moment."""
        self.stage.disk.lag = 0.05
        for node in self.stage.nodes:
            text = self.random.choice(sorted(SCRIPT))
            self.stage.spawn(node.engine.chats.say(self.stage.chat, f"r{self.random.random()}", text))
        self.stage.passes(2)
        self.stage.disk.lag = 0.0

    def _card(self) -> CardView | None:
        cards = [card for card in self.stage.cards() if card.status in ("open", "awaiting_customer")]
        return self.random.choice(cards) if cards else None

    def answers(self) -> None:
        card = self._card()
        if card is None:
            return
        suggestion = self.random.choice(card.suggestions) if card.suggestions else None
        answer: dict[str, Any] = dict(suggestion.answer) if suggestion is not None else {"text": "We see."}
        if answer.get("decision") == "no":
            answer["reason"] = "Not this time."
        elif answer.get("decision") == "yes" and card.call is not None and "amount" in card.call.changeable:
            answer["changes"] = self.random.choice([{}, {"amount": 51.0}])
        self.stage.answers("cleo", card=card, **answer)

    def asks_back(self) -> None:
        card = self._card()
        if card is not None:
            self.stage.run(self.stage.engine.desk.ask_back(self.stage.person("cleo"), card.id, "Which colour?", None))

    def waits(self) -> None:
        self.stage.passes(self.random.choice([1, 12, 25, 50, 400, 1000, 4000]))

    def node_dies(self) -> None:
        self.stage.disk.kill(self.random.choice(["before", "after"]), 1)
        self.stage.background(self.stage.engine.chats.say(self.stage.chat, f"d{self.random.random()}", "the lamp"))
        self.stage.disk.dies_at = None
        self.stage.restarts()

    def node_joins(self) -> None:
        if len(self.stage.nodes) < 3:
            self.stage.joins()

    def tools_vary(self) -> None:
        tools = self.stage.tools
        tool = self.random.choice(["refund", "my_orders", "change_address", "send_gift"])
        hanging = self.random.choice([tools.hangs_before, tools.hangs_after])
        hanging.discard(tool) if tool in hanging else hanging.add(tool)


def _ledger_adds_up(stage: Stage, state: Conversation) -> None:
    ended = [event.consult for event in stage.journal(ConsultAnswered)]
    ended += [event.consult for event in stage.journal(ConsultExpired)]
    ended += [event.consult for event in stage.journal(ConsultWithdrawn)]
    released = [consult for said in stage.journal(AgentSaid) for consult in said.releases]
    released += [event.consult for event in stage.journal(AnswerUnneeded)]
    released += [event.consult for event in stage.journal(ConsultWithdrawn)]
    assert len(released) == len(set(released)), "an answer was released twice"
    assert set(ended) >= set(released)
    unsaid = {id for id in set(ended) - set(released) if state.runs[state.consults[id].run].outcome is not None}
    assert not unsaid, "an answer was lost"


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed{seed}")
def test_whatever_happens_in_whatever_order(seed: int) -> None:
    """No step fails, nobody is forgotten, no effect without its permission, each answer once, and the chain holds."""
    with capture_logs() as logs, Stage() as stage:
        stage.opens("maya")
        watch, anybody = Watch(stage), Anybody(stage, seed)
        for _ in range(STEPS):
            with suppress(Conflict, Invalid, Forbidden):  # what an expert may meet
                anybody.acts()
        stage.tools.hangs_before.clear()
        stage.tools.hangs_after.clear()
        stage.passes(26 * 3600)
        state = stage.state()
        assert [line for line in logs if line["log_level"] == "error"] == []
        assert watch.wrong == []
        assert state.open_consults == []
        assert not [call for call in state.calls.values() if call.status == "started"]
        _ledger_adds_up(stage, state)
        keys = [line["key"] for line in stage.tools.books()]
        assert len(keys) == len(set(keys))
        for call in state.calls.values():
            if call.tool == "refund" and call.args["amount"] > 50:
                assert any(c.spent and c.answer and c.answer.decision == "yes" for c in state.consults.values())
        assert stage.run(verify(stage.disk)).sound
