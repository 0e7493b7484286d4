"""Breakages of what keeps the error budget: promise 13."""

from earpiece.sim.proof.mutants.edit import Edit, Mutant

LOOK = "earpiece.runtime.learning.deciding:Deciding._look"
ACCOUNT = "earpiece.runtime.learning.account:Account"

MUTANTS = (
    Mutant(
        "alone before it is earned", 13, "The agent decides alone although too few answers of people are known.",
        (
            Edit("earpiece.gate.judgement:_why_ask", "looked.answers < settings.least", "False"),
            Edit(LOOK, "sure=verdict.alone", "sure=True"),
        ),
    ),
    Mutant(
        "alone above the threshold", 13, "The agent decides alone what its class's account does not let it decide.",
        (Edit(LOOK, "sure=verdict.alone", "sure=True"),),
    ),
    Mutant(
        "errors are not counted", 13, "What was found wrong is counted as right in the class's account.",
        (Edit(f"{ACCOUNT}._settle", "learned(judged.risk, wrong, seen)", "learned(judged.risk, False, seen)"),),
    ),
    Mutant(
        "own decisions are not counted", 13, "The class's account does not hear what was decided alone.",
        (Edit(f"{ACCOUNT}._reckon", "self.controller.acted(event.risk, event.audit)", "pass"),),
    ),
    Mutant(
        "nodes reckon from another place", 13, "A node judges by less of the class's stream than it says.",
        (Edit(LOOK, "version=account.position", "version=account.position + 3"),),
    ),
    Mutant(
        "nobody can look", 13, "Decisions taken alone are never to be looked at.",
        (Edit(LOOK, "audit=verdict.audit", "audit=0.0"),),
    ),
    Mutant(
        "looks are left out", 13, "A decision that was drawn for a look afterwards gets no card.",
        (Edit("earpiece.runtime.learning.alone:decide_alone", "if ruling.estimate.audited:", "if False:"),),
    ),
    Mutant(
        "own decisions are not on record", 13, "What was decided alone is not written to its class.",
        (
            Edit(
                "earpiece.runtime.learning.alone:decide_alone", "draft.beside(write_judged(ruling, draft.now))", "pass",
            ),
        ),
    ),
    Mutant(
        "answers count twice", 13, "What a person answered is learned twice.",
        (
            Edit(
                "earpiece.runtime.learning.outcomes:_answered",
                "yield class_write(consult.estimate.of, outcome, draft.now)",
                "yield class_write(consult.estimate.of, outcome, draft.now)\n"
                "        yield class_write(consult.estimate.of, outcome, draft.now)",
            ),
        ),
    ),
    Mutant(
        "the guess is learned", 13, "Not what people answered is learned, but what the agent guessed.",
        (
            Edit(
                "earpiece.runtime.learning.outcomes:_answered",
                "OutcomeLearned(decision=consult.id, choice=choice,",
                "OutcomeLearned(decision=consult.id, choice=consult.estimate.choice or choice,",
            ),
        ),
    ),
    Mutant(
        "looks teach nothing", 13, "What somebody says of a decision afterwards is not learned.",
        (
            Edit(
                "earpiece.runtime.learning.audits:Audits.take",
                "class_write(card.audit.of, outcome, now)\n", "class_write(card.audit.of, looked, now)\n",
            ),
        ),
    ),
    Mutant(
        "every look found it right", 13, "Whatever somebody says of a decision afterwards, it counts as right.",
        (
            Edit(
                "earpiece.runtime.learning.audits:Audits.take",
                "choice = card.audit.choice if right else", "choice = card.audit.choice if True else",
            ),
        ),
    ),
)  # fmt: skip
