"""`kill -9` at every awkward moment: what was acknowledged is there once, and no effect happens twice."""

import json
import socket
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.server.conftest import Make
from tests.support.server import Json, Server, Talk, run, wait_until

pytestmark = pytest.mark.kill


@dataclass
class Books:
    """The shop's own record of what really happened."""

    data: Path

    def pace(self, **seconds: tuple[float, float]) -> None:
        """How many seconds an order of these goods takes before it has its effect, and after."""
        for goods, (before, after) in seconds.items():
            (self.data / f"{goods}.pace").write_text(f"{before} {after}")

    def rows(self, sql: str) -> list[tuple[str, ...]]:
        """A question to the shop's database."""
        db = sqlite3.connect(self.data / "shop.db", timeout=10)
        found = db.execute(sql).fetchall()
        db.close()
        return found

    def orders(self) -> list[tuple[str, ...]]:
        """Goods and customer of each effect, in order."""
        return self.rows("SELECT goods, customer FROM orders ORDER BY rowid")

    def wait_for(self, table: str, count: int) -> None:
        """Until so many calls have begun (`entered`), or had their effect (`orders`)."""
        wait_until(lambda: len(self.rows(f"SELECT 1 FROM {table}")) >= count, f"{count} in {table}")  # noqa: S608


def whole(server: Server) -> None:
    """The record proves itself."""
    verified = run("verify", "--data", server.data, "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert json.loads(verified.stdout)["broken"] is None


def order(server: Server, goods: str, amount: str = "£20") -> Talk:
    """A conversation in which the customer has just ordered."""
    talk = server.open(f"c-{goods}", "Ida Roth")
    talk.say(f"I want to order {goods}")
    talk.hears(f"For how much {goods}?")
    talk.say(amount)
    return talk


# ── messages ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_each_message_is_there_once(make: Make) -> None:
    """Killed right after one was acknowledged, right after another was sent, and with many in flight."""
    server = make().start()
    talk = server.open()
    talk.say("hello")
    server.kill()  # it is acknowledged

    server.start()
    assert talk.messages() == ["m1"]
    for number, pause in enumerate((0.0, 0.003, 0.01), start=2):
        send_and_hang_up(talk, f"m{number}", pause)
    clients = [Client(server.open()) for _ in range(6)]
    for client in clients:
        client.start()
    wait_until(lambda: sum(len(client.acknowledged) for client in clients) >= 60, "the clients are in full flight")
    server.kill()
    for client in clients:
        client.join()

    server.start()
    for number in range(2, 5):
        assert talk.send(f"m{number}", "hello").status_code == 201
    assert sorted(talk.messages()) == ["m1", "m2", "m3", "m4"]
    for client in clients:
        there = client.talk.messages()
        assert set(client.acknowledged) <= set(there)
        assert len(there) == len(set(there))
        assert client.talk.send(client.last, "hello again").status_code == 201
        assert sorted(client.talk.messages()) == sorted({*there, client.last})
    assert server.stop() == 0
    whole(server)


def send_and_hang_up(talk: Talk, message: str, pause: float) -> None:
    """Sends words without waiting to hear that they were taken."""
    body = json.dumps({"id": message, "text": "hello"}).encode()
    head = (
        f"POST /chat/conversations/{talk.id}/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {talk.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", talk.server.port)) as line:
        line.sendall(head + body)
        time.sleep(pause)


class Client(threading.Thread):
    """Sends one message after the other until the server is gone."""

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self.talk = talk
        self.acknowledged: list[str] = []
        self.last = ""

    def run(self) -> None:
        with self.talk.server.client(self.talk.server.service_token) as client:
            path = f"/chat/conversations/{self.talk.id}/messages"
            for number in range(100_000):
                self.last = f"n{number}"
                try:
                    answer = client.post(path, json={"id": self.last, "text": "hello again"})
                except httpx2.TransportError:
                    return
                assert answer.status_code == 201, answer.text
                self.acknowledged.append(self.last)


