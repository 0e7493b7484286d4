"""Programs elsewhere ask our experts by the client library, over HTTP, from a server that runs."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum

import httpx2
import pytest
from pydantic import BaseModel, Field

from earpiece.client import (
    AskedBack,
    Changed,
    Declined,
    Earpiece,
    Expired,
    ServerFault,
    Spent,
    StillOpen,
    Withdrawn,
    blocking,
)
from earpiece.domain.errors import AlreadyAnswered, Invalid
from tests.support.asking import Shop, shop


class How(StrEnum):
    """A way to pay back."""

    CARD = "card"
    CASH = "cash"


class Fee(BaseModel):
    """What an expert decides."""

    waive: bool
    percent: int = Field(100, ge=0, le=100)
    how: How | None = None


Story = Callable[[Shop, Earpiece], Awaitable[None]]


def play(story: Story) -> None:
    """The story at a running server."""

    async def run() -> None:
        async with shop() as made, Earpiece(made.url, made.token, asker="Billing bot") as ep:
            await asyncio.wait_for(story(made, ep), 30)

    asyncio.run(run())


async def together(asking: Awaitable[object], *others: Awaitable[object]) -> object:
    """What the first comes to, while the others happen."""
    return (await asyncio.gather(asking, *others, return_exceptions=True))[0]


def test_a_typed_question_has_a_typed_answer() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        asking = ep.ask("May I waive the fee?", answer=Fee, facts={"Fee": 12.5}, transcript=[("customer", "Too dear")])
        answer = await together(asking, made.answers("waive", data={"waive": True, "percent": 50, "how": "cash"}))
        assert answer == Fee(waive=True, percent=50, how=How.CASH)
        assert await together(ep.ask("How many?", answer=int), made.answers("many", data={"value": 3})) == 3
        options = {"red": "The red one", "blue": "The blue one"}
        assert await together(ep.ask("Which?", options=options), made.answers("Which", choice="blue")) == "blue"
        assert await together(ep.ask("What do we say?"), made.answers("say", text="Nothing")) == "Nothing"
        assert await together(ep.ask("Sure?", answer=bool), made.answers("Sure", decision="yes")) is True

    play(story)


def test_two_questions_at_once_each_get_their_own_answer() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        asking = asyncio.gather(ep.ask("First?", answer=int), ep.ask("Second?", answer=int))
        answers = [made.answers("Second", data={"value": 2}), made.answers("First", data={"value": 1})]
        assert await together(asking, *answers) == [1, 2]

    play(story)


def test_an_empty_answer_is_none_and_a_second_one_loses() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        ticket = await ep.ticket("May I waive the fee?", answer=Fee)
        with pytest.raises(Invalid):
            await made.answers("waive", data={})
        card = await made.card("waive")
        await made.answers(seen=card, data={"waive": False})
        with pytest.raises(AlreadyAnswered):
            await made.answers(seen=card, expert="dan", data={"waive": True})
        assert await ticket.answer() == Fee(waive=False)

    play(story)


def test_only_a_persons_no_is_a_no() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        refused = await together(ep.ask("May I?", answer=bool), made.answers("May I", decision="no", reason="Too much"))
        assert isinstance(refused, Declined)
        assert refused.reason == "Too much"
        with pytest.raises(Expired):
            await ep.ask("And now?", timeout=0.2)
        with pytest.raises(StillOpen) as still:
            await ep.ask("Still?", wait=0.1)
        assert still.value.ticket is not None
        await still.value.ticket.withdraw()
        with pytest.raises(Withdrawn):
            await still.value.ticket.answer()

    play(story)


def test_what_the_expert_asks_back_is_answered_in_between() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        async def asks_back() -> None:
            card = await made.card("waive")
            cleo = await made.expert()
            held = await made.engine.desk.claim(cleo, card.id)
            assert held.holder is not None
            await made.engine.desk.ask_back(cleo, card.id, "Since when?", held.holder.fence)

        with pytest.raises(AskedBack, match="Since when"):
            await asyncio.gather(ep.ask("May I waive it?", key="k"), asks_back())
        asking = ep.ask("May I waive it?", key="k", reply=lambda question: f"{question} 2019.")
        assert await together(asking, made.answers("waive", text="Then yes")) == "Then yes"

    play(story)


def test_what_the_customer_says_meanwhile_and_a_changed_question_reach_the_card() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        ticket = await ep.ticket("May I waive it?")
        await ticket.say("I will leave otherwise")
        assert [item.text for item in (await made.card()).news] == ["I will leave otherwise"]
        before = await made.card()
        await ticket.amend(ep.inquiry("May I waive half of it?"))
        with pytest.raises(Exception, match="changed"):
            await made.answers(seen=before, text="Yes")
        assert await together(ticket.answer(), made.answers("half", text="Yes")) == "Yes"

    play(story)


def test_the_server_may_restart_between_question_and_answer() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        async def restart() -> None:
            await made.card()
            await made.stop()
            await made.start()
            await made.answers("waive", text="Yes")

        assert await together(ep.ask("May I waive it?"), restart()) == "Yes"

    play(story)


def test_a_key_stands_for_one_question() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        first = await ep.ticket("May I?", key="k")
        assert (await ep.ticket("May I?", key="k")).id == first.id
        with pytest.raises(Changed, match="another question"):
            await ep.ticket("May I not?", key="k")
        assert (await ep.find(first.id)).state.status == "open"

    play(story)


# ── functions behind approval ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_function_runs_once_with_exactly_what_was_allowed() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        done: list[tuple[str, float]] = []

        @ep.gate(why="It costs money", facts=lambda order: {"Order": order}, key=lambda order: f"refund {order}")
        async def refund(order: str, amount: float) -> str:
            done.append((order, amount))
            return f"{amount:g} for {order}"

        assert await together(refund("o1", 40.0), made.answers("refund", decision="yes")) == "40 for o1"
        with pytest.raises(Spent):
            await refund("o1", 40.0)  # the same state resumed twice
        with pytest.raises(Changed):
            await refund("o1", 41.0)  # changed arguments under the same key
        changed = await together(
            refund("o2", amount=40.0), made.answers("refund", decision="yes", changes={"amount": 30})
        )
        assert changed == "30 for o2"
        declined = await together(refund("o3", 40.0), made.answers("refund", decision="no", reason="Twice already"))
        assert isinstance(declined, Declined)
        assert done == [("o1", 40.0), ("o2", 30.0)]

    play(story)


def test_nobodys_answer_runs_nothing() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        @ep.gate(timeout=0.2)
        async def refund(order: str) -> None:
            raise AssertionError

        with pytest.raises(Expired):
            await refund("o1")

    play(story)


def test_resumed_by_two_at_once_it_runs_once() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        done: list[str] = []

        @ep.gate(key=lambda order: order)
        async def refund(order: str) -> None:
            done.append(order)

        both = asyncio.gather(refund("o1"), refund("o1"), return_exceptions=True)
        results = await together(both, made.answers("refund", decision="yes"))
        assert isinstance(results, list)
        assert sorted(type(result).__name__ for result in results) == ["NoneType", "Spent"]
        assert done == ["o1"]

    play(story)


def test_a_plain_function_is_gated_the_same_way() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        class Till:
            """Has the money."""

            paid = 0.0

            @ep.gate()
            def pay(self, amount: float) -> float:
                self.paid += amount
                return self.paid

        till = Till()
        paying = asyncio.to_thread(till.pay, 40.0)
        assert await together(paying, made.answers("pay", decision="yes")) == 40.0
        asking = asyncio.to_thread(blocking(ep.ask), "And why?")
        assert await together(asking, made.answers("why", text="Because")) == "Because"

    play(story)


def test_a_function_whose_arguments_nobody_could_be_shown_is_refused() -> None:
    ep = Earpiece("http://127.0.0.1:1", "token")
    with pytest.raises(TypeError, match="name each argument"):

        @ep.gate()
        def refund(*orders: str) -> None: ...


# ── who may ask ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_token_for_questions_opens_nothing_else_and_no_other_token_asks() -> None:
    async def story(made: Shop, ep: Earpiece) -> None:
        people = made.engine.people
        usual = await people.issue_token("cleo", "report", 1, "test")
        for token, status in ((usual, 403), ("nobody.key.x", 401)):
            async with Earpiece(made.url, token) as stranger:
                with pytest.raises(ServerFault) as refused:
                    await stranger.ask("May I?")
                assert refused.value.status == status
        async with httpx2.AsyncClient(base_url=made.url, headers={"Authorization": f"Bearer {made.token}"}) as http:
            for path in ("/desk/cards", "/people", "/session", "/figures"):
                assert (await http.get(path)).status_code == 403
        theirs = await ep.ticket("May I?")
        await people.add((await people.person("dan")).model_copy(update={"id": "other"}))
        async with Earpiece(made.url, await people.issue_token("other", "asks", 1, "test", "ask")) as other:
            with pytest.raises(ServerFault) as hidden:
                await other.find(theirs.id)
            assert hidden.value.status == 404

    play(story)


def test_a_server_that_is_not_there_is_named() -> None:
    async def run() -> None:
        async with Earpiece("http://127.0.0.1:1", "token", patience=0.1) as ep:
            with pytest.raises(ServerFault, match="cannot be reached"):
                await ep.ask("May I?")

    asyncio.run(run())
