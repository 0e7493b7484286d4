"""Builds the parts and joins them; the only file that knows them all."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from earpiece.company.remote.outside import Outside
from earpiece.company.shelf import Shelf
from earpiece.company.toolbox import NewestTools, load_toolbox
from earpiece.domain.errors import Invalid, InvalidCompany, NotFound, Unusable
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Briefer, Clock, Journal, Planner, Reader, Wording
from earpiece.insight.day import read_day
from earpiece.insight.sides import SideBySide, Wanted
from earpiece.insight.today import Today
from earpiece.journal.chain import Ledger
from earpiece.judgement.case import Embed
from earpiece.runtime.engine import Engine
from earpiece.runtime.garbage import search_rarely
from earpiece.runtime.metered import metered_journal, metered_tools
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.views import BusyFigures, Person, RecordedTalk
from earpiece.runtime.vouching import sign, voucher
from earpiece.settings import Settings
from earpiece.sim.busy import BUSY, Busy, casting_of
from earpiece.sim.casting import bare_tools, load_stage, read_labels, read_messages
from earpiece.sim.fronts import InnerChat
from earpiece.sim.practice import Practice, exercises_of
from earpiece.sim.script import read_rehearsals
from earpiece.sim.side_by_side import SideBySides, offered_of
from earpiece.sim.world import add_experts
from earpiece.telemetry import Telemetry
from earpiece.workspaces.places import FOLLOWERS, Places, SlackKeys, join

if TYPE_CHECKING:
    from earpiece.models.generative.client import Client
    from earpiece.models.local import Lesson, LocalUnderstanding

DEMO_CUSTOMER = {"customer": "maya", "name": "Maya Chen"}
DEMO_EXPERT = "you"
COMPARED_DAY = "ordinary"
"""The scenario that /demo/compare takes its seconds from."""
MESSAGES = "messages"
"""The folder with a company's own example messages."""
SURGE = "Is it true that you are moving all accounts to another bank next month?"
"""What everybody asks at once in the demo: the company has no page about it, so a person is asked."""
MOST_TOOLS_AT_ONCE = 64
"""Threads for tools that are not async: so many may hang before others have to wait."""

SECRETS = ("web.secret", "host.secret", "service.token", "webhook.secret")
"""What all nodes must agree on."""

BEAT_SECONDS, LEASE_SECONDS = 0.25, 1.2
"""How often a node says that it lives, and after how long a silence its work is taken up by others."""

FINISH_SECONDS = 10
"""A node that is told to stop gives what it has begun so long to end."""

HEALTH_SECONDS = 1.0
"""A journal that does not answer in this time does not serve."""


class RealClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class RealIds:
    """Unguessable names from the operating system's randomness."""

    def new(self, kind: str) -> str:
        return f"{kind}{secrets.token_hex(8)}"

    def secret(self) -> str:
        return secrets.token_urlsafe(32)


def lessons_of(company: Company) -> "list[Lesson]":
    """What understanding learns from: the examples of playbooks and pages."""
    from earpiece.models.local import Lesson  # here, since it loads heavy libraries that most commands do not need

    playbooks = [
        Lesson(f"playbook/{playbook.name}", playbook.title, (playbook.about, *playbook.examples))
        for playbook in company.playbooks.values()
        if playbook.examples
    ]
    pages = [Lesson(f"page/{page.name}", page.title, page.examples, page.text) for page in company.pages.values()]
    return [*playbooks, *pages]


def understanding_of(company: Company, keep: Path | None = None) -> "LocalUnderstanding":
    """The embedded understanding, trained on the company's own examples. What was learned is kept in the folder `keep`,
    if there is one, for the next time."""
    from earpiece.models.local import LocalUnderstanding, Thresholds, train_once

    thresholds = Thresholds(sure=company.policy.sure, between=company.policy.between)
    if keep is None:
        return LocalUnderstanding.train(lessons_of(company), thresholds)
    return train_once(lessons_of(company), thresholds, keep)


