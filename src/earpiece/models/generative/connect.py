"""Joins the configured models to a client, and finds out at the start whether they can be reached.

What is configured wrong stops the start: an unknown provider, a missing package or key, a configured address at which
nobody listens or which is no model's, a key that is refused. What passes by itself does not: a provider that is slow,
busy or broken at this moment, or cannot be reached at its own well-known address, is a warning, since Earpiece goes on
without it and tries again with every message. So nodes can be restarted while the way to a provider is down.
"""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import httpx2
import structlog

from earpiece.domain.errors import Invalid
from earpiece.domain.ports import Clock
from earpiece.models.generative.access import Access, Limits

if TYPE_CHECKING:
    from earpiece.models.generative.backends import Backend, Listing
    from earpiece.models.generative.client import Client

__all__ = ["Access", "Limits", "connect"]

CHECK_SECONDS = 5.0
"""So long is waited for each model at the start; all are asked at once."""
CHECK_TOKENS = 16
CHECK_WORDS = "Answer with the one word: yes"
NO_SUCH_PLACE = frozenset({404, 405})

log = structlog.get_logger()


async def connect(accesses: Sequence[Access], clock: Clock, limits: Limits) -> "Client":
    """The client of these models, the first of them first. Raises Invalid: see above."""
    if find_spec("pydantic_ai") is None:
        raise Invalid(
            f"{accesses[0].setting} is {accesses[0].name}, but the packages for large models are missing: "
            "run bin/setup --models."
        )
    from earpiece.models.generative.backends import backend_of  # here, since it loads those packages
    from earpiece.models.generative.client import Client

    client = Client(await asyncio.to_thread(lambda: [backend_of(access) for access in accesses]), clock, limits)
    try:
        await asyncio.gather(*(_look(backend, clock) for backend in client.backends))
    except BaseException:
        await client.close()
        raise
    return client


async def _look(backend: "Backend", clock: Clock) -> None:
    """Raises Invalid if the model cannot work as configured."""
    from earpiece.models.generative.patience import within

    try:
        await within(clock, CHECK_SECONDS, _list(backend) if backend.listing is not None else _ask(backend))
    except TimeoutError:
        log.warning("a model is slow at the start", model=backend.name, seconds=CHECK_SECONDS)


async def _list(backend: "Backend") -> None:
    """Ask for the list of models, which costs nothing."""
    assert backend.http is not None
    assert backend.listing is not None
    listing = backend.listing
    try:
        answer = await backend.http.get(listing.url, headers=dict(listing.headers))
    except (httpx2.ReadTimeout, httpx2.WriteTimeout, httpx2.PoolTimeout) as slow:
        raise TimeoutError from slow
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        _away(backend, listing.url, error)
        return
    if answer.status_code in NO_SUCH_PLACE and backend.access.address:
        await _ask(backend)  # not every server that speaks the protocol lists its models
    elif answer.status_code in (401, 403) or (answer.status_code == 400 and "API key" in answer.text):
        raise _refused(backend)
    elif answer.status_code >= 500 or answer.status_code in (408, 429):
        log.warning("a model's provider is not well at the start", model=backend.name, status=answer.status_code)
    else:
        _expect_list(backend, listing, answer)


def _expect_list(backend: "Backend", listing: "Listing", answer: httpx2.Response) -> None:
    """Raises Invalid if whoever answers there is no provider of models."""
    try:
        known = answer.json() if answer.is_success else None
    except ValueError:
        known = None
    if not isinstance(known, dict):
        raise _unreachable(backend, listing.url, f"the answer, {answer.status_code}, is no list of models")
    names = {each.get("id") for each in known.get("data", []) if isinstance(each, dict)}
    if backend.access.provider == "openai" and names and backend.access.model not in names:
        log.warning("the provider does not list the model", model=backend.name)


async def _ask(backend: "Backend") -> None:
    """Ask for one word."""
    from pydantic_ai.direct import model_request
    from pydantic_ai.exceptions import (
        ModelAuthenticationError,
        ModelConnectionError,
        ModelNotFoundError,
        ModelTimeoutError,
    )
    from pydantic_ai.messages import ModelRequest

    from earpiece.models.generative.backends import FAILURES

    try:
        await model_request(
            backend.model, [ModelRequest.user_text_prompt(CHECK_WORDS)],
            model_settings=backend.settings("", CHECK_TOKENS),
        )  # fmt: skip
    except ModelAuthenticationError as error:
        raise _refused(backend) from error
    except ModelTimeoutError as error:
        raise TimeoutError from error
    except ModelNotFoundError as error:
        raise _unreachable(backend, _where(backend), "no such model or place there") from error
    except ModelConnectionError as error:
        _away(backend, _where(backend), error)
    except backend.failures as error:
        if not isinstance(error, FAILURES):
            raise _unreachable(backend, _where(backend), str(error)) from error
        log.warning("a model does not answer at the start", model=backend.name, why=str(error)[:200])


def _away(backend: "Backend", where: str, error: Exception) -> None:
    """Nobody is there. Raises Invalid where the address was configured and may be wrong."""
    why = str(error) or type(error).__name__
    if backend.access.address:
        raise _unreachable(backend, where, why) from error
    log.warning("a model's provider cannot be reached at the start", model=backend.name, where=where, why=why[:200])


def _refused(backend: "Backend") -> Invalid:
    access = backend.access
    return Invalid(
        f"{access.setting}: the provider of {access.name} refuses the key. Set {access.setting_of('KEY')} to one that "
        "is valid and may use this model."
    )


def _where(backend: "Backend") -> str:
    return backend.access.address or backend.access.provider


def _unreachable(backend: "Backend", where: str, why: str) -> Invalid:
    access = backend.access
    mend = (
        f"Check {access.setting_of('ADDRESS')}: it usually ends in /v1, and the server there has to run"
        if access.address
        else "Check this machine's way to the internet, or name another server in " + access.setting_of("ADDRESS")
    )
    return Invalid(f"{access.setting}: {access.name} cannot be reached at {where} ({why[:200]}). {mend}.")
