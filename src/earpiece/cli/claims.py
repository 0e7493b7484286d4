"""What is claimed of this way of working, the commands that show it, and what cannot be shown here.

`earpiece tour` runs the short commands; docs/claims.md lists the whole ones with their figures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from earpiece.cli import claims_seen as seen
from earpiece.cli.claims_seen import Seen


@dataclass(frozen=True, slots=True)
class Run:
    """A command whose JSON several claims are read from. `short` is what the tour runs, `whole` what the figures of
    the documentation were made with. `{company}` is the company folder, `{customers}` so many times the customers,
    `{crowd}` and `{runs}` the same for a crowd and a proof."""

    about: str
    short: tuple[str, ...]
    whole: str
    home: str = "companies/larkspur"
    """The company of the documentation's figures."""

    def in_full(self, company: str | None = None) -> str:
        """The whole command, for the documentation's company unless told."""
        return self.whole.format(company=company or self.home)

    def arguments(self, company: str, customers: float) -> list[str]:
        """What stands behind `earpiece`, with `customers` times the customers; JSON is still to be asked for."""
        values = {
            "company": company, "customers": f"{customers:g}", "crowd": max(round(CROWD * customers), 1),
            "runs": max(round(PROOF * customers), 1),
        }  # fmt: skip
        return [part.format(**values) for part in self.short]


RECORDED = "companies/airline/recordings/fifteen.jsonl"
CROWD, PROOF = 60, 20
"""Conversations at once, and runs of the proof."""


def _compared(day: str, ways: str) -> tuple[str, ...]:
    return (
        "compare", "{company}", "--day", day, "--quick", "--seeds", "3", "--ways", ways, "--customers", "{customers}",
    )  # fmt: skip


RUNS: Mapping[str, Run] = {
    "ordinary": Run(
        "two busy hours of three ordinary days, with transfers, with plain questions, and as Earpiece does it",
        _compared("ordinary", "escalate,consult,suggestions"),
        "earpiece compare {company} --hours 4 --seeds 5",
    ),
    "badly run": Run(
        "the same where transfers start over and people are few",
        _compared("bad-escalation", "escalate,suggestions"),
        "earpiece compare {company} --day bad-escalation --hours 4 --seeds 5",
    ),
    "outage": Run(
        "the same in an outage",
        _compared("outage", "escalate,consult,fan-in,suggestions"),
        "earpiece compare {company} --day outage --hours 4 --seeds 5",
    ),
    "plan": Run("staff for a day, half-hour by half-hour", ("plan", "ordinary"), "earpiece plan ordinary"),
    "crowd": Run(
        "a crowd of customers at once, with the company's own messages",
        ("rehearse", "{company}", "--messages", "{company}/messages", "--customers", "{crowd}"),
        "earpiece rehearse {company} --messages {company}/messages --customers 300",
        "companies/hudson",
    ),
    "replay": Run(
        "recorded conversations of a large model, alone and with questions to an expert",
        ("evaluate", "replay", RECORDED, "--setting", "alone", "--setting", "writes+doubts"),
        f"earpiece evaluate replay {RECORDED} --expert gold",
        "companies/airline",
    ),
    "proof": Run(
        "days on which nodes die, disks fill up and people click twice",
        ("prove", "--seeds", "{runs}"),
        "earpiece prove --seeds 100",
    ),
}
"""The commands, each run once, in this order."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`run` names the command in RUNS; `bar` says from when on it counts as working, `why` what stands against more;
    `test` holds the mechanism; `read` takes the JSON that the command writes."""

    name: str
    says: str
    run: str
    bar: str
    why: str
    test: str
    read: Callable[[Any], Seen]


