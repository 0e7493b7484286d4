"""The door of a running server for the command line: its API with the service token."""

import asyncio
from collections.abc import Mapping
from typing import Any

from earpiece.domain.errors import EarpieceError, Invalid, Unusable
from earpiece.settings import Settings

SECONDS = 30.0


class Door:
    """Asks the server at `address`. Raises what went wrong as one sentence."""

    def __init__(self, settings: Settings, address: str) -> None:
        self._address = address.rstrip("/")
        self._token = service_token(settings)

    def get(self, path: str, asked: Mapping[str, str] | None = None) -> Any:
        """What the server tells."""
        return self._ask("GET", path, params=dict(asked or {}))

    def post(self, path: str, body: Mapping[str, Any], who: str | None = None) -> Any:
        """What comes of it, done in the name of an account."""
        return self._ask("POST", path, who, json=dict(body))

    def _ask(self, method: str, path: str, who: str | None = None, **sent: Any) -> Any:
        import httpx2

        headers = {"Authorization": f"Bearer {self._token}"} | ({"X-Acting-As": who} if who else {})
        try:
            answer = httpx2.request(method, f"{self._address}{path}", headers=headers, timeout=SECONDS, **sent)
            body = answer.json()
        except httpx2.InvalidURL as error:
            raise Invalid(f"{self._address} is no address: write --address http://HOST:PORT.") from error
        except (httpx2.HTTPError, ValueError) as error:
            raise Unusable(f"No Earpiece answers at {self._address}: start it, or name it with --address.") from error
        if not answer.is_success:
            raise EarpieceError(body.get("error", {}).get("message", f"The server said {answer.status_code}."))
        return body


def service_token(settings: Settings) -> str:
    """What lets a program in: from the data folder of a node, or from the database that the nodes share."""
    if (settings.data / "service.token").exists():
        return settings.secret("service.token").decode()
    if settings.shared:
        return asyncio.run(_shared_token(settings))
    raise Unusable(f"There is no {settings.data / 'service.token'}: name the data folder of a server with --data.")


async def _shared_token(settings: Settings) -> str:
    from earpiece.wiring import opened_journal, place_of

    async with opened_journal(settings, readonly=True) as journal:
        token = await journal.get_blob(place_of("service.token"))
    if token is None:
        raise Unusable(f"No node was ever started on {settings.place}: start `earpiece serve` first.")
    return token.decode()
