"""What a page fetches, counted as bytes that crossed the wire: the page itself, without the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page


@dataclass
class Wire:
    """Requests by Chromium's number for them: their addresses, which came from a cache, and what the others brought."""

    urls: dict[str, str] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)

    def requests(self) -> list[str]:
        """Those of the page that reached the network; an address within the page (data:, blob:) is no request."""
        return [
            key
            for key, url in self.urls.items()
            if url.startswith("http") and "/api/" not in url and key not in self.cached
        ]

    def bytes(self) -> int:
        return sum(self.sizes.get(key, 0) for key in self.requests())

    def listen(self, cdp: CDPSession) -> None:
        cdp.on(
            "Network.requestWillBeSent", lambda e: self.urls.__setitem__(e["requestId"], e["request"]["url"])
        )
        cdp.on("Network.requestServedFromCache", lambda e: self.cached.add(e["requestId"]))
        cdp.on(
            "Network.responseReceived",
            lambda e: e["response"].get("fromDiskCache") and self.cached.add(e["requestId"]),
        )
        cdp.on(
            "Network.loadingFinished",
            lambda e: self.sizes.__setitem__(e["requestId"], int(e["encodedDataLength"])),
        )
        cdp.send("Network.enable")


@contextmanager
def watched(page: Page) -> Iterator[Wire]:
    """What the page fetches within the block."""
    wire, cdp = Wire(), page.context.new_cdp_session(page)
    wire.listen(cdp)
    yield wire
    cdp.detach()
