"""The harness of ask and learn: what it reveals, in which order decisions come, and what a run scores."""

import gzip
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.ask_and_learn.__main__ import main
from bench.ask_and_learn.harness import Link, Run, Taken, run
from bench.ask_and_learn.own import lines
from bench.ask_and_learn.scores import late_scores, lower_bound, scores
from bench.ask_and_learn.stream import Conversation, Decision, arriving_late, read, shuffled
from bench.ask_and_learn.tracks import intents

HUDSON = Path("companies/hudson")


def sentence(number: int, label: str = "a") -> Conversation:
    return (Decision(str(number), {"text": f"sentence {number}"}, label, (label,)),)


class Scripted(Link):
    """A system in this process that acts on what `acts` says and notes what it is told."""

    def __init__(self, acts: dict[str, str], audit: float) -> None:
        self.acts, self.audit = acts, audit
        self.told: list[tuple[str, Any]] = []

    def ask(self, what: str, content: Any) -> dict[str, Any]:
        self.told.append((what, content))
        if what != "decide":
            return {"ms": 0.1}
        act = self.acts.get(content["text"])
        return {"act": act, "audit": self.audit, "risk": 0.1, "ms": 0.1, "embed_ms": 0.0}


def answers(link: Scripted) -> list[str]:
    return [content for what, content in link.told if what == "answer"]


def test_an_answer_is_revealed_on_an_ask_and_else_only_by_the_coin() -> None:
    stream = [sentence(1, "right"), sentence(2, "hidden"), sentence(3, "asked")]
    link = Scripted({"sentence 1": "right", "sentence 2": "right"}, audit=0.0)
    done = run(link, {}, stream, [], [], Random(1))
    assert answers(link) == ["asked"]
    assert [(each.alone, each.wrong) for each in done.taken] == [(True, False), (True, True), (False, False)]
    assert not any("hidden" in json.dumps(content) for _, content in link.told)


def test_audits_are_capped_whatever_the_system_wants() -> None:
    stream = [sentence(number, "right") for number in range(1000)]
    link = Scripted({f"sentence {number}": "right" for number in range(1000)}, audit=1.0)
    done = run(link, {}, stream, [], [], Random(1))
    assert sum(each.audited for each in done.taken) <= 0.02 * 1000 + 2


def test_saying_unknown_is_asking() -> None:
    link = Scripted({"sentence 1": intents.UNKNOWN}, audit=0.0)
    done = run(link, {}, [sentence(1, intents.UNKNOWN)], [], [], Random(1))
    assert not done.taken[0].alone
    assert answers(link) == [intents.UNKNOWN]


def test_the_frozen_system_is_told_dev_and_never_test() -> None:
    link = Scripted({}, audit=0.0)
    run(link, {}, [sentence(1)], [sentence(2, "dev")], [sentence(3, "test")], Random(1))
    frozen = [content for what, content in link.told if what == "freeze"]
    assert frozen == [[({"text": "sentence 2"}, "dev")]]
    assert "test" not in answers(link)


# ── orders ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_order_is_the_same_for_the_same_number() -> None:
    stream = [sentence(number) for number in range(50)]
    assert shuffled(stream, 3) == shuffled(stream, 3) != shuffled(stream, 4)


def test_late_groups_come_in_the_second_half_and_nothing_is_lost() -> None:
    stream = [sentence(number, "new" if number % 5 == 0 else "old") for number in range(100)]
    late = arriving_late(stream, {"new"})
    assert sorted(each[0].conversation for each in late) == sorted(each[0].conversation for each in stream)
    assert all(each[0].answer == "old" for each in late[:50])


def test_a_line_that_is_not_of_the_track_is_named(tmp_path: Path) -> None:
    file = tmp_path / "stream.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"id": 1, "text": "hello", "label": "greet"}\n{"id": 2}\n'))
    with pytest.raises(ValueError, match="line 2"):
        read([file], intents.decisions)


# ── scores ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def taken(wrong: int, of: int, start: int = 0) -> list[Taken]:
    return [Taken(start + at, sentence(at)[0], alone=True, wrong=at < wrong) for at in range(of)]


def test_the_lower_bound_is_the_exact_one() -> None:
    assert lower_bound(0, 100) == 0.0
    assert lower_bound(100, 100) == pytest.approx(0.05 ** (1 / 100))
    assert lower_bound(10, 100) == pytest.approx(0.0553, abs=1e-4)


@pytest.mark.parametrize(("wrong", "held"), [(50, True), (66, False)])
def test_a_budget_is_broken_if_the_lower_bound_is_above_it(wrong: int, held: bool) -> None:
    spread = [Taken(at, sentence(at)[0], alone=True, wrong=at % 1000 < wrong) for at in range(1000)]
    found = scores(Run(taken=spread, conversations=100_000), 0.05)
    assert found["budget_held"] is held
    assert found["scored_ask_all"] == (0.0 if held else 1.0)


def test_one_bad_block_breaks_a_budget_that_holds_on_the_whole() -> None:
    bad = taken(45, 300) + taken(0, 5000, start=500)
    found = scores(Run(taken=bad, conversations=5500), 0.05)
    assert found["err"] < 0.05
    assert not found["budget_held"]


def test_what_came_late_is_told_apart() -> None:
    run_ = Run(taken=[Taken(at, sentence(at, "new")[0], alone=at > 50, wrong=at == 99) for at in range(100)])
    found = late_scores(run_, {"new"})
    assert found["late_decisions"] == 100
    assert found["late_ask_100"] == pytest.approx(0.51)
    assert found["late_err_100"] == pytest.approx(1 / 49)


# ── the whole way ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_anyone_can_run_it_on_the_sample_company(tmp_path: Path) -> None:
    """The real system in its own process, on a part of the company's own sentences."""
    stream, out = tmp_path / "own.jsonl", tmp_path / "out.json"
    chosen = list(lines(HUDSON))[::8]
    stream.write_text("".join(json.dumps(line) + "\n" for line in chosen), encoding="utf-8")
    files = ["--stream", str(stream), "--dev", str(stream), "--test", str(stream)]
    main(["--track", "banking77", *files, "--budget", "0.1", "--order", "1", "--json", str(out)])
    found = json.loads(out.read_text())
    assert found["decisions"] == len(chosen)
    assert found["ask_first"] > 0.3
    assert found["answers_used"] < len(chosen)
    assert {"autonomy_at", "budget_held", "ms_decide", "ms_learn", "unknown_asked"} <= set(found)
