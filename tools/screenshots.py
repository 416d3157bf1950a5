"""`make screenshots`: the pictures of the README, in light and dark, always of the same Thursday morning.

python tools/screenshots.py [folder]
"""

import struct
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page
from showing import ROOT, SETTLED, chromium, demo_served, pitch_with, signed_in

MORNING = datetime(2026, 11, 26, 8, 40, tzinfo=UTC)
WEEK = "tenth-week"
SIZE = {"width": 1280, "height": 800}
# Name, who looks, and where: an address, or a pitch by words of its title.
PICTURES = [
    ("board", "Ilse Vandermolen", f"/weeks/{WEEK}/pitches"),
    ("pitch", "Pedro Quintanilha", "on-call assistant"),
    ("console", "Margit Saarepuu", f"/weeks/{WEEK}/console"),
]


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with demo_served(MORNING) as url, chromium() as browser:
        for name, who, where in PICTURES:
            for theme in ("light", "dark"):
                file = folder / f"{name}-{theme}.png"
                file.write_bytes(smaller(picture(browser, url, who, where, theme)))
                print(
                    f"{file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}: {file.stat().st_size // 1024} KB"
                )


def picture(browser: Browser, url: str, who: str, where: str, theme: str) -> bytes:
    context = signed_in(
        browser,
        url,
        who,
        viewport=SIZE,
        color_scheme=theme,
        reduced_motion="reduce",
        timezone_id="Europe/Brussels",
    )
    page = context.new_page()
    page.clock.install(time=MORNING)
    page.goto(where if where.startswith("/") else f"/pitches/{pitch_with(context, WEEK, where)}")
    page.wait_for_selector(SETTLED)
    page.get_by_role("heading", level=1).wait_for()
    settle(page)
    taken = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return taken


def settle(page: Page) -> None:
    """Until fonts and styles are there and nothing is drawn any more."""
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("load")
    page.wait_for_timeout(400)


def smaller(png: bytes) -> bytes:
    """The same picture, packed as tightly as zlib can, without what only says where it came from."""
    packed = b"".join(data for kind, data in chunks(png) if kind == b"IDAT")
    parts = [(kind, data) for kind, data in chunks(png) if kind in (b"IHDR", b"PLTE", b"tRNS")]
    parts += [(b"IDAT", zlib.compress(zlib.decompress(packed), 9)), (b"IEND", b"")]
    whole = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return min(png, png[:8] + whole, key=len)


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


if __name__ == "__main__":
    main()
