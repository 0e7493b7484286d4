"""Breakages of what keeps words, timers and truth: promises 1, 7, 9 and 10."""

from earpiece.sim.proof.mutants.edit import Edit, Mutant

COMMIT = "earpiece.runtime.turn:Turns._commit"
APPEND = """    if (await self._ports.journal.append(*writes)).repeated:
        return await self._states.conversation(draft.state.id)
"""
PROJECTIONS = "earpiece.domain.projections:"

MUTANTS = (
    # ── nothing is lost ───────────────────────────────────────────────────────────────────────────────────────────
    Mutant(
        "acknowledged before the commit", 1, "A message is acknowledged while it is still on its way to the database.",
        (
            Edit(
                COMMIT, APPEND,
                "    append = self._ports.journal.append(*writes)\n"
                '    if draft.base:\n        self._ports.spawn("append", append)\n    else:\n        await append\n',
            ),
        ),
    ),
    Mutant(
        "a broken line is a success", 1, "When the database is away, the message is acknowledged all the same.",
        (
            Edit(
                COMMIT, APPEND,
                "    from contextlib import suppress\n    from earpiece.domain.errors import Unusable\n"
                "    with suppress(Unusable):\n        await self._ports.journal.append(*writes)\n",
            ),
        ),
        since=34,
    ),
    Mutant(
        "doubled messages count twice", 1, "The journal forgets which messages it has.",
        (Edit("earpiece.journal.batch:Batch._repeated", "if first is not None:", "if False:"),),
    ),
    Mutant(
        "losing answers are acknowledged", 1, "The desk says that an answer is safe, and does not write it.",
        (
            Edit(
                "earpiece.runtime.desk.answering:Answering._win", "now = self._cards.now()",
                "now = self._cards.now()\n    if len(card.id) % 2 == card.position % 2:\n        return card",
            ),
        ),
    ),
    # ── nobody is forgotten ───────────────────────────────────────────────────────────────────────────────────────
    Mutant(
        "questions without a timer", 7, "A question to the human side is stored without the timer of its ladder.",
        (Edit(f"{PROJECTIONS}_card", ', SetTimer("rung 0", first)', ""),),
        since=10,
    ),
    Mutant(
        "ladders end after a rung", 7, "A rung that is reached does not set the timer of the next one.",
        (Edit(f"{PROJECTIONS}_rung", ', SetTimer(f"rung {event.index + 1}", event.next_at)', ""),),
        since=28,
    ),
    Mutant(
        "the last rung closes nothing", 7, "A ladder's last rung leaves the question open.",
        (Edit("earpiece.runtime.timers:Timers._reach", 'rung.do in CLOSING_RUNGS', "False"),),
    ),
    Mutant(
        "messages without a timer", 9, "A message whose node dies while it reads it is not taken up by others.",
        (Edit(f"{PROJECTIONS}_conversation", ", turn, PutRow", ", PutRow"),),
    ),
    Mutant(
        "attempts without a timer", 7, "Nobody finds out what became of an attempt that nobody saw end.",
        (
            Edit(
                f"{PROJECTIONS}_attempt",
                'return [SetTimer(f"call {event.call}", event.deadline, work=True)]', "return []",
            ),
        ),
        since=9,
    ),
    Mutant(
        "silent waiting", 7, "Words of holding set no timer for the next ones.",
        (Edit(f"{PROJECTIONS}_conversation", '("holding", event.next_at), ', '("holding", None), '),),
        since=15,
    ),
    Mutant(
        "no first word", 7, "Whoever has to wait for a person is not told so.",
        (Edit("earpiece.agent.holding:first_word", "if waiting and", "if False and"),),
        since=15,
    ),
    Mutant(
        "“I am asking” without asking", 7, "The agent says that it is asking when the question is closed already.",
        (
            Edit("earpiece.agent.holding:_waiting", "in state.open_consults if", "in state.consults.values() if"),
            Edit(
                "earpiece.gate.guards.outgoing:guard",
                "action.claims_waiting or _promised_by_a_person(action, state)", "False",
            ),
        ),
    ),
    Mutant(
        "failed timers are given up", 9, "A timer that could not be acted on is not tried again.",
        (
            Edit(
                "earpiece.runtime.timers:Timers._try", "(self._ports.clock.now() + delay, delay)", "(1e12, delay)",
            ),
        ),
        since=85,
    ),
    Mutant(
        "handoffs go nowhere", 7, "A ladder that ends in a handoff hands nothing over.",
        (Edit("earpiece.agent.promises:hand_off", 'state.handed_off == "due"', "False"),),
    ),
    Mutant(
        "cards come later", 7, "A question to the human side is stored without its card.",
        (Edit("earpiece.runtime.perform:_ask", "draft.beside(Write(", "str(Write("),),
        since=2,
    ),
    # ── the customer may always speak ─────────────────────────────────────────────────────────────────────────────
    Mutant(
        "questions block", 9, "While a person is being asked, the customer's words get no answer.",
        (
            Edit(
                "earpiece.agent.obey:take_command", "todo = state.todo[0]",
                "todo = state.todo[0]\n    if state.open_consults:\n        from earpiece.domain.actions import Note\n"
                "        return Note((CommandTaken(message=todo.message, index=todo.index),))",
            ),
            Edit(
                "earpiece.agent.not_understood:noted", "if not spoke_last or",
                "if not spoke_last or state.open_consults or",
            ),
        ),
        since=10,
    ),
    Mutant(
        "words are swallowed", 9, "What a sentence meant is noted as done, and nothing is done.",
        (Edit("earpiece.domain.conversation:_apply[MessageUnderstood]", "(*state.todo, *todo)", "state.todo"),),
    ),
    # ── everything said has its sources ───────────────────────────────────────────────────────────────────────────
    Mutant(
        "sources are left out", 10, "What is said is recorded without its sources.",
        (Edit("earpiece.runtime.perform:_utter", "(*action.sources, *_gone_by(draft, action))", "()"),),
    ),
    Mutant(
        "the wrong source", 10, "What is said names another question to the human side as its source.",
        (
            Edit(
                "earpiece.runtime.perform:_utter", "sources=(*action.sources, *_gone_by(draft, action)),",
                'sources=tuple(s + "0" if s.startswith("consult") else s for s in action.sources),',
            ),
        ),
    ),
    Mutant(
        "invented amounts", 10, "The agent names amounts that nobody gave.",
        (Edit("earpiece.domain.expressions:money", "{float(amount):,.2f}", "{float(amount) * 1.07:,.2f}"),),
    ),
)  # fmt: skip
