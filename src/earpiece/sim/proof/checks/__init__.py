"""Whether each promise held in a run, judged by the evidence alone. `CHECKS` maps a promise's number to its checks."""

from collections.abc import Callable, Iterator, Mapping

from earpiece.sim.proof.checks import answers, effects, fan_in, keeping, learning, serving
from earpiece.sim.proof.evidence import Breach, Evidence

Check = Callable[[Evidence], Iterator[str]]

CHECKS: Mapping[int, tuple[Check, ...]] = {
    1: (keeping.messages_are_kept, keeping.answers_are_kept),
    2: (
        effects.once_by_key,
        effects.once_by_step,
        effects.written_before_the_call,
        effects.not_asked_too_early,
        effects.not_called_too_late,
        effects.outcomes_are_true,
    ),
    3: (effects.what_was_approved, effects.grants_are_spent_once),
    4: (effects.by_the_rules,),
    5: (answers.only_a_person, answers.what_was_undone, answers.effects_wait, answers.decisions_come_to_something),
    6: (
        answers.one_wins,
        answers.the_loser_is_told,
        answers.who_wins_may,
        answers.the_question_was_seen,
        answers.the_holder_answers,
        answers.a_lost_lease_is_lost,
        answers.the_answer_fits,
        fan_in.only_the_same,
    ),
    7: (
        serving.nothing_is_left,
        serving.a_question_has_its_card,
        serving.waiting_hears,
        serving.a_silent_person_gives_back,
        serving.asking_is_true,
        serving.handoffs_happen,
    ),
    8: (
        answers.released_once,
        answers.what_is_told_is_noted,
        serving.each_line_arrives_once,
        fan_in.none_is_left_out,
    ),
    9: (serving.whoever_speaks_is_heard, serving.nobody_is_turned_away),
    10: (serving.sources_hold, serving.figures_come_from_somewhere),
    11: (keeping.no_secret_stays,),
    12: (keeping.what_is_stored_reads_back, keeping.what_was_written_is_read),
    13: (
        learning.alone_is_earned,
        learning.no_effect_alone,
        learning.own_decisions_are_on_record,
        learning.own_decisions_may_be_looked_at,
        learning.labels_count_once,
        learning.looks_are_peoples,
    ),
    14: (effects.own_name_only, serving.nobody_elses_words),
    15: (keeping.the_chain_holds, keeping.hashes_cover_everything, keeping.who_is_erased_is_gone),
}


def breaches(evidence: Evidence) -> list[Breach]:
    """All that did not hold, promise by promise."""
    found = [
        Breach(promise, words) for promise, checks in CHECKS.items() for check in checks for words in check(evidence)
    ]
    return found + [Breach(7, words) for words in serving.no_error_without_fault(evidence)]
