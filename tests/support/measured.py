"""A measured stage, a story in which everything happens that is measured, and the page as Prometheus reads it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from earpiece.domain.errors import AlreadyAnswered, Conflict
from earpiece.web.app import create_app
from earpiece.web.services import Services, WebSettings
from tests.support.stage import Stage

TOKEN = "the operator's token"


@dataclass(frozen=True)
class Page:
    """What was read: the families by name with their type, and every sample."""

    text: str
    families: dict[str, str]
    samples: list[tuple[str, dict[str, str], float]]

    @classmethod
    def of(cls, text: str) -> "Page":
        """Raises ValueError for what Prometheus' own parser cannot read."""
        found = list(text_string_to_metric_families(text))
        samples = [(sample.name, dict(sample.labels), sample.value) for family in found for sample in family.samples]
        return cls(text, {family.name: family.type for family in found}, samples)

    def sum(self, name: str, /, **labels: str) -> float:
        """The sum of the samples of that name with these labels; fails if there is none."""
        values = [value for each, its, value in self.samples if each == name and labels.items() <= its.items()]
        assert values, f"no {name} {labels} on the page"
        return sum(values)


@contextmanager
def measured() -> Iterator[Stage]:
    """A stage that is measured, with a known customer."""
    with Stage(measured=True) as stage:
        stage.opens("maya")
        yield stage


def fetch(stage: Stage, path: str = "/metrics", client: str = "127.0.0.1", **headers: str) -> httpx2.Response:
    """A request to the stage's app, from that address."""
    engine = stage.engine
    services = Services(engine.chats, engine.desk, engine.people, stage.clock, None, stage.telemetry)
    app = create_app(services, WebSettings(secret=b"s" * 32, service_token=TOKEN))

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app, client=(client, 1), raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as web:
            await web.get("/healthz")
            return await web.get(path)

    return stage.run(ask(), wait=0)


def scrape(stage: Stage) -> Page:
    """The page as Prometheus reads it from this machine."""
    answer = fetch(stage)
    assert answer.status_code == 200, answer.text
    return Page.of(answer.text)


def play(stage: Stage) -> None:
    """A day in the lamp shop: two refunds, one asked for; a late answer; a gift nobody saw sent; a card left open."""
    stage.says("refund please", "the lamp", "40", "broken")
    stage.says("refund please", "the lamp", "60", "broken")
    card = stage.card("ann")
    stage.answers("ann", decision="yes")
    with suppress(AlreadyAnswered):
        stage.answers("cleo", card=card, decision="no", reason="Not this time.")
    stage.tools.hangs_after.add("send_gift")
    stage.says("I want to complain")
    stage.answers("dan", choice="gift")
    stage.answers("dan", decision="yes")
    stage.passes(21)
    stage.answers("dan", decision="yes", reference="G1")
    stage.opens("maya")
    stage.says("refund please", "the chandelier", "600", "broken")  # the rule refuses
    stage.opens("tom")
    stage.says("does the warranty pay", "it fell")
    stage.opens("ida")
    stage.says("I want to complain")
    card = next(card for card in stage.cards("dan") if card.conversation == stage.chat)
    stage.passes(901)  # nobody answers: handed off, and then closed
    with suppress(Conflict):
        stage.answers("dan", card=card, choice="gift")
