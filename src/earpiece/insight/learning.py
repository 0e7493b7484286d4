"""How the share of decisions that people are asked about falls, and how often the agent's own decisions are wrong.

For decisions whose right answer is known afterwards, as in rehearsals with labelled messages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from earpiece.insight.amounts import amount
from earpiece.insight.page import Note, Part, Picture, Section, Table, page
from earpiece.insight.pictures import Line, lines

How = Literal["asked", "offered", "alone"]
"""Who decided: an expert, the customer (offered two or three readings), or the agent alone."""

BLOCK = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it went. `wrong` counts where the agent decided alone; `audited`: a person looked afterwards."""

    how: How
    wrong: bool = False
    audited: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Decisions one after the other, the `first` of them counted from 1."""

    first: int
    decided: int
    asked: int
    offered: int
    alone: int
    wrong: int
    audited: int

    @property
    def asked_share(self) -> float:
        return self.asked / self.decided if self.decided else 0.0

    @property
    def error(self) -> float | None:
        """The share of the agent's own decisions that were wrong; None without any."""
        return self.wrong / self.alone if self.alone else None

    @property
    def label(self) -> str:
        """`1 to 500`."""
        return f"{self.first:,} to {self.first + self.decided - 1:,}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "asked_share": round(self.asked_share, 4),
                "error": None if self.error is None else round(self.error, 4)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Curve:
    """A whole stream of decisions. `budget`: so large a share of the agent's own decisions may be wrong."""

    budget: float
    whole: Block
    blocks: tuple[Block, ...]

    @property
    def labels(self) -> int:
        """How many answers of people were used to learn."""
        return self.whole.asked + self.whole.audited

    @property
    def held(self) -> bool:
        """Whether the budget was kept over the whole stream."""
        return (self.whole.error or 0.0) <= self.budget

    def as_json(self) -> dict[str, Any]:
        return {
            "budget": self.budget, "held": self.held, "labels": self.labels, "whole": self.whole.as_json(),
            "blocks": [block.as_json() for block in self.blocks],
        }  # fmt: skip


def curve_of(decisions: Sequence[Decision], budget: float, size: int = BLOCK) -> Curve:
    """The decisions in the order in which they were made, in blocks of `size`; the last may be smaller."""
    starts = range(0, len(decisions), size)
    blocks = tuple(_block(decisions[start : start + size], start + 1) for start in starts)
    return Curve(budget, _block(decisions, 1), blocks)


def _block(decisions: Sequence[Decision], first: int) -> Block:
    hows = [each.how for each in decisions]
    return Block(
        first, len(decisions), hows.count("asked"), hows.count("offered"), hows.count("alone"),
        wrong=sum(each.wrong and each.how == "alone" for each in decisions),
        audited=sum(each.audited for each in decisions),
    )  # fmt: skip


# ── for people ────────────────────────────────────────────────────────────────────────────────────────────────────────

COLUMNS = ("decisions", "asked an expert", "asked the customer", "alone", "of these wrong", "audited")


def rows_of(curve: Curve) -> Iterator[tuple[str, ...]]:
    """A table with `COLUMNS`: a row for each block, and one for all of them."""
    yield from (_row(block.label, block) for block in curve.blocks)
    if len(curve.blocks) > 1:
        yield _row("all", curve.whole)


def _row(label: str, block: Block) -> tuple[str, ...]:
    decided = block.decided or 1
    return (
        label, amount(block.asked_share, "share"), amount(block.offered / decided, "share"),
        amount(block.alone / decided, "share"), amount(block.error, "share"), f"{block.audited:,}",
    )  # fmt: skip


def told(curve: Curve) -> str:
    """What came of it, in two sentences."""
    whole, first, last = curve.whole, curve.blocks[0], curve.blocks[-1]
    kept = "within" if curve.held else "above"
    return (
        f"Of the first {first.decided:,} decisions {amount(first.asked_share, 'share')} were asked about, of the last "
        f"{last.decided:,} {amount(last.asked_share, 'share')}. Of the {whole.alone:,} that the agent took alone "
        f"{amount(whole.error, 'share')} were wrong, {kept} the budget of {amount(curve.budget, 'share')}; it learned "
        f"from {curve.labels:,} answers for {whole.decided:,} decisions."
    )


def pictures_of(curve: Curve) -> Iterator[Part]:
    """The share asked about, and the share of own decisions that were wrong, beside the budget."""
    labels = [block.label for block in curve.blocks]
    asked = Line("asked an expert", [block.asked_share for block in curve.blocks])
    alone = Line("decided alone", [block.alone / block.decided for block in curve.blocks])
    title = "Asked about, and decided alone"
    yield Picture(title, lines(title, [asked, alone], labels, "share"), "Shares of the decisions of each block.")
    wrong = Line("wrong, of those decided alone", [block.error for block in curve.blocks])
    budget = Line("the budget", [curve.budget] * len(labels))
    title = "Wrong, of those decided alone"
    words = "The budget is for all of them together; single blocks vary with chance."
    yield Picture(title, lines(title, [wrong, budget], labels, "share"), words)


def as_page(title: str, curve: Curve, notes: Sequence[str], foot: str) -> str:
    """The whole as one HTML file. `notes`: how to read it."""
    table = Table("In order of time", COLUMNS, list(rows_of(curve)))
    parts = [Section("Asked less and less", list(pictures_of(curve))), Section("In figures", [table])]
    parts.append(Section("How to read it", [Note(each) for each in notes]))
    return page(title, told(curve), parts, foot)
