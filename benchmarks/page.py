"""`make bench-page`: what the page weighs and how fast it is, beside its budgets and what its prototype reached.

The slow profile: 150 ms a round trip, 1.6 Mbit/s, CPU ÷ 4. Medians of five; bytes are exact, times on a shared machine are not.
"""

import gzip
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from showing import SETTLED, chromium, demo_served, signed_in  # noqa: E402
from wire import watched  # noqa: E402

from app.core.paths import frontend_dir  # noqa: E402  # after the line above, like the next one
from app.page import shipped, told  # noqa: E402

ROUNDS, PITCHES = 5, 200
WHO, ORGANIZER = "Ilse Vandermolen", "Margit Saarepuu"
BOARD = "/weeks/tenth-week/pitches"
SCREENS = ["/", BOARD, "/weeks", "/outcomes", "/me", f"{BOARD}/new"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WATCH = """
    window.seen = { shift: 0, largest: 0, tasks: [], events: [] };
    const watch = (type, hear, more) =>
        new PerformanceObserver((list) => list.getEntries().forEach(hear)).observe({ type, buffered: true, ...more });
    watch('layout-shift', (one) => { if (!one.hadRecentInput) seen.shift += one.value; });
    watch('largest-contentful-paint', (one) => { seen.largest = one.startTime; });
    watch('longtask', (one) => seen.tasks.push([one.startTime, one.duration]));
    watch('event', (one) => seen.events.push([one.name, one.duration]), { durationThreshold: 16 });
"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@dataclass
class Figures:
    first_paint: list[float] = field(default_factory=list)
    largest_paint: list[float] = field(default_factory=list)
    blocking: list[float] = field(default_factory=list)
    shift: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    first: tuple[float, int, str] = (0.0, 0, "")
    repeat: float = 0.0
    violations: int = 0
    messages: list[str] = field(default_factory=list)


def main() -> None:
    figures = Figures()
    with demo_served() as url, chromium() as browser:
        for path in SCREENS:
            light(browser, url, path, figures)
        for _ in range(ROUNDS):
            slow(browser, url, figures)
        full_board(browser, url)
        for _ in range(ROUNDS):
            figures.longest.append(longest_event(browser, url))
    report(figures)


def light(browser: Browser, url: str, path: str, figures: Figures) -> None:
    """A first and a second visit; and what axe and the console say of the screen."""
    context = signed_in(browser, url, WHO)
    page = context.new_page()
    page.on("console", lambda said: figures.messages.append(f"{path}: {said.text}"))
    page.on("pageerror", lambda error: figures.messages.append(f"{path}: {error}"))
    visits = []
    for _ in range(2):
        with watched(page) as wire:
            settled(page, path)
        visits.append(wire)
    figures.first = max(figures.first, (visits[0].bytes() / 1000, len(visits[0].requests()), path))
    figures.repeat = max(figures.repeat, visits[1].bytes() / 1000)
    figures.violations += len(Axe().run(page, options=RULES).response["violations"])
    context.close()


def slow(browser: Browser, url: str, figures: Figures) -> None:
    context = signed_in(browser, url, WHO)
    page = context.new_page()
    page.add_init_script(WATCH)
    throttled(context, page, network=True)
    settled(page, BOARD, 1500)
    seen, painted = page.evaluate("seen"), page.evaluate(FIRST_PAINT)
    figures.first_paint.append(painted)
    figures.largest_paint.append(seen["largest"])
    figures.blocking.append(
        sum(max(0.0, long - 50) for start, long in seen["tasks"] if start + long > painted)
    )
    figures.shift.append(seen["shift"])
    context.close()


def throttled(context: BrowserContext, page: Page, *, network: bool) -> None:
    cdp = context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    if network:
        line = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
        cdp.send("Network.enable")
        cdp.send("Network.emulateNetworkConditions", line)


def settled(page: Page, path: str, rest: int = 300) -> None:
    page.goto(path)
    page.wait_for_selector(SETTLED, timeout=60_000)
    page.wait_for_timeout(rest)


def full_board(browser: Browser, url: str) -> None:
    context = signed_in(browser, url, ORGANIZER)
    here = len(context.request.get(f"/api/v1{BOARD}?limit=200").json()["items"])
    for number in range(PITCHES - here):
        pitch = {"title": f"An idea for a quiet night, number {number}", "summary": "What, and for whom? " * 5,
                 "tags": [f"topic {number % 20}"], "skills_needed": ["Python", "patience"], "crew_limit": 4}  # fmt: skip
        made = context.request.post(f"/api/v1{BOARD}", data=pitch)
        assert made.ok, made.text()
    context.close()


def longest_event(browser: Browser, url: str) -> float:
    """All pitches on one board; search, filter, take the filter away, sign up and take it back."""
    context = signed_in(browser, url, WHO)
    page = context.new_page()
    page.add_init_script(WATCH)
    settled(page, BOARD)
    while (more := page.get_by_role("button", name="Show more")).count():
        shown = page.locator(".card").count()
        more.click()
        page.locator(".card").nth(shown).wait_for()
    throttled(context, page, network=False)
    page.evaluate("seen.events.length = 0")
    acts: list[Callable[[], object]] = [
        lambda: page.get_by_role("searchbox").press_sequentially("night", delay=120),
        lambda: page.get_by_role("searchbox").fill(""),
        page.locator(".bars button").first.click,
        page.locator(".bars button").first.click,
        page.locator(".cards").get_by_role("button", name="Sign up").first.click,
        page.get_by_role("status").get_by_role("button", name="Undo").click,
    ]
    for act in acts:
        act()
        page.wait_for_timeout(900)
    events = page.evaluate("seen.events")
    context.close()
    return max((long for _, long in events), default=0.0)


def report(figures: Figures) -> None:
    folder = b"".join(told(file) for _, file in sorted(shipped(frontend_dir())))
    whole = len(gzip.compress(folder, 9)) / 1000
    kilobytes, requests, heaviest = figures.first
    middle = statistics.median
    rows = [
        ("first visit, static, KB", kilobytes, 45, "21.7"),
        ("first visit, static, requests", requests, 18, "13"),
        ("repeat visit, static, KB", figures.repeat, 2, "0.9"),
        ("all of frontend/, gzipped, KB", whole, 120, "26"),
        ("first contentful paint, slow, ms", middle(figures.first_paint), 1200, "720–830"),
        ("largest contentful paint, slow, ms", middle(figures.largest_paint), 2000, "1500–1900"),
        ("layout shift", middle(figures.shift), 0.02, "0"),
        ("total blocking time, slow, ms", middle(figures.blocking), 400, "182–383"),
        (
            f"longest event, {PITCHES} pitches, CPU ÷ 4, ms",
            middle(figures.longest),
            200,
            "112–184 (120 pitches)",
        ),
        ("axe violations", figures.violations, 0, "0"),
        ("console messages", len(figures.messages), 0, "0"),
    ]
    table = Table(title=f"The page, medians of {ROUNDS}; the heaviest first visit is {heaviest}")
    for name in ("", "measured", "budget", "met", "prototype"):
        table.add_column(name, justify="left" if not name else "right")
    for name, value, budget, prototype in rows:
        table.add_row(
            name, f"{value:.4g}", f"≤ {budget}", "yes" if value <= budget else "[bold]no[/bold]", prototype
        )
    console = Console()
    console.print(table)
    for name in ("first_paint", "largest_paint", "blocking", "longest"):
        console.print(f"{name}: {', '.join(f'{one:.0f}' for one in getattr(figures, name))}", highlight=False)
    for message in figures.messages:
        console.print(message, highlight=False)


if __name__ == "__main__":
    main()