# ── tools ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_tool_that_was_running(make: Make) -> None:
    """What became of it is found out: from the tool, by trying again where that is harmless, else from a person.

    Killed once before the effects of tea and salt and after that of the cake, and once after those of tea and salt.
    """
    server = make().start()
    books = Books(server.data)
    books.pace(tea=(30, 0), salt=(30, 0), cake=(0, 30))
    tea, salt, cake = (order(server, goods) for goods in ("tea", "salt", "cake"))
    books.wait_for("entered", 3)
    books.wait_for("orders", 1)
    server.kill()
    assert books.orders() == [("cake", "c-cake")]

    books.pace(tea=(0, 30), salt=(0, 30), cake=(0, 0))
    server.start()
    tea.hears("The order for the tea did not go through.")  # the shop says so
    cake.hears("Your cake is ordered.")  # tried again under the same key
    task = server.card()
    assert (task["kind"], task["skill"]) == ("task", "general")
    assert server.answer(task, decision="no", reason="The shop has no such order.").status_code == 200
    salt.hears("The order for the salt did not go through.")
    more_tea, more_salt = (order(server, goods) for goods in ("tea", "salt"))
    books.wait_for("orders", 3)
    server.kill()

    books.pace(tea=(0, 0), salt=(0, 0))
    server.start()
    more_tea.hears("Your tea is ordered.")
    assert server.answer(server.card(), decision="yes", reference="S-1").status_code == 200
    more_salt.hears("Your salt is ordered.")
    assert sorted(books.orders()) == [("cake", "c-cake"), ("salt", "c-salt"), ("tea", "c-tea")]
    server.stop()
    whole(server)


# ── consults ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_an_open_consult_and_its_timer(make: Make) -> None:
    """The card is still there, the promise is made in time, the answer after the restart is heard once."""
    server = make().start()
    talk = server.open("c7001", "Ida Roth")
    talk.say("when is my parcel delivered")
    before = server.card("ann")
    server.kill()

    server.start()
    after = server.card("ann")
    assert (after["id"], after["question"], after["asked_at"]) == (before["id"], before["question"], before["asked_at"])
    promised = lambda: [line for line in server.story(talk.id) if line["kind"] == "ConsultPromised"]  # noqa: E731
    assert len(wait_until(promised, "the promise rung is reached")) == 1
    assert server.answer(after, choice="tomorrow").status_code == 200
    talk.hears("It comes tomorrow.")
    server.kill()  # right after the answer was acknowledged

    server.start()
    talk.hears("It comes tomorrow.")
    (answered,) = [card for card in server.desk("ann").json() if card["given"] is not None]
    assert answered["given"]["answer"]["choice"] == "tomorrow"
    assert server.answer(after, choice="tomorrow").status_code == 200  # the same click again changes nothing
    assert server.answer(after, "sue", choice="today").status_code == 409
    talk.hears("It comes tomorrow.")
    server.stop()
    whole(server)


def test_between_the_answer_and_the_effect(make: Make) -> None:
    """An acknowledged yes is not lost and runs once, whether it was killed before the effect or after it."""
    server = make().start()
    books = Books(server.data)
    books.pace(tea=(30, 0), salt=(30, 0), cake=(0, 30))
    tea, salt, cake = (order(server, goods, "£500") for goods in ("tea", "salt", "cake"))
    for tool in ("order_tea", "order_salt", "order_cake"):
        assert server.answer(approval(server, tool), decision="yes").status_code == 200
    server.kill()  # the tools have hardly begun

    books.pace(tea=(0, 30), salt=(0, 30), cake=(0, 0))
    server.start()
    tea.hears("The order for the tea did not go through.")
    cake.hears("Your cake is ordered.")
    task = server.card()  # nobody is asked again whether it may be ordered
    assert task["kind"] == "task"
    assert server.answer(task, decision="no", reason="No such order.").status_code == 200
    salt.hears("The order for the salt did not go through.")
    more_tea = order(server, "tea", "£600")
    assert server.answer(approval(server, "order_tea"), decision="yes").status_code == 200
    books.wait_for("orders", 2)
    server.kill()  # the effect is there, and nobody has heard

    server.start()
    more_tea.hears("Your tea is ordered.")
    assert server.cards() == []
    assert books.orders() == [("cake", "c-cake"), ("tea", "c-tea")]
    server.stop()
    whole(server)


def approval(server: Server, tool: str) -> Json:
    """The open approval of a call of this tool, once it is there."""

    def found() -> Json | None:
        return next((card for card in server.cards() if card["call"] and card["call"]["tool"] == tool), None)

    card: Json = wait_until(found, f"somebody is asked about {tool}")
    return card
