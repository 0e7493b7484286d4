"""Stop switches on three nodes: set at one, in force at the others in under a second, also for who only waits."""

import time

import pytest

from tests.nodes.conftest import Trio
from tests.support.server import Server, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]


def switch(node: Server, method: str, what: str, name: str = "") -> float:
    """Sue sets a switch at this node, or lifts it; when she was told that it is done."""
    path, body = "/controls/stops", {"what": what, "name": name}
    if method == "DELETE":
        path, body = f"{path}?what={what}&name={name}", {}
    answer = node.desk("sue", method, path, body or None)
    assert answer.status_code == 200, answer.text
    return time.monotonic()


def test_a_tool_stopped_at_one_node_is_not_called_at_another(three: Trio) -> None:
    """From the very moment in which the command is answered."""
    a, b, _ = three.revive()
    for number in range(3):
        talk = b.open(f"c{8100 + number}", "Ida Roth")
        talk.say("I want to order tea")
        talk.hears("For how much tea?")
        switch(a, "POST", "tool", "order_tea")
        talk.say("20")
        wait_until(lambda talk=talk: any("I may not order that" in line for line in talk.lines()), "the agent says so")  # type: ignore[misc]
        switch(a, "DELETE", "tool", "order_tea")
    assert three.rows("select key from orders where customer like 'c810%'") == []


def test_everything_stopped_is_told_to_who_only_waits_at_another_node_within_a_second(three: Trio) -> None:
    """And when it is over, that too."""
    a, b, _ = three.revive()
    for number in range(3):
        talk = b.open(f"c{8200 + number}", "Ida Roth")
        before = len(talk.lines())
        stopped = switch(a, "POST", "everything")
        wait_until(lambda n=before, talk=talk: len(talk.lines()) > n, "the customer is told", 5)  # type: ignore[misc]
        assert time.monotonic() - stopped < 1.0, f"round {number}"
        lifted = switch(a, "DELETE", "everything")
        wait_until(lambda n=before, talk=talk: len(talk.lines()) > n + 1, "the customer is told", 5)  # type: ignore[misc]
        assert time.monotonic() - lifted < 1.0, f"round {number}"
