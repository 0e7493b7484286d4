"""`earpiece serve`: run a company."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from earpiece.cli import app, console
from earpiece.domain.errors import Invalid
from earpiece.runtime.views import Person
from earpiece.settings import Settings
from earpiece.web.app import create_app
from earpiece.web.services import Services, WebSettings
from earpiece.wiring import Demo, Installation, install

ADMIN = "admin"


@app.command()
def serve(
    company: Annotated[Path, typer.Argument(help="The company folder.", exists=True, file_okay=False)],
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Annotated[Path, typer.Option(help="Folder for the journal and the secrets.")] = Path(".earpiece"),
    demo: Annotated[bool, typer.Option(help="Open /demo, with the visitor signed in as an expert.")] = False,
) -> None:
    """Run a company: the customer's chat on /, the experts' desk on /desk."""
    asyncio.run(_serve(company, port, host, Settings.read(data, demo=demo)))


async def _serve(company: Path, port: int, host: str, settings: Settings) -> None:
    with console.status("Loading the company and training the understanding …"):
        installation = await install(company, settings)
    try:
        service = settings.secret("service.token").decode()
        web = WebSettings(
            secret=settings.secret("web.secret"), service_token=service, demo=settings.demo,
            allowed_frames=settings.frames, chat_origins=settings.frames,
        )  # fmt: skip
        engine = installation.engine
        demo = Demo(installation) if settings.demo else None
        services = Services(engine.chats, engine.desk, engine.people, engine.ports.clock, demo)
        server = uvicorn.Server(_config(create_app(services, web), host, port))
        await _welcome(installation, host, port)
        await server.serve()
        if not server.started:
            raise Invalid(f"Cannot listen on {host}:{port}. Choose another with --port.")
    finally:
        await installation.close()


def _config(web: FastAPI, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        web, host=host, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=2, lifespan="off"
    )


async def _welcome(installation: Installation, host: str, port: int) -> None:
    """Say where to go; at the first start, with a one-time link for the first admin."""
    address = f"http://{host}:{port}"
    name = installation.shelf.current().policy.name
    console.print(f"[bold]{name}[/] is open: chat {address}/  desk {address}/desk")
    if installation.settings.demo:
        console.print(f"[bold]Demo[/]: {address}/demo")
        return
    people = await installation.engine.people.list()
    if not any(person.role == "admin" for person in people):
        await installation.engine.people.add(Person(id=ADMIN, name="Admin", role="admin"), None)
        link = await installation.engine.people.issue_link(ADMIN)
        console.print(f"First sign-in (once, within an hour): {address}/link?token={link}", soft_wrap=True)
