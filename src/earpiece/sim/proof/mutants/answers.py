"""Breakages of what makes answers a person's, single, and heard once: promises 5, 6 and 8."""

from earpiece.sim.proof.mutants.edit import Edit, Mutant

ANSWERING = "earpiece.runtime.desk.answering:Answering"
REACH = "earpiece.runtime.timers:Timers._reach"
EXPIRED = 'expired = ConsultExpired(consult=card.consult, handoff=handoff, fallback=rung.do == "fallback")'

MUTANTS = (
    # ── only a person answers ─────────────────────────────────────────────────────────────────────────────────────
    Mutant(
        "silence is a yes", 5, "When nobody answers in time, a yes is recorded.",
        (
            Edit(
                REACH, EXPIRED,
                "from earpiece.domain.events import ConsultAnswered\n"
                "        from earpiece.domain.forms import Answer\n"
                '        expired = ConsultAnswered(consult=card.consult, answer=Answer(decision="yes"), by="ann")',
            ),
        ),
    ),
    Mutant(
        "silence is a no", 5, "When nobody answers in time, a no is recorded.",
        (
            Edit(
                REACH, EXPIRED,
                "from earpiece.domain.events import ConsultAnswered\n"
                "        from earpiece.domain.forms import Answer\n"
                '        no = Answer(decision="no", reason="nobody was there")\n'
                '        expired = ConsultAnswered(consult=card.consult, answer=no, by="ann")',
            ),
        ),
    ),
    Mutant(
        "the wrong name", 5, "An answer is recorded as somebody else's.",
        (
            Edit(f"{ANSWERING}._win", "by=given.by, answer=given.answer,", 'by="cleo", answer=given.answer,'),
            Edit(f"{ANSWERING}._win", "answer=given.answer, by=given.by,", 'answer=given.answer, by="cleo",'),
        ),
    ),
    Mutant(
        "what was undone counts", 5, "A yes that was taken back in time has its effect all the same.",
        (Edit(f"{ANSWERING}.undo", "CardUndone(by=person.id), mine", "mine"),),
        since=15,
    ),
    # ── one answer wins ───────────────────────────────────────────────────────────────────────────────────────────
    Mutant(
        "a second answer counts", 6, "A card that is answered takes another answer.",
        (Edit(f"{ANSWERING}.answer", "if found.ended:", "if False:"),),
        since=11,
    ),
    Mutant(
        "both are told that they won", 6, "Whoever was slower is told that their answer counts.",
        (Edit(f"{ANSWERING}.answer", "continue", "return await self._cards.view(account, found)"),),
        since=31,
    ),
    Mutant(
        "cards take every answer", 6, "An answer is written to the card whether or not it has moved.",
        (Edit(f"{ANSWERING}._win", "now, card.position)", "now, None)"),),
    ),
    Mutant(
        "the fence is dropped", 6, "Whoever answers wins, whoever holds the card.",
        (Edit(f"{ANSWERING}._check", "await self._cards.check_hold(account, card, request.fence)", "pass"),),
    ),
    Mutant(
        "any revision will do", 6, "An answer counts although the question has changed since the expert saw it.",
        (Edit(f"{ANSWERING}._check", "if request.revision != card.revision:", "if False:"),),
        since=22,
    ),
    Mutant(
        "the form is not checked", 6, "Answers that do not fit the question count.",
        (Edit(f"{ANSWERING}._check", "answers.check_form(card, request.answer)", "pass"),),
    ),
    Mutant(
        "authority is ignored", 6, "An expert may approve more than their own authority.",
        (Edit(f"{ANSWERING}._why_not", "answers.authority_needed(card, answer, limits)", "{}"),),
        since=23,
    ),
    Mutant(
        "skill is ignored", 6, "An expert may answer what they have no skill for.",
        (
            Edit("earpiece.desk.people:why_not", "card.skill not in account.skills", "False"),
            Edit("earpiece.desk.people:why_not", "level < needed", "False"),
            Edit("earpiece.runtime.desk.board:sees", "card.skill in account.skills", "True"),
            Edit("earpiece.runtime.desk.board:concerns", 'row.fields.get("widened", True)', "True"),
        ),
    ),
    Mutant(
        "the loser is not told who won", 6, "Who came too late hears that, but not who was first.",
        (Edit(f"{ANSWERING}._too_late", "name = await self._people.name(card.by)", 'name = "Somebody"'),),
    ),
    Mutant(
        "late answers are thrown away", 6, "An answer that came too late is not kept.",
        (
            Edit(
                f"{ANSWERING}._too_late",
                'await self._ports.journal.append(Write(f"card/{card.id}", (late,), self._cards.now()))', "pass",
            ),
        ),
    ),
    Mutant(
        "two answers are swapped", 6, "The conversation gets the answer that was given before, to another card.",
        (
            Edit(
                f"{ANSWERING}._win", "now = self._cards.now()",
                'now = self._cards.now()\n    last = getattr(self, "last", given.answer)\n    self.last = given.answer',
            ),
            Edit(f"{ANSWERING}._win", "answer=given.answer, by=given.by,", "answer=last, by=given.by,"),
        ),
    ),
    Mutant(
        "released without a second look", 6, "One answer is given to all who asked the same, whatever became of them.",
        (
            Edit(
                "earpiece.runtime.desk.releases:Releases._one", "reason = fan_in.why_not(found, lead, self._now())",
                'reason = ""',
            ),
        ),
    ),
    Mutant(
        "taken out and yet released", 6, "A card that somebody took out of those alike gets their answer all the same.",
        (
            Edit(
                "earpiece.domain.projections:_regrouped",
                "case d.CardTakenOut() | d.CardAskedBack() | d.SecondOpinionWanted():",
                "case d.CardAskedBack() | d.SecondOpinionWanted():",
            ),
            Edit("earpiece.desk.fan_in:why_not", "if card.fan is None or card.fan != lead.fan:", "if False:"),
        ),
        since=29,
    ),
    # ── each answer reaches the customer exactly once ─────────────────────────────────────────────────────────────
    Mutant(
        "nobody notes what was released", 8, "What is said is not recorded as the answer that it brings.",
        (Edit("earpiece.runtime.perform:_utter", "releases=action.releases,", "releases=(),"),),
    ),
    Mutant(
        "answers are released twice", 8, "An answer that was told is told again with the next sentence.",
        (
            Edit(
                "earpiece.domain.conversation:_apply[AgentSaid]",
                "state = _with_consult(state, consult, released=True)", "pass",
            ),
        ),
    ),
    Mutant(
        "unneeded answers are left", 8, "Nobody records that an answer is no longer needed.",
        (
            Edit("earpiece.agent.promises:_unneeded", "if consult.released or", "if True or"),
            Edit("earpiece.agent.promises:left_over", "if state.outcome is None:", "if True:"),
        ),
        since=30,
    ),
    Mutant(
        "lines arrive again", 8, "A stream that goes on begins with the line the page has already.",
        (Edit("earpiece.runtime.chats:items", "line.position > after", "line.position >= after"),),
    ),
)  # fmt: skip
