"""A crowd against a running server, in real time: think times are short, everything else is as a browser does it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid
from earpiece.domain.ports import Clock
from earpiece.journal.sqlite import SqliteJournal
from earpiece.runtime.states import States
from earpiece.runtime.tasks import Tasks
from earpiece.settings import Settings
from earpiece.sim.casting import Message, Stage, Wish, bare_tools, cast_wishes, load_stage, read_labels
from earpiece.sim.crowd import Advance, Crowd, human_seconds
from earpiece.sim.customers import Pace
from earpiece.sim.experts import Experts
from earpiece.sim.judges import Habits, Judge
from earpiece.sim.remote import RemoteChat, RemoteDesk, Server
from earpiece.sim.report import CrowdReport, report_on

AT_ONCE = 60
"""Conversations at a time: two cores serve the server and all its customers."""
PACE = Pace(typing=0.2, patience=180.0, stay=700.0)
HABITS = Habits(fastest=0.3, slowest=2.0, silent=0.0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server is, and where its files are."""

    url: str
    settings: Settings

    def secret(self, name: str) -> bytes:
        """A secret of the server. Raises Invalid if it was never started with this data folder."""
        path = self.settings.data / name
        if not path.exists():
            raise Invalid(f"{path} is missing: --data must be the data folder of the server at {self.url}.")
        return path.read_bytes().strip()


async def play_remote_crowd(
    folder: Path,
    shelf: Shelf,
    messages: Sequence[Message],
    customers: int,
    seed: int,
    place: Place,
    clock: Clock,
    advance: Advance = lambda _: None,
) -> CrowdReport:
    """Have the conversations and hold them against the server's own journal and the company's books."""
    company = shelf.current()
    stage = load_stage(folder, bare_tools(shelf, place.settings.data, clock.now))
    cast = cast_wishes(stage, company, messages, read_labels(folder, company), customers, seed)
    wishes = [_hurried(wish) for wish in cast]
    _check_fresh(stage, wishes)
    secret = place.settings.host_secret or place.secret("host.secret")
    server = Server(place.url, place.secret("service.token").decode())
    journal = await SqliteJournal.open(place.settings.journal, readonly=True)
    tasks = Tasks()
    chat = RemoteChat(server, States(journal), secret, clock)
    try:
        crowd = Crowd(company, stage, chat, clock, wishes)
        experts = Experts(RemoteDesk(server), clock, Judge(company, crowd.by_conversation, HABITS, seed), tasks.spawn)
        tasks.spawn("experts", experts.work())
        played = await crowd.play(advance, AT_ONCE)
        conversations = {one.record.conversation for one in played}
        return report_on(await crowd.audit(played, journal), await human_seconds(journal, conversations))
    finally:
        await tasks.close()
        await chat.close()
        await server.close()
        await journal.close()


def _hurried(wish: Wish) -> Wish:
    return replace(wish, manners=replace(wish.manners, pace=PACE))


def _check_fresh(stage: Stage, wishes: Sequence[Wish]) -> None:
    """Something was done for these customers before, so that nobody could tell what this crowd did."""
    if any(stage.effects(wish.persona.customer) for wish in wishes):
        raise Invalid("The customers of this seed have been here before: choose another --seed.")
