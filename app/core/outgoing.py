"""Requests that we send to addresses which people gave us: to public ones alone, and no further than they say.

A name is resolved once; unless every address it has is public, or an operator named the host, nothing is sent. The
connection goes to the very address that was looked at, while TLS and `Host` keep the name. Redirects are answers like any other,
a proxy from the environment is not asked, and everything together takes no longer than its time.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.core.errors import Invalid

if TYPE_CHECKING:
    import httpx

Resolve: TypeAlias = Callable[[str, int], list[str]]

LOOKS_UP_S = 3.0
_IN_USE = ipaddress.ip_network("2000::/3")
_CARRIES_IPV4 = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/32", "192.88.99.0/24")))
"""6to4, Teredo and its relays: the real destination is written inside."""


class Refused(Exception):
    """The request was not sent, or had no reply; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the first bytes as text that any database keeps, and for how long to leave it alone."""

    status: int
    text: str
    took_ms: int
    retry_after_s: int | None


Post: TypeAlias = Callable[[str, Mapping[str, str], bytes], Answer]
"""Sends a body with headers to an address. Raises Refused."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet.

    `is_global` alone lets through what leads elsewhere: multicast, IPv4 inside of IPv6 (NAT64 64:ff9b::/96, 6to4, ::/96).
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _IN_USE:
        return False
    return ip.is_global and not ip.is_multicast and all(ip not in network for network in _CARRIES_IPV4)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Whom we may speak to. `hosts` are those that an operator allows wherever they are, `name` or `name:port`."""

    hosts: frozenset[str] = frozenset()
    resolve: Resolve = look_up

    def allows(self, host: str, port: int) -> bool:
        return host.lower() in self.hosts or f"{host.lower()}:{port}" in self.hosts

    def address_of(self, host: str, port: int) -> str:
        """The address to connect to. Raises Refused unless every address of the host is one that we may speak to."""
        addresses = _within(LOOKS_UP_S, lambda: self.resolve(host, port))
        if not addresses:
            raise Refused(f"{host} has no address.")
        if not self.allows(host, port) and not all(map(is_public, addresses)):
            raise Refused(f"{host} is not on the open internet, and OFFTRAIL_WEBHOOK_HOSTS doesn't name it.")
        return addresses[0]

    def check(self, url: str, name: str = "url") -> None:
        """Raises Invalid("bad_address"), Invalid("https_only") or Invalid("address_refused") for a URL we'd not send to."""
        parts = parsed(url)
        if parts is None or parts.userinfo or parts.fragment:
            raise Invalid("bad_address", "Give an address without a user, a password or a #.", field=name)
        host, port = parts.raw_host.decode(), _port(parts)
        if parts.scheme != "https" and not self.allows(host, port):
            raise Invalid("https_only", "The address must begin with https://.", field=name)
        try:
            self.address_of(host, port)
        except Refused as refusal:
            raise Invalid("address_refused", str(refusal), field=name) from refusal


def parsed(url: str) -> "httpx.URL | None":
    """A URL in its parts, or None where it has no host."""
    import httpx

    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return None
    return parts if parts.host and parts.scheme in ("http", "https") else None


def _port(parts: "httpx.URL") -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _within(seconds: float, look: Callable[[], list[str]]) -> list[str]:
    """What a look-up gives, which has no time limit of its own."""
    found: list[str] = []
    failed: list[str] = []

    def run() -> None:
        try:
            found.extend(look())
        except (OSError, UnicodeError):
            failed.append("The host's name is not known.")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise Refused("The host's name could not be looked up in time.")
    if failed:
        raise Refused(failed[0])
    return found
