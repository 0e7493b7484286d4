"""`earpiece rehearse --start`: what the agent asks about and what it learns, shown block by block."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from earpiece.insight.learning import COLUMNS, as_page, rows_of, told
from earpiece.sim.stream import Streamed

HOW_TO_READ = (
    "Each message is a conversation of its own with the real agent, gate, journal and desk in simulated time. What a "
    "message is about is known from its label; the agent learns it only where it asked an expert or where an audit "
    "fell on it.",
    "Asked an expert: the first decision of the conversation, which request this is, was put to a person. Asked the "
    "customer: the agent offered two or three readings. Alone: it decided by itself, rightly or wrongly.",
    "Simulated experts know what the label says, and answer as a competent person reading the card would.",
)


def print_stream(out: Console, streamed: Streamed) -> None:
    """The table, what it comes to, and what went wrong in conversations, if anything did."""
    table = Table(box=None, pad_edge=False)
    table.add_column("messages")
    for column in COLUMNS[1:]:
        table.add_column(column, justify="right")
    for row in rows_of(streamed.curve):
        table.add_row(*row)
    out.print(table)
    out.print(f"\n{told(streamed.curve)}", highlight=False)
    for what, places in streamed.report.details.items():
        for place in places[:20]:
            out.print(f"[bold red]{what.replace('_', ' ')}[/] {place}", highlight=False)


def stream_json(streamed: Streamed) -> dict[str, Any]:
    """One JSON object."""
    return {**streamed.curve.as_json(), "crowd": streamed.report.as_json()}


def stream_page(company: str, messages: Path, order: int, streamed: Streamed) -> str:
    """The same as one HTML file with pictures."""
    foot = f"{streamed.curve.whole.decided:,} messages of {messages.name}, order {order}, in simulated time."
    return as_page(f"{company} learns which request it is", streamed.curve, HOW_TO_READ, foot)