async def large_models(settings: Settings, clock: Clock) -> "Client | None":
    """The large model and its fallback, found to be reachable; None where none is configured. Raises Invalid where what
    is configured cannot work."""
    from earpiece.models.generative.connect import Access, Limits, connect

    if not settings.model:
        return None
    accesses = [Access(settings.model, settings.model_key, settings.model_address, settings.model_price)]
    if settings.model_fallback:
        key, address = settings.model_fallback_key, settings.model_fallback_address
        accesses.append(Access(settings.model_fallback, key, address, setting="EARPIECE_MODEL_FALLBACK"))
    return await connect(accesses, clock, Limits(seconds=settings.model_timeout, tokens=settings.model_tokens))


def planner_of(models: "Client | None") -> Planner | None:
    """Who leads through the open parts of playbooks."""
    if models is None:
        return None
    from earpiece.models.generative.planner import GenerativePlanner  # here, since it loads pydantic-ai

    return GenerativePlanner(models)


def reader_of(models: "Client | None") -> Reader | None:
    """Who reads messages where the company has it so."""
    if models is None:
        return None
    from earpiece.models.generative.understanding import GenerativeReader  # here, since it loads pydantic-ai

    return GenerativeReader(models)


def wording_of(models: "Client | None") -> Wording | None:
    """Who says the company's sentences where the company has it so."""
    if models is None:
        return None
    from earpiece.models.generative.wording import GenerativeWording  # here, since it loads pydantic-ai

    return GenerativeWording(models)


def briefer_of(models: "Client | None") -> Briefer | None:
    """Who prepares the cards."""
    if models is None:
        return None
    from earpiece.models.generative.briefs import GenerativeBriefer  # here, since it loads pydantic-ai

    return GenerativeBriefer(models)


class OpenJournal(Journal, Ledger, Protocol):
    """A journal in a file or a database."""

    async def close(self) -> None:
        """Finishes what was begun and gives it back."""
        ...


async def open_journal(settings: Settings, *, readonly: bool = False, make: bool = False) -> OpenJournal:
    """The journal that EARPIECE_DATABASE names. Unless `make`, there must be one already.

    A file has one owner: opening it for writing raises Unusable while a server runs. A database has any number.
    """
    if settings.shared:
        from earpiece.journal.postgres import PostgresJournal  # here, since its driver takes a while to load

        if not make and not readonly:
            await (await PostgresJournal.open(settings.database, readonly=True)).close()
        return await PostgresJournal.open(settings.database, readonly=readonly, lease=LEASE_SECONDS)

    from earpiece.journal.sqlite import SqliteJournal

    if not make and not settings.journal.exists():
        raise Unusable(f"There is no journal at {settings.journal}.")
    return await SqliteJournal.open(settings.journal, readonly=readonly)


@asynccontextmanager
async def opened_journal(settings: Settings, *, readonly: bool = False) -> AsyncIterator[OpenJournal]:
    """The same journal for a while; it must be there already."""
    journal = await open_journal(settings, readonly=readonly)
    try:
        yield journal
    finally:
        await journal.close()


async def agree_on_secrets(journal: Journal, settings: Settings) -> None:
    """Each node offers its own secrets; the first offer counts, and every node keeps it in its data folder."""
    for name in SECRETS:
        mine = settings.secret(name)
        agreed = await journal.get_blob(place_of(name))
        if agreed is None:
            await journal.put_blob(place_of(name), mine)  # keeps what another node has put there meanwhile
            agreed = await journal.get_blob(place_of(name))
        if agreed is not None and agreed != mine:
            settings.keep_secret(name, agreed)


def place_of(secret: str) -> str:
    """The name under which a shared journal's database holds a secret."""
    return f"secret/{secret}"


