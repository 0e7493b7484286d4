"""What is written down of a run of park_resume: tables, plots, and the aims beside what was measured."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from bench.frame import postgres
from bench.frame.conductor import Measured, Setting
from bench.frame.figures import Figure, number, ratio
from bench.frame.machine import machine, today
from bench.frame.result import Aim, Bar, Bars, Result, Table

TITLE = "Park and resume"
METHOD = (
    "A cycle is a customer's message of 200 characters in, a consult durably open; the expert's answer in, the reply "
    "durably out. Each subject runs in a process of its own; they take turns in every round, so that a ratio compares "
    "what ran next to each other: it is taken per round, then the median, with the lowest and highest round in "
    "brackets. A closed loop keeps so many conversations at once; the first cycles of a stretch are dropped. The "
    "runtime plays the sample bank's `request-refund` with all guards on, without HTTP and telemetry; conversations "
    "are brought to the message that opens the consult outside the measured time, and timers of finished "
    "conversations fire there, too. LangGraph runs a graph of three nodes with `interrupt()` and `Command(resume=…)`; "
    "on Postgres with a pool of 16 connections and prepared statements. Bare is one writer that commits four rows a "
    "cycle into one table. Commits are counted as calls of fsync and fdatasync, of the subject and its server, "
    "checkpoints included."
)
RATIOS = (
    ("journal", "sqlite", 64, 0.0, 60.0),
    ("journal", "postgres", 64, 0.0, 40.0),
    ("runtime_given", "sqlite", 64, 0.0, 15.0),
    ("runtime_given", "postgres", 64, 0.0, 15.0),
    ("runtime_given", "sqlite", 1, 0.0, 5.0),
    ("runtime_given", "postgres", 1, 0.0, 5.0),
    ("journal", "sqlite", 64, 2.0, 80.0),
    ("journal", "postgres", 64, 2.0, 80.0),
    ("runtime_given", "sqlite", 64, 2.0, 80.0),
    ("runtime_given", "postgres", 64, 2.0, 80.0),
)
"""Whom against LangGraph (durability sync): on which store, at how many at once, with which delay of a commit, aim."""
MISSED = {
    "runtime": "bound by the processor, not by the disk: a cycle makes about 27 events and 11 rounds of proposing; "
    "half its time goes to the writer's thread; next: fewer events a turn (steps without effect in one), the card's "
    "state kept when it opens, fewer index entries a cycle",
    "journal": "bound by the processor: encrypting, hashing and six kinds of statements a batch, where the sketch that "
    "the aim comes from wrote bare rows; next: nonces drawn in bulk, lists and timers in fewer statements",
}
TWICE = "the question with its form is stored with the consult and again with the card; next: once, by its digest"
OWN = {"journal": "the journal alone", "runtime_given": "the runtime"}
STORES = {"sqlite": "SQLite", "postgres": "Postgres"}


def result(measured: Sequence[Measured], left_out: Sequence[str]) -> Result:
    """Everything a run gave."""
    found = {one.entry.name: one for one in measured}
    settings = list(dict.fromkeys(setting for one in measured for setting in one.stretches))
    return Result(
        bench="park_resume",
        title=TITLE,
        method=METHOD,
        date=today(),
        machine=machine(),
        versions=_versions(measured),
        aims=[*_ratio_aims(found), *_own_aims(found)],
        tables=[*(_table(measured, setting) for setting in settings), _parked_table(measured)],
        bars=[_plot(measured, setting) for setting in settings],
        left_out=left_out,
        raw={one.entry.name: _raw(one) for one in measured},
    )


def _versions(measured: Sequence[Measured]) -> Mapping[str, str]:
    said = {name: version for one in measured for name, version in one.versions.items() if version != "given"}
    programs = postgres.binaries()
    return said if programs is None else {**said, "postgres": postgres.version(programs)}


def _raw(one: Measured) -> Mapping[str, Any]:
    stretches = [
        {"at_once": setting.at_once, "commit_ms": setting.commit_ms, "rounds": rounds}
        for setting, rounds in one.stretches.items()
    ]
    return {"label": one.entry.label, "stretches": stretches, "parked": one.parked}


def _of(one: Measured, setting: Setting, what: str) -> list[float]:
    """One value per round; empty if it was not measured."""
    return [stretch[what] for stretch in one.stretches.get(setting, []) if what in stretch]


def _middle(one: Measured, setting: Setting, what: str) -> float | None:
    values = _of(one, setting, what)
    return Figure.of(values).median if values else None


# ── aims ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ratio_aims(found: Mapping[str, Measured]) -> Iterator[Aim]:
    for subject, store, at_once, commit_ms, aim in RATIOS:
        ours, theirs = found.get(f"{subject}_{store}"), found.get(f"langgraph_sync_{store}")
        setting = Setting(at_once, commit_ms)
        if ours is None or theirs is None or setting not in ours.stretches:
            continue
        times = ratio(_of(ours, setting, "rate"), _of(theirs, setting, "rate"))
        slow = f", commit +{commit_ms:g} ms" if commit_ms else ""
        what = f"{OWN[subject]} against LangGraph on {STORES[store]}, {at_once} at once{slow}"
        yield Aim(what, aim, times.median, "×", missed=MISSED[subject.partition("_")[0]])


def _own_aims(found: Mapping[str, Measured]) -> Iterator[Aim]:
    for name, one in found.items():
        subject, _, store = name.rpartition("_")
        if subject not in OWN:
            continue
        who = f"{OWN[subject]} on {STORES[store]}"
        yield from _commit_aims(who, one)
        if subject == "runtime_given":
            yield from _runtime_aims(who, one)


def _commit_aims(who: str, one: Measured) -> Iterator[Aim]:
    for at_once, aim in ((1, 2.0), (64, 0.2)):
        commits = _middle(one, Setting(at_once), "commits_a_cycle")
        if commits is not None:
            yield Aim(f"commits a cycle, {who}, {at_once} at once", aim, commits, at_least=False)


def _runtime_aims(who: str, one: Measured) -> Iterator[Aim]:
    cpu = _middle(one, Setting(64), "cpu_ms")
    if cpu is not None:
        understanding = _middle(one, Setting(64), "understanding_ms_a_cycle") or 0.0
        what = f"processor a cycle outside the understanding, {who}, 64 at once"
        yield Aim(what, 0.5, cpu - understanding, " ms", at_least=False, missed=MISSED["runtime"])
    if one.parked:
        disk = one.parked["disk_bytes_of_parking"] / 1024
        yield Aim(f"on disk per parked conversation, {who}", 3, disk, " KB", at_least=False, missed=TWICE)
    if one.parked.get("filled"):
        memory = one.parked["memory_bytes"] / 1024
        yield Aim(f"in memory per parked conversation, {who}", 1, memory, " KB", at_least=False)


# ── tables and plots ──────────────────────────────────────────────────────────────────────────────────────────────


def _title(setting: Setting) -> str:
    many = "one conversation" if setting.at_once == 1 else f"{setting.at_once} conversations at once"
    return many + (f", each commit {setting.commit_ms:g} ms longer" if setting.commit_ms else "")


def _table(measured: Sequence[Measured], setting: Setting) -> Table:
    here = [one for one in measured if setting in one.stretches]
    columns = (
        "subject", "cycles/s", "× LangGraph sync", "p50 ms", "p99 ms", "processor ms", "server ms", "flushes",
        "commits",
    )  # fmt: skip
    peers = {one.entry.name.rpartition("_")[2]: one for one in here if one.entry.name.startswith("langgraph_sync")}
    return Table(_title(setting), columns, [_row(one, setting, peers) for one in here])


def _row(one: Measured, setting: Setting, peers: Mapping[str, Measured]) -> list[str]:
    peer = peers.get(one.entry.name.rpartition("_")[2])
    times = ratio(_of(one, setting, "rate"), _of(peer, setting, "rate")) if peer is not None else None
    wanted = ("p50_ms", "p99_ms", "cpu_ms", "server_cpu_ms", "flushes_a_cycle", "commits_a_cycle")
    others = [_middle(one, setting, what) for what in wanted]
    return [
        one.entry.label,
        _spread(Figure.of(_of(one, setting, "rate"))),
        "" if times is None else _spread(times),
        *("" if value is None else number(value) for value in others),
    ]


def _spread(figure: Figure) -> str:
    return f"{number(figure.median)} ({number(figure.low)}–{number(figure.high)})"


def _parked_table(measured: Sequence[Measured]) -> Table:
    columns = ("subject", "parked", "bytes on disk of parking", "of the whole conversation", "bytes in memory")
    rows = [
        [
            one.entry.label, f"{one.parked['conversations']:,}", f"{one.parked['disk_bytes_of_parking']:,.0f}",
            f"{one.parked['disk_bytes']:,.0f}", f"{one.parked['memory_bytes']:,.0f}",
        ]
        for one in measured if one.parked
    ]  # fmt: skip
    note = (
        "Disk without a write-ahead log; on Postgres with indexes and free space. The whole conversation is that from "
        "its greeting. Memory is the growth of the process per conversation, for the runtime after its cache is full."
    )
    return Table("A parked conversation", columns, rows, note)


def _plot(measured: Sequence[Measured], setting: Setting) -> Bars:
    bars = [
        Bar(one.entry.label, Figure.of(_of(one, setting, "rate")), _group(one.entry.name))
        for one in measured if setting in one.stretches
    ]  # fmt: skip
    name = f"park_resume_{setting.at_once}" + ("_slow" if setting.commit_ms else "")
    return Bars(name, f"Park and resume: {_title(setting)}", "cycles a second", bars)


def _group(name: str) -> Literal["ours", "peer", "limit"]:
    subject = name.partition("_")[0]
    return "peer" if subject == "langgraph" else "limit" if subject == "bare" else "ours"
