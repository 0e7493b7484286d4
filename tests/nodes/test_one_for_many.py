"""What is said to many at once, on three nodes: a bulletin is in force everywhere within a second; one answer reaches
all who asked the same, though the node that took it is killed.
"""

import time

import pytest

from tests.nodes.conftest import Trio
from tests.support.server import Server, Talk, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]

WHEN = "when is my parcel delivered"
LINE = "The van is late today: everything comes by seven."
MANY = 20


def post(node: Server, **fields: object) -> str:
    """Sue posts a bulletin at this node; its id."""
    body = {"text": LINE, "source": "the depot", "until": time.time() + 600, **fields}
    posted = node.desk("sue", "POST", "/desk/bulletins", body)
    assert posted.status_code == 201, posted.text
    return str(posted.json()["id"])


def asks(node: Server, customer: int) -> Talk:
    """A customer asks when the parcel comes."""
    talk = node.open(f"c{customer}", "Ida Roth")
    talk.say(WHEN)
    return talk


def test_a_bulletin_is_said_by_another_node_within_a_second(three: Trio) -> None:
    """Whoever asks there a second after it was posted is told; ended at the third node, it is told no more."""
    a, b, c = three.revive()
    for number in range(3):
        bulletin = post(a, targets=["playbook/delivery"])
        posted = time.monotonic()
        wait_until(lambda: LINE in asks(b, 7100).lines(), "another node says it", 5)
        assert time.monotonic() - posted < 1.0, f"round {number}"
        assert c.desk("sue", "DELETE", f"/desk/bulletins/{bulletin}").status_code == 204
        ended = time.monotonic()
        wait_until(lambda: LINE not in asks(b, 7101).lines(), "another node says it no more", 5)
        assert time.monotonic() - ended < 1.0, f"round {number}"
        _nobody_waits(b)


def _nobody_waits(node: Server) -> None:
    for card in node.cards():
        if card["status"] == "open":
            node.answer(card, "sue", choice="today")


def test_an_answer_for_many_survives_its_node(three: Trio) -> None:
    """Customers of all nodes ask the same; the node that takes the answer is killed; each hears it once."""
    nodes = three.revive()
    talks = [asks(nodes[number % 3], 7200 + number) for number in range(MANY)]
    a, b, _ = nodes
    card = wait_until(lambda: next((card for card in b.cards() if card["waiting"] == MANY), None), "all are one card")
    assert a.answer(card, "sue", text="It comes at noon.").status_code == 200
    a.kill()
    for talk in talks:
        Talk(b, talk.id, talk.token).hears("It comes at noon.")
