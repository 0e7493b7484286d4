"""Six ways in which a pause for a person goes wrong, in three frameworks, through Earpiece: the table in
docs/integrations.md. A server that runs, the client library over HTTP, the frameworks' own packages."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

import pytest

from earpiece.client import Changed, Earpiece
from earpiece.domain.errors import AlreadyAnswered, Invalid
from tests.examples.frameworks import NAMES, Changeable, Framework, agent_of
from tests.support.asking import Shop, shop

Story = Callable[[Shop, Any], Awaitable[None]]
every = pytest.mark.parametrize("name", NAMES)

pytestmark = pytest.mark.slow  # loading three frameworks takes five seconds


def play(name: str, story: Story) -> None:
    """The story at a running server."""

    async def run() -> None:
        async with shop() as made, Earpiece(made.url, made.token, asker="Shop agent") as earpiece:
            await asyncio.wait_for(story(made, agent_of(name, earpiece)), 30)

    asyncio.run(run())


@every
def test_two_questions_at_once_each_get_their_own_answer(name: str) -> None:
    async def story(made: Shop, agent: Framework) -> None:
        kept = await agent.begin({"A-1": 80, "A-2": 20})
        assert len(await made.cards()) == 2
        going_on = asyncio.create_task(agent.go_on(kept))
        await made.answers("A-2", decision="no", reason="It was used.")
        assert agent.paid == []
        await made.answers("A-1", decision="yes")
        said = await going_on
        assert "80 € go back for A-1." in said
        assert "It was used." in said
        assert agent.paid == [("A-1", 80)]

    play(name, story)


@every
def test_an_empty_answer_is_none(name: str) -> None:
    async def story(made: Shop, agent: Framework) -> None:
        kept = await agent.begin({"A-1": 80})
        with pytest.raises(Invalid):
            await made.answers("A-1")
        assert (len(await made.cards()), agent.paid) == (1, [])
        await made.answers("A-1", decision="yes")
        assert "80 € go back" in await agent.go_on(kept)
        assert agent.paid == [("A-1", 80)]

    play(name, story)


@every
def test_a_second_answer_that_contradicts_changes_nothing(name: str) -> None:
    async def story(made: Shop, agent: Framework) -> None:
        kept = await agent.begin({"A-1": 80})
        card = await made.card("A-1")
        await made.answers(seen=card, decision="no", reason="It was used.")
        with pytest.raises(AlreadyAnswered):
            await made.answers(seen=card, decision="yes")
        assert "It was used." in await agent.go_on(kept)
        assert "It was used." in await agent.go_on(kept)
        assert agent.paid == []

    play(name, story)


@every
def test_the_same_state_resumed_twice_does_it_once(name: str) -> None:
    async def story(made: Shop, agent: Framework) -> None:
        kept = await agent.begin({"A-1": 80})
        await made.answers("A-1", decision="yes")
        said = [*await asyncio.gather(agent.go_on(kept), agent.go_on(kept)), await agent.go_on(kept)]
        assert agent.paid == [("A-1", 80)]
        assert sum("80 € go back" in each for each in said) == 1
        assert sum("before, once" in each for each in said) == 2

    play(name, story)


@pytest.mark.parametrize("name", ["pydantic_ai", "openai_agents"])
def test_other_arguments_than_those_approved_are_refused(name: str) -> None:
    async def story(made: Shop, agent: Changeable) -> None:
        kept = await agent.begin({"A-1": 80})
        await made.answers("A-1", decision="yes")
        with pytest.raises(Changed, match="inquiry"):
            await agent.go_on(agent.changed(kept, 80, 8000))
        assert agent.paid == []
        assert "80 € go back" in await agent.go_on(kept)

    play(name, story)


@every
def test_what_the_expert_changes_is_what_is_done(name: str) -> None:
    async def story(made: Shop, agent: Framework) -> None:
        kept = await agent.begin({"A-1": 80})
        await made.answers("A-1", decision="yes", changes={"euros": 60})
        assert "60 € go back for A-1." in await agent.go_on(kept)
        assert agent.paid == [("A-1", 60)]

    play(name, story)


@every
def test_an_agent_that_plans_anew_with_other_arguments_is_refused(name: str) -> None:
    async def story(made: Shop, agent: Framework) -> None:
        await agent.begin({"A-1": 80})
        await made.answers("A-1", decision="yes")
        with pytest.raises(Changed, match="inquiry"):
            await agent.begin({"A-1": 8000})
        assert (agent.paid, await made.cards()) == ([], [])

    play(name, story)


@every
def test_a_new_message_is_heard_while_a_question_is_open(name: str) -> None:
    async def story(made: Shop, agent: Framework) -> None:
        kept = await agent.begin({"A-1": 80})
        assert "expert" in await agent.meanwhile(kept, "I still have the box.")
        card = await made.card("A-1")
        whole = await made.engine.desk.card(await made.expert(), card.id)
        assert "I still have the box." in [line.text for line in whole.transcript]
        await agent.begin({"A-1": 80})  # the message started the agent anew
        assert len(await made.cards()) == 1
        await made.answers("A-1", decision="yes")
        assert "80 € go back" in await agent.go_on(kept)
        assert agent.paid == [("A-1", 80)]

    play(name, story)


def test_an_approval_that_is_only_in_the_stored_state_moves_nothing() -> None:
    refused = import_module("agents").UserError  # which is what its runner makes of a tool's error

    async def story(made: Shop, agent: Any) -> None:
        kept = await agent.begin({"A-1": 80})
        with pytest.raises(refused, match="Nobody has answered yet"):
            await agent.forged(kept)
        await made.answers("A-1", decision="no", reason="It was used.")
        with pytest.raises(refused, match="not answered with a yes"):
            await agent.forged(kept)
        assert agent.paid == []

    play("openai_agents", story)