CLAIMS = (
    Claim(
        "faster", "Resolved three times faster than with a transfer", "ordinary", "3 times, from hello to the end",
        "Most of what is left is the agent's own dialogue, which no way of asking people shortens.",
        "tests/sim/compare/test_verdict.py", seen.faster,
    ),
    Claim(
        "need to end", "Three times faster from the moment a person is needed", "ordinary", "3 times",
        "A person still reads and thinks; where nothing can be asked early, the customer waits for that.",
        "tests/sim/compare/test_measuring.py", seen.from_the_need,
    ),
    Claim(
        "faster than a bad transfer", "Three times faster than a transfer that starts over, on a floor short of people",
        "badly run", "3 times, from hello to the end",
        "It holds against such transfers only: held against a good one it is the first row.",
        "tests/sim/compare/test_run.py", seen.faster,
    ),
    Claim(
        "less work", "Four times less of people's time", "ordinary", "4 times, per customer who needs a person",
        "A question still has to be read and thought about; in one simulated day few answers serve a second time.",
        "tests/sim/compare/test_engine_way.py", seen.less_work,
    ),
    Claim(
        "several at once", "One expert serves several conversations at once", "ordinary", "3 live for each busy person",
        "Early questions and suggestions shorten conversations and thinking alike, so it hardly rises with them.",
        "tests/sim/compare/test_measuring.py", seen.several,
    ),
    Claim(
        "capacity", "More capacity without more people", "ordinary", "half of the people, or the same half as busy",
        "A small floor needs people to cover its skills, however little there is to do.",
        "tests/sim/compare/test_staffing.py", seen.capacity,
    ),
    Claim(
        "cost", "A conversation costs less", "ordinary", "1.1 times less",
        "People's time is most of it: it falls with that and no further.",
        "tests/sim/compare/test_measuring.py", seen.cheaper,
    ),
    Claim(
        "unnoticed", "Asking early and going on meanwhile hide the wait", "ordinary",
        "60 % never wait, and the mean is a third of plain asking's",
        "What comes out of the blue cannot be asked early, and at the last step nothing is left to go on with.",
        "tests/agent/test_early.py", seen.unnoticed,
    ),
    Claim(
        "served at first contact", "More customers are served in one conversation", "ordinary",
        "more than with transfers",
        "Some leave while they wait for an answer; in this model nobody leaves a person they were put through to.",
        "tests/sim/compare/test_engine_way.py", seen.served,
    ),
    Claim(
        "definitions", "Every figure stands beside its definition, every assumption beside its source", "ordinary",
        "all of them", "Many sources are “assumed”: your own journal replaces them with `earpiece calibrate`.",
        "tests/docs/test_numbers.py", seen.defined,
    ),
    Claim(
        "one answer for many", "One answer serves all who asked the same", "outage", "a third fewer questions",
        "Only equal questions are one; similar ones a person joins.",
        "tests/runtime/test_grouping.py", seen.one_for_many,
    ),
    Claim(
        "outage", "An outage does not flood the floor", "outage", "at most 2 % hang up while it lasts",
        "Who comes before the bulletin is written still waits for the first answer.",
        "tests/runtime/test_bulletins.py", seen.outage,
    ),
    Claim(
        "planning", "A floor can be planned in half a minute", "plan", "the target is met with the staff it gives",
        "The plan does not count on early questions, so it foresees more hang-ups than a comparison finds.",
        "tests/insight/planning/test_plan.py", seen.planned,
    ),
    Claim(
        "no cliff", "Too much to do does not make it worse", "plan", "no collapse up to twice the load",
        "Where unanswered questions become transfers to the same people, there is a cliff, and the plan says where.",
        "tests/insight/planning/test_cliff.py", seen.no_cliff,
    ),
    Claim(
        "containment", "The agent leads to the end; nobody is handed over for want of an answer", "crowd",
        "nobody handed over, all served",
        "These experts always answer and never take over; real ones sometimes want to.",
        "tests/sim/test_crowd.py", seen.leads,
    ),
    Claim(
        "no repeats", "Nobody has to say anything twice", "crowd", "not once",
        "A customer whose words were not understood is asked what they meant; that is not counted here.",
        "tests/sim/test_crowd.py", seen.kept,
    ),
    Claim(
        "asks well", "A large model that asks few, well-chosen questions does the right thing", "replay",
        "1.5 times as many conversations exactly right, and nothing wrong done",
        "The expert of a recording knows what is right, and these fifteen were written for it; see docs/replay.md.",
        "tests/sim/replay/test_playing.py", seen.asks_well,
    ),
    Claim(
        "promises", "Nothing is lost, nothing happens twice, only a person answers, whatever breaks", "proof",
        "every promise in every run",
        "What is simulated is as good as its faults: live installations have their own proof.",
        "tests/sim/proof/test_at_length.py", seen.proved,
    ),
    Claim(
        "the record", "The record proves itself whole", "proof", "after every run",
        "Against who may rewrite all of it only a fingerprint helps that was noted elsewhere.",
        "tests/promises/test_promise_15_the_record_proves_itself.py", seen.whole_record,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What works and the tour does not run, with its reason, the command for it, and the test that holds it."""

    says: str
    command: str
    test: str
    why: str


JOURNAL = "it reads the record of an installation: let `bin/demo` or your own make one first"
ELSEWHERE = (
    Elsewhere("What really happened is reported, each figure with its definition",
              "earpiece report --format html --out report.html", "tests/insight/test_report.py", JOURNAL),
    Elsewhere("Your own floor's figures replace what is assumed",
              "earpiece calibrate --out mine.yaml", "tests/insight/test_calibrate.py", JOURNAL),
    Elsewhere("A plan is held against the day it was for",
              "earpiece backtest mine.yaml --day 2026-11-22", "tests/insight/test_backtest.py", JOURNAL),
    Elsewhere("Your own time per card replaces the assumed one",
              "earpiece compare companies/hudson --experts measured", "tests/insight/test_calibrate_command.py",
              JOURNAL),
    Elsewhere("Each answer makes the next question less likely",
              "earpiece rehearse companies/hudson --messages companies/hudson/messages --customers 1500 --start asking",
              "tests/sim/test_stream.py", "it takes a minute or two"),
    Elsewhere("Attacks are stopped, also where a model obeys them",
              "earpiece evaluate attacks bench/red_team/attacks.jsonl", "tests/bench/test_red_team.py",
              "it takes a minute or two"),
    Elsewhere("The promises hold on a live installation",
              "earpiece prove --url http://127.0.0.1:8000", "tests/sim/test_conformance.py",
              "it needs a server that runs: `earpiece serve`"),
)  # fmt: skip

NOT_YET = (
    ("Fewer customers come again", "a report counts it in a real record, but simulated customers do not come again"),
    ("On the telephone", "the pace of calls is simulated; there is no telephone channel yet"),
    ("With real customers and experts", "nobody has measured it: every second of theirs is simulated or assumed"),
)
"""What is claimed of this way of working and cannot be shown here, and why."""
