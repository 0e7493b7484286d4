"""Where a webhook may lead: never into our own network, unless the operator allows it, and not by a name's trick."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from earpiece.domain.errors import Invalid

LOCAL: Final = {"localhost", "127.0.0.1", "::1"}
MASKED: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16"))
"""IPv6 addresses that lead to an IPv4 address which cannot be judged by them."""


def check_url(url: str, *, private: bool) -> SplitResult:
    """The parts of an address that may be told things; raises Invalid with what is wrong and how to mend it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Invalid(f"url: {url[:200]!r} is no address ({error}). Write https://host/path.", field="url") from error
    if not url.isascii() or not host or parts.scheme not in ("https", "http"):
        raise Invalid(f"url: {url[:200]!r} is no address. Write https://host/path.", field="url")
    if parts.username is not None or parts.fragment:
        raise Invalid("url: leave out user, password and what follows #.", field="url")
    if parts.scheme == "http" and host not in LOCAL:
        raise Invalid("url: only https is taken, since messages tell about your customers.", field="url")
    if not private and (host in LOCAL or _is_private(host)):
        raise Invalid(
            "url: this address is in a private network. EARPIECE_WEBHOOK_PRIVATE=on allows those.", field="url"
        )
    return parts


async def resolve(parts: SplitResult, *, private: bool) -> str:
    """The address to connect to, as it is at this moment; raises Invalid for one that may not be reached."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Invalid(f"{host} has no address ({error.strerror or error}).") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise Invalid(f"{host} has no address.")
    if not private and any(_is_private(address) for address in addresses):
        raise Invalid(f"{host} leads into a private network.")
    return addresses[0]


def _is_private(host: str) -> bool:
    """Whether an address is not one of the open internet; a name is not judged here."""
    try:
        address: IPv4Address | IPv6Address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    masked = isinstance(address, IPv6Address) and any(address in network for network in MASKED)
    return masked or address.is_multicast or not address.is_global
