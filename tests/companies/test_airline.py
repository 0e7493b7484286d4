"""The sample airline: its tools, its sums, and that its recordings are what its tools say."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from earpiece.company.report import Report
from earpiece.company.toolbox import Toolbox, load_toolbox
from earpiece.company.version import read_folder
from earpiece.domain.errors import ToolError
from earpiece.sim.replay.recording import load

AIRLINE = Path("companies/airline")


@pytest.fixture
def tools(tmp_path: Path) -> Toolbox:
    return load_toolbox(read_folder(AIRLINE, Report()), tmp_path, lambda: 0.0, inline=True, folder=str(AIRLINE))


def call(tools: Toolbox, tool: str, key: str = "k", **args: Any) -> Any:
    return asyncio.run(tools.run(tool, args, None, key))


@pytest.mark.parametrize(("text", "result"), [("105 + 102", "207.0"), ("2*(3+4.5)/3", "5.0"), ("-(4 - 6)", "2.0")])
def test_sums(tools: Toolbox, text: str, result: str) -> None:
    assert call(tools, "calculate", expression=text) == result


@pytest.mark.parametrize(
    "text", ["__import__('os')", "2**9999", "(lambda: 1)()", "1/0", "'a'*9", "True+1", "1;2", "9" * 300]
)
def test_what_is_no_sum_is_never_run(tools: Toolbox, text: str) -> None:
    with pytest.raises(ToolError) as refused:
        call(tools, "calculate", expression=text)
    assert refused.value.code == "invalid_expression"


def test_a_key_books_once_and_a_wrong_price_not_at_all(tools: Toolbox) -> None:
    legs = [{"flight_number": "AL160", "date": "2024-05-25"}, {"flight_number": "AL170", "date": "2024-05-25"}]
    price = sum(
        pair["prices"]["economy"]
        for pair in call(tools, "search_onestop_flight", origin="PHL", destination="SEA", date="2024-05-25")[0]
    )
    order: dict[str, Any] = {
        "user_id": "liam_achterberg_5573", "origin": "PHL", "destination": "SEA", "flight_type": "one_way",
        "cabin": "economy", "flights": legs, "total_baggages": 1, "nonfree_baggages": 0, "insurance": "no",
        "passengers": [{"first_name": "Liam", "last_name": "Achterberg", "dob": "1988-09-01"}],
    }  # fmt: skip
    card = "credit_card_3345790"
    with pytest.raises(ToolError, match="does not add up"):
        call(tools, "book_reservation", **order, payment_methods=[{"payment_id": card, "amount": price - 1}])
    paid = [{"payment_id": card, "amount": price}]
    booked = call(tools, "book_reservation", "one", **order, payment_methods=paid)
    assert call(tools, "book_reservation", "one", **order, payment_methods=paid) == booked
    trips = call(tools, "get_user_details", user_id="liam_achterberg_5573")["reservations"]
    assert trips == [booked["reservation_id"]]
    assert asyncio.run(tools.check("book_reservation", "one")) == booked


def test_a_cancelled_reservation_is_paid_back(tools: Toolbox) -> None:
    call(tools, "cancel_reservation", reservation_id="BQ7T2M")
    trip = call(tools, "get_reservation_details", reservation_id="BQ7T2M")
    assert trip["status"] == "cancelled"
    assert sum(each["amount"] for each in trip["payment_history"]) == 0
    asyncio.run(tools.demo_visitor("v1"))
    assert "status" not in call(tools, "get_reservation_details", reservation_id="BQ7T2M")


def test_what_was_recorded_is_what_the_tools_answer(tools: Toolbox) -> None:
    recordings = load(AIRLINE / "recordings" / "fifteen.jsonl")
    looked = [made for each in recordings for made in _made(each) if made.call.tool.startswith(("get_", "search_"))]
    assert len(looked) > 15
    for made in looked:
        assert call(tools, made.call.tool, **made.call.args) == json.loads(made.result)


def _made(recording: Any) -> Iterator[Any]:
    return (reply.made for exchange in recording.exchanges for reply in exchange.replies if reply.made is not None)
