"""A company in code, inside the caller's own event loop."""

import asyncio
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from earpiece.domain.errors import Invalid, InvalidCompany, NotFound
from earpiece.in_process import Chat, Company, Earpiece, ToolError

ROOT = Path(__file__).parents[2]
REFUND = {
    "about": "The customer wants money back for an order",
    "examples": ["I want my money back", "please refund my order", "can I get a refund"],
    "slots": {
        "order": {"type": "text", "ask": "Which order?"},
        "amount": {"type": "money", "ask": "How much?"},
    },
    "steps": [
        {"collect": ["order", "amount"]},
        {
            "call": "give_back",
            "with": {"order": "order", "amount": "amount"},
            "save": "paid",
            "on": {
                "already_paid": [{"say": "That was paid back."}, {"end": "done"}],
                "declined": [{"say": "No: {{ consult.reason }}"}, {"end": "declined"}],
                "expired": [{"say": "Later."}, {"end": "open"}],
                "unknown": [{"say": "We will look."}, {"end": "open"}],
            },
        },
        {"say": "{{ paid.amount | money }} went to {{ paid.to }}."},
    ],
}
ASKED = {
    "kind": "approval",
    "question": "Give back {{ amount | money }}?",
    "authority": {"refund": "amount"},
    "ladder": [{"after": "30s", "do": "promise"}, {"after": "1h", "do": "expire"}],
}


class Shop:
    """A company in code and what its tools did."""

    def __init__(self, **more: Any) -> None:
        self.paid: dict[str, float] = {}
        self.keys: list[str] = []
        self.company = Company("Shop", playbooks={"refund": REFUND}, consults={"refund": ASKED}, **more)

        @self.company.tool(
            effect="write", effect_text="Money", rules=[{"when": "amount <= 20", "go": True}, {"ask": "refund"}]
        )
        async def give_back(customer: str, order: str, amount: float, key: str) -> dict[str, Any]:
            """Give money back"""
            if order in self.paid:
                raise ToolError("already_paid")
            self.paid[order] = amount
            self.keys.append(key)
            return {"amount": amount, "to": customer}


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def asks(chat: Chat, amount: str, order: str = "A7") -> str:
    """The customer asks for money back; all that is said to it."""
    said: list[str] = []
    for words in ("I want my money back", order, amount):
        said += await chat.say(words)
    return " ".join(said)


def test_what_the_rules_allow_is_done_at_once_for_the_customer_that_is_vouched_for() -> None:
    """The id comes from the caller, not from what was typed; the agent's words come back from `say`."""

    async def story() -> None:
        shop = Shop()
        async with Earpiece(shop.company) as earpiece:
            chat = await earpiece.open(customer="ann", name="Ann")
            assert chat.heard
            assert "£10.00 went to ann." in await asks(chat, "10 pounds")
            assert (shop.paid, len(shop.keys), chat.waiting) == ({"A7": 10.0}, 1, False)
            assert await earpiece.consults() == []
            again = await earpiece.open(customer="ann")
            assert "That was paid back." in await asks(again, "10 pounds")

    run(story())


def test_what_has_to_be_asked_waits_for_an_answer() -> None:
    """Nothing is done before; the answer is said by the agent."""

    async def story() -> None:
        shop = Shop()
        async with Earpiece(shop.company) as earpiece:
            chat = await earpiece.open(customer="ann", name="Ann")
            await asks(chat, "30 pounds")
            (consult,) = await earpiece.consults(seconds=5)
            assert (consult.kind, consult.question, consult.conversation) == ("approval", "Give back £30.00?", chat.id)
            assert (chat.waiting, shop.paid) == (True, {})
            with pytest.raises(Invalid):
                await consult.answer(choice="perhaps")
            await consult.answer(decision="yes")
            assert "£30.00 went to ann." in await chat.wait()
            assert (chat.waiting, shop.paid) == (False, {"A7": 30.0})

    run(story())


