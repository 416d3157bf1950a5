"""`make bench-growth`: how much longer the hot requests take over many weeks of pitches than over one.

python -m benchmarks.growth [--weeks 40] [--times 1] [--database sqlite] [--only search]: each request at both, in turn, on both databases.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.core.db import Database
from benchmarks.grown import Grown, grow
from benchmarks.load import Figure, measure, median, request
from benchmarks.serving import NO_LIMITS, served

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests import databases  # what starts a PostgreSQL for tests starts one here

SECONDS, ROUNDS = 3.0, 3


def asked(grown: Grown) -> dict[str, bytes]:
    """The hot requests, by name."""
    pitches = f"/api/v1/weeks/{grown.slug}/pitches?limit=50"
    paths = {
        "board, made anew": f"{pitches}&sort=shuffle",
        "board of one tag": f"{pitches}&tag=search&sort=shuffle",
        "board of some words": f"{pitches}&q=latency",
        "one pitch": f"/api/v1/pitches/{grown.pitch_id}",
        "my places and wishes": "/api/v1/me/signups",
        "people": "/api/v1/people?limit=50",
        "search, a common word": "/api/v1/search?q=latency",
        "search, in a week": f"/api/v1/search?q=latency&week={grown.slug}",
        "outcomes, the first 500": "/api/v1/outcomes?after=0&limit=200",
        "outcomes, the last": "/api/v1/outcomes?after={late}&limit=200",
        "change feed": "/api/v1/events?after={middle}&limit=50",
        "a week's events": f"/api/v1/weeks/{grown.slug}/events?after={{late}}&limit=50",
        "figures of a week": f"/api/v1/weeks/{grown.slug}/insights",
    }
    marks = {"middle": grown.events // 2, "late": grown.events - 500}
    of_admin = {name: request("GET", path.format(**marks), grown.token) for name, path in paths.items()}
    as_member = f"/api/v1/events?after={marks['late']}&limit=50"
    return of_admin | {"change feed, for a member": request("GET", as_member, grown.members_token)}


def compared(kind: str, weeks: int, times: int, only: str = "") -> list[tuple[str, Figure, Figure]]:
    """Each request over one week, and over many."""
    with ExitStack() as stack:
        opened = databases.opened(stack.enter_context(databases.prepared(kind)))
        ports, asks = [], []
        for size in (1, weeks):
            url = stack.enter_context(opened.migrated())
            db = Database(url)
            asks.append(asked(grow(db, size, times)))
            db.dispose()
            ports.append(
                stack.enter_context(
                    served(
                        "app.cli.serving:application",
                        "--factory",
                        OFFTRAIL_DATABASE_URL=url,
                        OFFTRAIL_WORKER_INSIDE="false",
                        **NO_LIMITS,
                    )
                )
            )
        return [(name, *_in_turn(ports, [ask[name] for ask in asks])) for name in asks[0] if only in name]


def _in_turn(ports: list[int], requests: list[bytes]) -> tuple[Figure, Figure]:
    rounds = [
        [
            measure(port, [one], seconds=SECONDS / 2, wanted={200})
            for port, one in zip(ports, requests, strict=True)
        ]
        for _ in range(ROUNDS)
    ]
    few, many = (median(list(figures)) for figures in zip(*rounds, strict=True))
    return few, many


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weeks", type=int, default=40)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--database", choices=databases.BOTH, action="append", help="one of the two alone")
    parser.add_argument("--only", default="", help="requests with this in their name")
    options = parser.parse_args()
    for kind in options.database or databases.BOTH:
        table = Table(
            title=f"{kind}: one week, and {options.weeks}; requests per second, medians of {ROUNDS} rounds"
        )
        for heading in ("", "over one week", "over all", "times as long"):
            table.add_column(heading, justify="left" if not heading else "right")
        for name, few, many in compared(kind, options.weeks, options.times, options.only):
            ratio = f"{few.per_second / many.per_second:.1f}"
            table.add_row(name, f"{few.per_second:,.0f}", f"{many.per_second:,.0f}", ratio)
        Console(width=100).print(table)


if __name__ == "__main__":
    main()
