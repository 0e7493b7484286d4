"""People who lead, over HTTP, on the real runtime."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from earpiece.runtime.supervision.lead_views import ConversationView
from earpiece.runtime.views import Person
from earpiece.web.app import create_app
from earpiece.web.services import Services, WebSettings
from earpiece.web.supervise import follow
from tests.support.stage import Stage

TOKEN = "the operator's token"


class House:
    """A stage with its doors: requests as one of its people."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        engine = stage.engine
        services = Services(
            engine.chats, engine.desk, engine.people, stage.clock, supervising=engine.supervising,
            switches=engine.switches, replies=engine.replies,
        )  # fmt: skip
        self.app = create_app(services, WebSettings(secret=b"s" * 32, service_token=TOKEN))

    def call(self, who: str, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """The answer's JSON; `{}` in the path is the conversation in hand."""

        async def ask() -> httpx2.Response:
            headers = {"Authorization": f"Bearer {TOKEN}", "X-Acting-As": who} if who else {}
            transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx2.AsyncClient(transport=transport, base_url="http://here", headers=headers) as web:
                return await web.request(method, path.format(self.stage.chat), json=body)

        answer = self.stage.run(ask())
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def house() -> Iterator[House]:
    """Maya has just come in."""
    with Stage() as stage:
        stage.opens("maya")
        yield House(stage)


DOORS = [
    ("GET", "/conversations/{}", None),
    ("GET", "/conversations/{}/stream", None),
    ("POST", "/conversations/{}/takeover", {}),
    ("DELETE", "/conversations/{}/takeover", {}),
    ("POST", "/conversations/{}/messages", {"message": "m", "text": "x"}),
    ("POST", "/conversations/{}/pause", {}),
    ("POST", "/conversations/{}/stop", {}),
    ("POST", "/conversations/{}/resume", None),
    ("POST", "/conversations/{}/close", {}),
    ("POST", "/conversations/{}/guidance", {"text": "x"}),
    ("GET", "/conversations/{}/replies", None),
    ("POST", "/conversations/{}/completions", {"text": "x"}),
    ("POST", "/conversations/{}/voice", {"text": "x"}),
    ("GET", "/desk/edits", None),
    ("POST", "/controls/stops", {"what": "everything"}),
    ("DELETE", "/controls/stops?what=everything", None),
    ("PUT", "/controls/dials", {"playbook": "*", "kind": "effect", "share": 1}),
]


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
def test_strangers_and_experts_without_a_card_stay_outside(house: House, method: str, path: str, body: Any) -> None:
    """401 and 403, and nothing happened."""
    house.call("", method, path, body, status=401)
    answer = house.call("ann", method, path, body, status=403)
    assert answer["error"]["code"] == "forbidden"
    assert house.stage.state().position == 2


def test_a_takeover_from_its_beginning_to_its_end(house: House) -> None:
    """Told in requests; the second who tries learns who was first."""
    assert house.call("cleo", "GET", "/conversations/{}")["may"] == ["guide", "pause", "stop", "take_over"]
    view = house.call("cleo", "POST", "/conversations/{}/takeover", {"reason": "I know her"})
    assert (view["lead"]["who"], view["lead"]["name"]) == ("person", "Cleo")
    words = {"message": "w1", "text": "Hello Maya", "use": "edited", "suggested": 3}
    assert house.call("cleo", "POST", "/conversations/{}/messages", words, 201)["items"][-1]["text"] == "Hello Maya"
    house.stage.says("thank you")
    view = house.call("cleo", "DELETE", "/conversations/{}/takeover", {"note": "All well."})
    assert (view["lead"]["who"], view["notes"]) == ("agent", ["Cleo: All well."])
    house.call("cleo", "POST", "/conversations/{}/messages", {"message": "w2", "text": "One more"}, 409)
    assert house.call("ann", "GET", "/desk/replies/use") == {
        "accepted": 0, "edited": 1, "ignored": 0, "own": 0, "share": 1.0,
    }  # fmt: skip


def test_card_numbers_are_refused_at_the_door(house: House) -> None:
    """With how to mend it."""
    house.call("cleo", "POST", "/conversations/{}/takeover", {})
    words = {"message": "w1", "text": "4111 1111 1111 1111"}
    assert (
        "leave card numbers" in house.call("cleo", "POST", "/conversations/{}/messages", words, 422)["error"]["message"]
    )


def test_guidance_is_said_back_before_it_is_followed(house: House) -> None:
    """Twice the same key is once."""
    read = house.call("cleo", "POST", "/conversations/{}/guidance", {"text": "tell them hello"})
    assert (read["in_words"], read["done"]) == ("The agent says, word for word: “Hello.”", False)
    assert house.stage.heard() == ""
    for _ in range(2):
        body = {"text": "tell them hello", "confirm": True, "key": "k"}
        assert house.call("cleo", "POST", "/conversations/{}/guidance", body)["done"]
    assert house.stage.heard() == "Hello."


def test_switches_and_dials_are_set_shown_and_lifted(house: House) -> None:
    """Everybody on the desk may look."""
    body = {"what": "tool", "name": "refund", "reason": "the bank is down"}
    (stop,) = house.call("cleo", "POST", "/controls/stops", body)["stops"]
    assert (stop["title"], stop["by_name"]) == ("Pay money back for an order", "Cleo")
    house.call("cleo", "PUT", "/controls/dials", {"playbook": "refund", "kind": "message", "share": 0.5})
    shown = house.call("ann", "GET", "/controls")
    assert (len(shown["stops"]), shown["dials"][0]["share"]) == (1, 0.5)
    assert house.call("cleo", "DELETE", "/controls/stops?what=tool&name=refund")["stops"] == []
    house.call("cleo", "PUT", "/controls/dials", {"playbook": "refund", "kind": "message", "share": 2}, 422)


def test_reading_along_live_brings_each_change(house: House) -> None:
    """Lines that are new, and who leads; it ends when it is none of the person's business any more."""
    stage = house.stage
    stage.says("refund please", "the lamp", "60", "broken")
    card = stage.claims("ann")
    ann = stage.person("ann")

    async def who() -> Person:
        return ann

    async def more() -> tuple[str, list[str]]:
        event = await anext(events)
        assert event is not None
        view = event.data
        assert isinstance(view, ConversationView)
        assert event.id == view.position
        return view.lead.who, [item.text for item in view.items if item.who != "agent"]

    supervising = stage.engine.supervising
    events = follow(supervising, stage.chat, 0, who)
    assert stage.run(more()) == ("agent", ["refund please", "the lamp", "60", "broken"])
    stage.run(supervising.take_over(ann, stage.chat))
    assert stage.run(more()) == ("person", [])
    stage.run(supervising.say(ann, stage.chat, "w1", "Hello"))
    assert stage.run(more()) == ("person", ["Hello"])
    stage.run(stage.engine.desk.give_back(ann, card.id, "not me"))
    stage.run(supervising.give_back(ann, stage.chat))
    with pytest.raises(StopAsyncIteration):
        stage.run(more())
