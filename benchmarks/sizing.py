"""What a company needs, from what was measured: `python -m benchmarks.sizing` prints the tables of docs/sizing.md.

`python -m benchmarks.costs` measures what MEASURED holds. Change ASSUMED to your company's, and print them anew.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields

# --- what was measured


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time for one of a kind: in the serving process, and in the database."""

    serving: float
    database: float


@dataclass(frozen=True)
class Measured:
    on: str
    commit: str
    bare: Cost
    """The bare framework, with as many bytes as a board: what the others can be compared by."""
    shell: Cost
    """The page itself; its files are cached for ever."""
    board_made: Cost
    pitch: Cost
    search: Cost
    signup: Cost
    told: Cost
    """An event that a live stream tells."""
    stream_second: Cost
    """A live stream in which nothing happens, for a second."""
    idle_second: Cost
    """A process with its worker, for a second."""
    process_mb: float
    stream_kb: float
    signup_kb: float
    """What a sign-up adds to the database, its events and indexes too."""
    pitch_kb: float
    """What a pitch with a text of two pages, its crew of three and an outcome adds."""


MEASURED = Measured(
    on="2026-11-27",
    commit="4313248",
    bare=Cost(serving=0.145, database=0.0),
    shell=Cost(serving=0.22, database=0.0),
    board_made=Cost(serving=0.501, database=0.193),
    pitch=Cost(serving=0.285, database=0.198),
    search=Cost(serving=6.847, database=12.875),
    signup=Cost(serving=6.188, database=2.504),
    told=Cost(serving=0.16, database=0.024),
    stream_second=Cost(serving=0.029, database=0.008),
    idle_second=Cost(serving=9.579, database=1.92),
    process_mb=122,
    stream_kb=37.8,
    signup_kb=19.08,
    pitch_kb=43.48,
)

# --- what is assumed


@dataclass(frozen=True)
class Assumed:
    """Change these to your company's."""

    takes_part: float = 0.3
    """Of the people, in one week."""
    crew: int = 4
    weeks_a_year: int = 2
    years: int = 10
    at_once: float = 0.5
    """Of those who take part, come when sign-ups open."""
    within_s: int = 600
    """Within so many seconds."""
    stays_s: int = 300
    """Each keeps the week open for so long, with a live stream."""
    boards: int = 4
    """Boards that each looks at, all of them made anew: somebody has signed up meanwhile."""
    pitches: int = 6
    searches: int = 1
    signups: int = 1
    looks_a_second: int = 2
    """Streams tell what happened so often."""
    busy: float = 0.5
    """Processors are meant to be busy for this part of the time at the worst moment."""
    streams_a_process: int = 400
    """Of the 500 that it takes."""


ASSUMED = Assumed()


# --- the arithmetic


@dataclass(frozen=True)
class Need:
    """What one company needs at the moment when sign-ups open."""

    people: int
    taking_part: int
    arrivals: float
    requests: float
    streams: int
    told: float
    serving_cores: float
    database_cores: float
    processes: int
    memory_gb: float
    disk_gb: float


def need(people: int, measured: Measured, assumed: Assumed = ASSUMED) -> Need:
    part = round(people * assumed.takes_part)
    arrivals = part * assumed.at_once / assumed.within_s
    streams = math.ceil(arrivals * assumed.stays_s)
    signups = arrivals * assumed.signups
    told = streams * min(signups, assumed.looks_a_second)
    rates = [
        (measured.shell, arrivals),
        (measured.board_made, arrivals * assumed.boards),
        (measured.pitch, arrivals * assumed.pitches),
        (measured.search, arrivals * assumed.searches),
        (measured.signup, signups),
        (measured.told, told),
        (measured.stream_second, streams),
    ]
    serving = sum(cost.serving * rate for cost, rate in rates) / 1000 / assumed.busy
    database = sum(cost.database * rate for cost, rate in rates) / 1000 / assumed.busy
    processes = max(1, math.ceil(serving), math.ceil(streams / assumed.streams_a_process))
    memory = processes * measured.process_mb / 1024 + streams * measured.stream_kb / 2**20
    weeks = assumed.weeks_a_year * assumed.years
    disk = weeks * part * (measured.signup_kb + measured.pitch_kb / assumed.crew) / 2**20
    requests = sum(rate for _, rate in rates[:5])
    return Need(people, part, arrivals, requests, streams, told, serving, database, processes, memory, disk)


COMPANIES = (1_000, 20_000, 200_000)


def tables(measured: Measured) -> str:
    """The tables of docs/sizing.md, in Markdown."""
    costs = [(field.name, getattr(measured, field.name)) for field in fields(measured)]
    rows = [
        f"| {NAMES[name]} | {cost.serving:.2f} | {cost.database:.2f} |"
        for name, cost in costs
        if isinstance(cost, Cost)
    ]
    needs = [need(people, measured) for people in COMPANIES]
    lines = [
        f"Measured on {measured.on}, commit {measured.commit}.",
        "",
        "| Milliseconds of processor time | serving | database |",
        "|---|---:|---:|",
        *rows,
        "",
        "| Size | |",
        "|---|---:|",
        f"| a serving process, MB | {measured.process_mb:.0f} |",
        f"| a live stream, KB | {measured.stream_kb:.0f} |",
        f"| a sign-up in the database, KB | {measured.signup_kb:.1f} |",
        f"| a pitch with its crew and outcome in the database, KB | {measured.pitch_kb:.1f} |",
        "",
        "| People | " + " | ".join(f"{one.people:,}" for one in needs) + " |",
        "|---|" + "---:|" * len(needs),
        *(f"| {told} | " + " | ".join(show(one) for one in needs) + " |" for told, show in SHOWN),
    ]
    return "\n".join(lines)


NAMES = {
    "bare": "the bare framework, as many bytes as a board",
    "shell": "the page, its files cached",
    "board_made": "a board, made anew",
    "pitch": "a pitch with its crew",
    "search": "a search",
    "signup": "a sign-up",
    "told": "an event told to one live stream",
    "stream_second": "a quiet live stream, a second",
    "idle_second": "a process with its worker, idle, a second",
}
SHOWN: tuple[tuple[str, Callable[[Need], str]], ...] = (
    ("take part in a week", lambda one: f"{one.taking_part:,}"),
    ("come a second, when sign-ups open", lambda one: f"{one.arrivals:.1f}"),
    ("requests a second", lambda one: f"{one.requests:,.0f}"),
    ("live streams at once", lambda one: f"{one.streams:,}"),
    ("events told a second, over all streams", lambda one: f"{one.told:,.0f}"),
    ("**processors for serving**", lambda one: f"{one.serving_cores:.1f}"),
    ("**processors for the database**", lambda one: f"{one.database_cores:.1f}"),
    ("**serving processes**", lambda one: f"{one.processes:,}"),
    ("**memory for serving, GB**", lambda one: f"{one.memory_gb:.1f}"),
    ("**database after ten years, GB**", lambda one: f"{one.disk_gb:.1f}"),
)


if __name__ == "__main__":
    print(tables(MEASURED))