@dataclass(slots=True)
class Installation:
    """One running node."""

    settings: Settings
    engine: Engine
    journal: OpenJournal
    tasks: Tasks
    shelf: Shelf
    tools: NewestTools
    outside: Outside
    telemetry: Telemetry
    places: Places
    models: "Client | None" = None
    """The large models, if any are configured."""
    leaving: bool = False
    """Told to stop: a load balancer should send nothing more."""

    @property
    def host_secret(self) -> bytes:
        """Shared with the host page's server, which signs customer tokens with it."""
        return self.settings.host_secret or self.settings.secret("host.secret")

    async def seq(self) -> int:
        """The journal's newest position; raises Unusable when this node cannot serve or is about to stop."""
        if self.leaving:
            raise Unusable("This node is about to stop.")
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                await self.journal.next_due()  # any question that goes to the store
        except TimeoutError as error:
            raise Unusable("The journal does not answer.") from error
        return self.engine.bell.seq

    def begin(self) -> None:
        """Start the timers and the watch over other nodes. Call it when nothing slow is left to do before serving: a
        node that stands still in the middle of a transaction makes all others wait."""
        search_rarely()
        self.engine.begin()
        self.places.begin()

    async def close(self) -> None:
        """Begin nothing new, finish what was begun, leave. What is left then is taken over by other nodes at once."""
        self.tasks.end(*FOLLOWERS, *BUSY, "timers", "takeover", "precedents", "briefs")
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                await self.tasks.idle(but="beat")
        await self.tasks.close()
        await self.outside.close()
        if self.models is not None:
            await self.models.close()
        await self.journal.close()
        await self.telemetry.close()


async def install(folder: Path, settings: Settings) -> Installation:
    """Open the journal, load the company, join everything; then `begin` starts the timers.

    Raises InvalidCompany when the company folder has mistakes: broken configuration stops the start.
    """
    threads = ThreadPoolExecutor(MOST_TOOLS_AT_ONCE, "tools")
    asyncio.get_running_loop().set_default_executor(threads)
    return await install_shelf(Shelf.of_folder(folder), settings, Outside(str(folder)), str(folder))


async def install_shelf(
    shelf: Shelf, settings: Settings, outside: Outside, folder: str = ".", journal: OpenJournal | None = None
) -> Installation:
    """The same for a company that was read already. `outside` is what its tools may reach; `journal`: instead of the
    one that the settings name. Both are closed with the installation."""
    outside.check(shelf.files)
    _make_folder(settings.data)
    journal = journal or await open_journal(settings, make=True)
    try:
        if settings.shared:
            await agree_on_secrets(journal, settings)
        return await _join(shelf, journal, settings, outside, folder)
    except BaseException:
        await journal.close()
        raise


def _make_folder(data: Path) -> None:
    """The data folder, for its owner only: it holds keys."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Unusable(
            f"The data folder {data} cannot be made ({error.strerror}): name another one with --data, or allow it."
        ) from error


async def _join(shelf: Shelf, journal: OpenJournal, settings: Settings, outside: Outside, folder: str) -> Installation:
    clock, tasks = RealClock(), Tasks()
    models = await large_models(settings, clock)
    understanding = await asyncio.to_thread(understanding_of, shelf.current(), settings.data / "learned")
    telemetry = Telemetry.start(clock.now, settings.data, page=settings.metrics)
    meters = telemetry.meters
    tools = NewestTools(
        shelf, lambda files: load_toolbox(files, settings.data, clock.now, folder=folder, outside=outside)
    )  # fmt: skip
    ports = Ports(
        metered_journal(journal, meters), clock, RealIds(), understanding, metered_tools(tools, meters), shelf,
        tasks.spawn, meters, planner_of(models), reader_of(models), wording_of(models),
        briefer_of(models),
    )  # fmt: skip
    secret = settings.host_secret or settings.secret("host.secret")
    embed = await asyncio.to_thread(_embedding)
    engine = Engine(ports, voucher(secret, clock.now), beat=BEAT_SECONDS, embed=embed)
    await shelf.publish(journal, clock.now())
    await add_experts(engine, shelf.current().experts)
    telemetry.watch(engine, shelf.current())
    places = join(
        engine, settings.secret("webhook.secret"), address=settings.address, private=settings.webhook_private,
        keys=SlackKeys(settings.slack_token, settings.slack_secret) if settings.slack_token else None,
        slack=shelf.current().slack,
    )  # fmt: skip
    return Installation(settings, engine, journal, tasks, shelf, tools, outside, telemetry, places, models)


def _embedding() -> Embed | None:
    """The sentence embedding, where the extra `embedding` is installed."""
    from earpiece.models.minilm import load  # here, since it loads heavy libraries that most commands do not need

    return load()


def busy_floor(folder: Path, installation: Installation) -> Busy:
    """Simulated customers for an installation, from the world that the company's folder has for rehearsals.

    Raises Invalid if it has none.
    """
    engine, shelf = installation.engine, installation.shelf
    clock, company = engine.ports.clock, shelf.current()
    stage = load_stage(folder, bare_tools(shelf, installation.settings.data, clock.now))
    casting = casting_of(stage, company, read_messages(folder / MESSAGES), read_labels(folder, company))

    def vouch(customer: str, name: str) -> str:
        return sign(customer, name, installation.host_secret, clock.now())

    front = InnerChat(engine, vouch)
    return Busy(front, engine.ports.journal, company, clock, casting, installation.tasks.spawn)


def today(installation: Installation) -> Today:
    """The figures of the day so far, as this node counts them."""
    ports = installation.engine.ports
    return Today(ports.journal, ports.clock, installation.shelf.current)


def practice_floor(folder: Path, installation: Installation) -> Practice | None:
    """Where people practise on the company's own rehearsals; None if no rehearsal says why an answer is right."""
    ports, shelf = installation.engine.ports, installation.shelf
    try:
        exercises = exercises_of(read_rehearsals(folder))
    except InvalidCompany:
        raise
    except Invalid:
        return None
    return Practice(shelf, ports.understanding, ports.clock, ports.ids, exercises, ports)


