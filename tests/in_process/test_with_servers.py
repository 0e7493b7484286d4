"""A whole conversation whose tools another server carries out: asked about, done once, and found out where unclear."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from earpiece.in_process import Chat, Company, Earpiece
from tests.company.sample import Folder
from tests.support.orders import Orders, order_service

REFUND = """\
about: The customer wants money back for an order
title: your refund
examples:
  - I want my money back
  - please refund my order
  - can I get a refund
  - give me my money back for an order
  - I'd like a refund for what I bought
  - how do I get my money back
slots:
  order: {type: text, ask: "Which order?"}
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [order, amount]
  - call: refund
    with: {order: order, amount: amount}
    save: paid
    on:
      already_refunded: [{say: "That was paid back before."}, {end: done}]
      declined: [{say: "No."}, {end: declined}]
      expired: [{say: "Later."}, {end: open}]
      unknown: [{say: "We could not find out."}, {end: open}]
  - say: "{{ paid.amount | money }} went to {{ paid.customer }}."
"""
HOURS = """\
about: When the shop is open
examples: [when are you open, are you open on sundays, what are your opening hours, how late are you open today]
steps: [{say: "Every day from nine to six."}]
"""
TOOLS = """\
refund:
  about: Give money back
  effect: write
  effect_text: "{{ amount | money }} goes back"
  from: orders/createRefund
  customer_as: header X-Customer-Id
  deadline: 0.3s
  rules: [{when: amount <= 20, go: true}, {ask: refund}]
"""
CONSULTS = """\
refund:
  kind: approval
  question: "Give back {{ amount | money }}?"
  ladder: [{after: 30s, do: promise}, {after: 1h, do: expire}]
"""


@pytest.fixture
def orders() -> Iterator[Orders]:
    with order_service() as orders:
        yield orders


@pytest.fixture
def folder(tmp_path: Path, orders: Orders) -> Folder:
    folder = Folder(tmp_path)
    texts = {
        "company.yaml": "name: Shop\nvouched: true\nundo: 0s\n", "tools.yaml": TOOLS, "consults.yaml": CONSULTS,
        "playbooks/refund.yaml": REFUND, "playbooks/hours.yaml": HOURS,
        "servers.yaml": f"orders: {{openapi: '{orders.address}'}}\n",
        "servers/orders.json": json.dumps(orders.document),
    }  # fmt: skip
    for file, text in texts.items():
        folder.write(file, text)
    return folder


def run(folder: Folder, story: Any) -> None:
    async def running() -> None:
        async with Earpiece(Company.from_folder(folder.path)) as earpiece:
            await story(earpiece, await earpiece.open(customer="ann", name="Ann"))

    asyncio.run(running())


async def asks(chat: Chat, order: str, amount: str) -> str:
    """The customer asks for money back; all that is said to it."""
    return " ".join([word for words in ("I want my money back", order, amount) for word in await chat.say(words)])


def test_what_was_approved_is_done_once_for_the_verified_customer(folder: Folder, orders: Orders) -> None:
    """Nothing is sent before the answer; then exactly what was approved, with a key."""

    async def story(earpiece: Earpiece, chat: Chat) -> None:
        await asks(chat, "A7", "30 pounds")
        assert orders.asked == []
        (consult,) = await earpiece.consults(seconds=5)
        await consult.answer(decision="yes")
        assert "£30.00 went to ann." in await chat.wait()
        (asked,) = orders.asked
        assert (asked["path"], json.loads(asked["body"])) == ("/orders/A7/refunds", {"amount": 30.0})
        assert (asked["headers"]["x-customer-id"], bool(asked["headers"]["idempotency-key"])) == ("ann", True)

    run(folder, story)


def test_what_the_server_states_is_a_branch_of_the_playbook(folder: Folder) -> None:
    """It did nothing, and the customer is told so."""

    async def story(earpiece: Earpiece, chat: Chat) -> None:
        assert "That was paid back before." in await asks(chat, "twice", "10 pounds")

    run(folder, story)


@pytest.mark.slow
def test_a_write_without_an_answer_is_found_out_by_a_person_and_never_repeated(folder: Folder, orders: Orders) -> None:
    """The server may have done it: the question what became of it comes to the desk."""
    orders.wait = 1.0

    async def story(earpiece: Earpiece, chat: Chat) -> None:
        await asks(chat, "A7", "10 pounds")
        (consult,) = await earpiece.consults(seconds=10)
        assert (consult.kind, len(orders.asked)) == ("task", 1)
        await asyncio.sleep(1.2)
        assert len(orders.asked) == 1

    run(folder, story)


@pytest.mark.slow
def test_what_became_of_it_is_asked_of_the_server_where_it_can_tell(folder: Folder, orders: Orders) -> None:
    """Then nobody is troubled, and the customer hears what was done."""
    folder.change("tools.yaml", "deadline: 0.3s", "deadline: 6s\n  outcome: orders/findRefund")
    orders.wait, orders.slow = 18.0, ("POST",)

    async def story(earpiece: Earpiece, chat: Chat) -> None:
        said = await asks(chat, "A7", "10 pounds")
        assert "£10.00 went to ann." in " ".join([said, *await chat.wait()])
        assert await earpiece.consults() == []
        assert [asked["method"] for asked in orders.asked] == ["POST", "GET"]

    run(folder, story)
