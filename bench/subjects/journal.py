"""Our journal alone: the appends of a cycle as the runtime makes them, with real events, and the reload between.

Encryption, hash chain, idempotency keys, the list of open cards and the timers are all written.
`python -m bench.subjects.journal STORE`: a SQLite file or a Postgres address.
"""

import sys
import time
from collections.abc import Mapping
from typing import Any

from bench.frame.subject import serve
from bench.subjects import stores
from bench.subjects.words import ANSWER, CUSTOMER, QUESTION, REPLY
from earpiece.domain.desk_events import CardAnswered, CardOpened
from earpiece.domain.events import AgentSaid, ConsultAnswered, ConsultAsked, CustomerSaid
from earpiece.domain.forms import Answer, Fact, Question, Rung, Suggestion
from earpiece.domain.ports import Write

CHOICES = ("claim", "evidence", "no_claim")
FORM = {"type": "object", "properties": {"choice": {"enum": [*CHOICES]}, "text": {"type": "string"}}}
ASKED = Question(
    kind="clarification", name="refund-policy", text=QUESTION, form=FORM, skill="disputes",
    why="The shop refuses, so a card claim may be the only way.",
    facts=(Fact(label="Shop asked", value="yes", source="customer"),),
    suggestions=tuple(
        Suggestion(key=str(key), label=choice, answer={"choice": choice}) for key, choice in enumerate(CHOICES, 1)
    ),
)  # fmt: skip
LADDER = (Rung(after=20, do="widen"), Rung(after=60, do="promise"), Rung(after=14400, do="expire"))
GIVEN = Answer(choice=ANSWER)


class JournalAlone:
    """Implements `bench.frame.subject.Subject`."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._conversations = 0

    async def start(self) -> Mapping[str, str]:
        self._journal = await stores.open_journal(self._store)
        return stores.versions(self._store)

    async def prepare(self, count: int) -> list[Any]:
        first, self._conversations = self._conversations, self._conversations + count
        return [f"c{number:016x}" for number in range(first, self._conversations)]

    async def park(self, ready: Any) -> Any:
        now, consult = time.time(), f"{ready}.ask3"
        said = CustomerSaid(message="m1", text=CUSTOMER)
        asked = ConsultAsked(consult=consult, run="r1", at_instruction=7, question=ASKED, ladder=LADDER)
        opened = CardOpened(
            conversation=ready, consult=consult, question=ASKED, summary=CUSTOMER, ladder=LADDER, asked_at=now
        )
        await self._journal.append(
            Write(f"conversation/{ready}", (said, asked), now, 0, f"guest/{ready}", f"say {ready} m1"),
            Write(f"card/{consult}", (opened,), now, 0, f"guest/{ready}"),
        )
        return ready

    async def resume(self, parked: Any) -> None:
        events = await self._journal.read(f"conversation/{parked}")
        now, consult = time.time(), events[-1].event.consult
        fact = ConsultAnswered(consult=consult, answer=GIVEN, by="dana")
        said = AgentSaid(text=REPLY, purpose="result", releases=(consult,), idle_at=now + 600)
        won = CardAnswered(by="dana", answer=GIVEN, revision=1)
        await self._journal.append(
            Write(f"conversation/{parked}", (fact, said), now, len(events), key=f"answer {consult} dana k1"),
            Write(f"card/{consult}", (won,), now, 1),
        )

    async def check(self, parked: Any) -> None:
        assert await stores.last_words(self._journal, parked, "result") == REPLY
        assert not [row for row in await self._journal.rows("cards", "open") if row.id.startswith(parked)]

    async def settle(self) -> None:
        """Nothing is left to do."""

    def totals(self) -> Mapping[str, float]:
        return {"commits": self._journal.commits}

    async def size(self) -> int:
        return await stores.size(self._store)

    async def close(self) -> None:
        await self._journal.close()


if __name__ == "__main__":
    serve(JournalAlone(*sys.argv[1:]))