def side_by_sides(folder: Path, installation: Installation) -> SideBySides | None:
    """Conversations with a consult beside the same with a transfer; None if no rehearsal is offered for it."""
    ports, shelf = installation.engine.ports, installation.shelf
    try:
        offered = offered_of(read_rehearsals(folder))
    except InvalidCompany:
        raise
    except Invalid:
        return None
    return SideBySides(shelf, ports.understanding, offered, read_day(COMPARED_DAY))


class Demo:
    """Opens what a visitor of the demo page needs: a customer's token and a session of a demo expert."""

    def __init__(
        self,
        installation: Installation,
        busy: Busy | None = None,
        compared: SideBySides | None = None,
        recorded: Sequence[RecordedTalk] = (),
    ) -> None:
        self._engine = installation.engine
        self._company = installation.shelf.current()
        self._tools = installation.tools
        self._secret = installation.host_secret
        self._busy = busy
        self._compared = compared
        self._recorded = recorded

    def recorded(self) -> Sequence[RecordedTalk]:
        """See `web.services.Demo`."""
        return self._recorded

    async def side_by_side(self, wanted: Wanted) -> SideBySide:
        """See `web.services.Demo`."""
        if self._compared is None:
            raise NotFound("No rehearsal of this company is offered for comparing: give one a title as `compare`.")
        return await self._compared.side_by_side(wanted)

    async def figures(self) -> BusyFigures | None:
        """How busy it is; None where no customers are simulated."""
        return await self._busy.figures() if self._busy is not None else None

    def surge(self, customers: int) -> int:
        """So many customers ask the same at once; how many come. Raises NotFound where none are simulated."""
        if self._busy is None:
            raise NotFound("No customers are simulated here: start the demo with --busy.")
        return self._busy.surge(customers, SURGE)

    async def start(self) -> Mapping[str, str]:
        """`token` for the chat, `session` for the desk; with fresh books for each visit, if the company makes them."""
        people = await self._engine.people.list()
        if not any(person.id == DEMO_EXPERT for person in people):
            await self._engine.people.add(self._expert(people), None)
        visitor = await self._tools.demo_visitor(self._engine.ports.ids.new("v")) or DEMO_CUSTOMER
        token = sign(visitor["customer"], visitor["name"], self._secret, self._engine.ports.clock.now())
        return {"token": token, "session": await self._engine.people.open_session(DEMO_EXPERT, "demo")}

    def _expert(self, people: list[Person]) -> Person:
        """A person with all skills and the widest authority there is."""
        skills = sorted({spec.skill for spec in self._company.consults.values()})
        authority = {limit: amount for person in people for limit, amount in sorted(person.authority.items())}
        widest = {limit: max(person.authority.get(limit, 0.0) for person in people) for limit in authority}
        return Person(id=DEMO_EXPERT, name="You", role="supervisor", skills=skills, authority=widest)
