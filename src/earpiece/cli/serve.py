"""`earpiece serve`: run a company."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn

from earpiece.cli import app, console, logs
from earpiece.domain.errors import Invalid, Unusable
from earpiece.runtime.views import Person, RecordedTalk
from earpiece.settings import Settings

if TYPE_CHECKING:
    from earpiece.wiring import Installation

ADMIN = "admin"
DATA = Path(".earpiece")
KEEP_ALIVE = 75
"""Seconds an idle connection stays open: longer than a proxy keeps it, so that none sends into a closed one."""


@app.command()
def serve(
    company: Annotated[Path, typer.Argument(help="The company folder.", exists=True, file_okay=False)],
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Annotated[
        Path, typer.Option(help="Folder for the journal and the secrets.", envvar="EARPIECE_DATA", file_okay=False)
    ] = DATA,
    drain: Annotated[
        float, typer.Option(help="Told to stop, say 503 on /healthz for so many seconds before.", min=0)
    ] = 0,
    demo: Annotated[bool, typer.Option("--demo", help="Open /demo, with the visitor signed in as an expert.")] = False,
    busy: Annotated[
        int, typer.Option(help="With --demo: so many simulated customers are there at any time.", min=0, max=500)
    ] = 0,
    recorded: Annotated[
        Path | None, typer.Option(help="With --demo: the model says what these conversations recorded.", metavar="FILE")
    ] = None,
) -> None:
    """Run a company: the customer's chat on /, the experts' desk on /desk."""
    settings = Settings.read(data, demo=demo)
    logs.set_up()
    with _door(host, port) as door, _recorded(settings, recorded if demo else None) as (settings, talks):
        asyncio.run(_serve(company, door, host, settings, drain, busy if demo else 0, talks))


@contextmanager
def _door(host: str, port: int) -> Iterator[socket.socket]:
    """The port, taken before anything else is done, so that a taken one changes nothing. Raises Unusable.

    Nobody is let in before the server is ready: until then whoever comes is refused at once and can go elsewhere.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer on a kept connection waits 40 ms
        try:
            door.bind((host, port))
        except OSError as error:
            remedy = "Choose another address with --host, another port with --port."
            raise Unusable(f"Cannot listen on {host}:{port} ({os.strerror(error.errno or 0)}). {remedy}") from error
        yield door


@contextmanager
def _recorded(settings: Settings, file: Path | None) -> Iterator[tuple[Settings, list[RecordedTalk]]]:
    """The settings with a stand-in for the model that says what is recorded, and the conversations; as they are without
    a file."""
    if file is None:
        yield settings, []
        return
    from earpiece.sim.replay.live import MODEL, recorded_model

    with recorded_model(file) as (address, talks):
        yield replace(settings, model=MODEL, model_key="", model_address=address, model_fallback=""), talks


async def _serve(
    company: Path, door: socket.socket, host: str, settings: Settings, drain: float, busy: int,
    recorded: list[RecordedTalk],
) -> None:  # fmt: skip
    from earpiece.web.app import create_app  # here, since learning takes a heavy library and `--help` needs none
    from earpiece.web.files import say_when_files_run_out
    from earpiece.web.services import Services, WebSettings
    from earpiece.wiring import FINISH_SECONDS, Demo, busy_floor, install, practice_floor, side_by_sides, today

    with console.status("Loading the company and training the understanding …"):
        installation = await install(company, settings)
    practice = None
    try:
        service = settings.secret("service.token").decode()
        web = WebSettings(
            secret=settings.secret("web.secret"), service_token=service, demo=settings.demo,
            allowed_frames=settings.frames, chat_origins=settings.frames,
        )  # fmt: skip
        engine = installation.engine
        floor = busy_floor(company, installation) if busy else None
        practice = practice_floor(company, installation)
        demo = Demo(installation, floor, side_by_sides(company, installation), recorded) if settings.demo else None
        services = Services(
            engine.chats, engine.desk, engine.people, engine.ports.clock, demo, installation.telemetry, installation,
            accounts=engine.accounts, live=engine.live, figures=today(installation),
            oversight=engine.oversight, seeds=engine.seeds, bulletins=engine.bulletins, evidence=engine.evidence,
            supervising=engine.supervising, switches=engine.switches, replies=engine.replies,
            at_desk=engine.staff.presence, practice=practice, precedents=engine.precedents,
            learning=engine.learning, asks=engine.asks,
            webhooks=installation.places.webhooks, slack=installation.places.slack,
        )  # fmt: skip
        say_when_files_run_out(asyncio.get_running_loop(), engine.ports.clock)
        made = create_app(services, web)
        config = uvicorn.Config(
            made, log_config=None, access_log=False, timeout_graceful_shutdown=FINISH_SECONDS, lifespan="off",
            timeout_keep_alive=KEEP_ALIVE,
        )  # fmt: skip
        door.listen(config.backlog)  # from here on whoever comes waits a moment instead of being refused
        await _welcome(installation, f"http://{f'[{host}]' if ':' in host else host}:{door.getsockname()[1]}")
        installation.begin()
        if floor is not None:
            installation.tasks.spawn("busy", floor.keep(busy))
        await Server(config, installation, drain).serve(sockets=[door])
    finally:
        if practice is not None:
            await practice.close()
        await installation.close()


class Server(uvicorn.Server):
    """Ends in order when it is told to stop: what was begun is finished, and the journal is given back.

    Until `drain` seconds have passed it goes on as before, but says on /healthz that it is leaving, so that a load
    balancer sends its customers elsewhere first.
    """

    def __init__(self, config: uvicorn.Config, installation: "Installation", drain: float) -> None:
        super().__init__(config)
        self._installation = installation
        self._drain = drain

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Told to stop; told twice, it does not wait."""
        first, self._installation.leaving = not self._installation.leaving, True
        if first and self._drain:
            asyncio.get_running_loop().call_later(self._drain, super().handle_exit, sig, frame)
        else:
            super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Live streams end first, so that they are resumed elsewhere; requests are finished."""
        self._installation.engine.bell.end()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals come as calls on the event loop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


async def _welcome(installation: "Installation", address: str) -> None:
    """Say where to go; at the first start, with a one-time link for the first admin."""
    name = installation.shelf.current().policy.name
    console.print(name, style="bold", end="", markup=False, highlight=False)
    console.print(f" is open: chat {address}/  desk {address}/desk", soft_wrap=True)
    if installation.settings.demo:
        console.print(f"[bold]Demo[/]: {address}/demo", soft_wrap=True)
        return
    people = installation.engine.people
    if not any(person.role == "admin" for person in await people.list()):
        try:
            await people.add(Person(id=ADMIN, name="Admin", role="admin"), None)
        except Invalid:
            return  # another node that starts at this moment was faster, and says where to go
        link = await people.issue_link(ADMIN)
        console.print(f"First sign-in (once, within an hour): {address}/link?token={link}", soft_wrap=True)