def test_a_no_with_its_reason_reaches_the_customer() -> None:
    """And a person's limits hold."""
    experts = [
        {"id": "low", "name": "Low", "skills": ["general"], "authority": {"refund": 20}},
        {"id": "bea", "name": "Bea Moss", "skills": ["general"], "authority": {"refund": 500}},
    ]

    async def story() -> None:
        async with Earpiece(Shop(experts=experts).company) as earpiece:
            chat = await earpiece.open(customer="ann", name="Ann")
            await asks(chat, "30 pounds")
            assert await earpiece.consults() == []  # the first one may not answer this
            (consult,) = await earpiece.consults(by="bea")
            await consult.answer(decision="no", reason="It was worn.")
            assert "No: It was worn." in await chat.wait()
            with pytest.raises(NotFound, match="no expert 'eve'"):
                await earpiece.consults(by="eve")

    run(story())


def test_a_conversation_goes_on_in_another_process(tmp_path: Path) -> None:
    """With a database, what was asked is still asked, and what was said is still known."""
    database = f"sqlite:///{tmp_path / 'journal.db'}"

    async def story() -> None:
        async with Earpiece(Shop().company, database=database, data=tmp_path) as earpiece:
            chat = await earpiece.open(customer="ann", name="Ann")
            await asks(chat, "30 pounds")
        shop = Shop()
        async with Earpiece(shop.company, database=database, data=tmp_path) as earpiece:
            later = await earpiece.resume(chat.id)
            assert later.heard == chat.heard
            (consult,) = await earpiece.consults()
            await consult.answer(decision="yes")
            assert "£30.00 went to ann." in await later.wait()
            assert shop.paid == {"A7": 30.0}

    run(story())


def test_a_company_folder_may_have_functions_added(tmp_path: Path) -> None:
    """They stand beside those of its tools.py."""
    (tmp_path / "company.yaml").write_text("name: Corner\n")
    (tmp_path / "tools.yaml").write_text("now: {about: The time, effect: read, needs: anyone}\n")
    code = "class Tools:\n    def __init__(self, data, now): ...\n    def now(self) -> int:\n        return 7\n"
    (tmp_path / "tools.py").write_text(code)
    company = Company.from_folder(tmp_path)

    @company.tool(effect="read", needs="anyone", about="Twice")
    def twice(number: int, customer: str | None) -> int:
        return number * 2

    compiled = company.compiled().current()
    assert sorted(compiled.tools) == ["now", "twice"]
    assert compiled.tools["twice"].parameters["properties"] == {"number": {"type": "integer"}}

    async def called() -> Any:
        return await company.functions()["twice"]({"number": "4"}, None, "k")

    assert asyncio.run(called()) == 8


def test_mistakes_are_told_before_anything_runs() -> None:
    """In the form of a company folder's own."""
    company = Company("Shop", playbooks={"refund": {"about": "x", "examples": ["y"], "steps": [{"call": "pay"}]}})
    with pytest.raises(InvalidCompany, match=r"playbooks/refund\.yaml:.* there is no tool `pay`"):
        company.compiled()
    with pytest.raises(InvalidCompany, match="does not say the type of `amount`"):

        @company.tool(effect="read")
        def pay(amount) -> None:  # type: ignore[no-untyped-def]
            ...


def test_nothing_runs_outside_its_block() -> None:
    """A forgotten `async with` is told."""
    with pytest.raises(RuntimeError, match="async with"):
        asyncio.run(Earpiece(Shop().company).open())


def test_importing_the_package_loads_nothing() -> None:
    """Only who asks for it pays for it."""
    program = "import sys, earpiece; sys.exit(any(name in sys.modules for name in ('pydantic', 'numpy', 'fastapi')))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.slow
def test_the_example_runs() -> None:
    """As its page shows it."""
    found = subprocess.run(
        [sys.executable, ROOT / "examples" / "in_process.py"], capture_output=True, text=True, timeout=100, check=False
    )
    assert found.returncode == 0, found.stderr
    assert "Asked: Give back £30.00 for order 7?" in found.stdout
    assert "Agent: £30.00 for order 7 are on their way." in found.stdout
    assert "Paid:  {'order 7': 30.0}" in found.stdout
