"""Who a connection comes from, whatever its headers say."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

PEER = "offtrail.peer"


class KeepPeer:
    """Plain ASGI, outside of whatever reads `X-Forwarded-For`: remembers who the connection itself comes from."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[PEER] = scope.get("client")
        await self.app(scope, receive, send)


def is_from(request: Request, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    """Whether the connection comes from one of the networks, whatever headers say. Never so over a Unix socket."""
    host, _ = request.scope.get(PEER) or ("", 0)
    try:
        address = ip_address(host)
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in network for network in networks)


def is_number(host: str) -> bool:
    """Whether a host is named by its IP address, and not by a name that somebody gave it."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
