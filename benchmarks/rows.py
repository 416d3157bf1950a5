"""What is measured, row by row: ours and the bare counterpart, each ready to be run for a round."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from benchmarks import apart, bare_reads, bare_writes
from benchmarks.ground import Ground, get, pages
from benchmarks.load import Figure, figure, measure, request
from benchmarks.serving import DatabaseProcesses, Server, offtrail_served, spent, uvicorn_served

PAGE = 200
"""The most that a page of a pull may hold."""
TURNED_AWAY = 503
"""To whom too many ask at once; told beside the figure, which then misses its aim."""
WISH = b'{"role":"member"}'
SIGN_UPS_A_SECOND = 500
"""As many people come in a round as this for each of its seconds."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `name` is what `--only` knows it by."""

    name: str
    title: str
    ours: Callable[[], Figure]
    bare: Callable[[], Figure]
    warm_up: Callable[[], object] = lambda: None
    """What is done once before: statements are compiled and prepared, connections opened."""


@dataclass(frozen=True)
class Bench:
    """Both servers, what there is to ask for, and for how long."""

    ground: Ground
    ours: Server
    bare: Server
    database: DatabaseProcesses
    sizes: dict[str, int]
    seconds: float
    crowd: int

    def rows(self) -> list[Row]:
        return [*self._reads(), *self._pulls(), *self._sign_ups()]

    def _reads(self) -> Iterator[Row]:
        g, port = self.ground, self.ours.port
        pitches = [f"/api/v1/pitches/{id_}" for id_ in g.full_pitches]
        board, pitch = (
            request("GET", "/board?sort=newest&limit=50"),
            request("GET", f"/pitch/{g.full_pitches[0]}"),
        )
        unchanged = request("GET", g.board, g.member, If_None_Match=get(port, g.board, g.member)[1])
        one_unchanged = [
            request("GET", path, g.member, If_None_Match=get(port, path, g.member)[1])
            for path in pitches[:20]
        ]
        words = ["pitch", "worth", "topic", "prototype"]
        yield self._read(
            "least", "the least reply (`/healthz`)", [request("GET", "/healthz")], request("GET", "/least")
        )
        yield self._read(
            "board cold",
            "board of 50, made anew",
            [request("GET", f"{g.board}&sort=shuffle", g.member)],
            board,
        )
        yield self._read(
            "board kept", "board of 50, kept as bytes", [request("GET", g.board, g.member)], board
        )
        yield self._read("board unchanged", "board, unchanged (304)", [unchanged], board)
        yield self._read(
            "pitch", "one pitch with its crew", [request("GET", path, g.member) for path in pitches], pitch
        )
        yield self._read("pitch unchanged", "one pitch, unchanged (304)", one_unchanged, pitch)
        yield self._read(
            "search week", "search in a week", [request("GET", f"/api/v1/search?q={q}&week={g.slug}", g.member) for q in words],
            request("GET", f"/search?q=pitch&week={g.slug}"),
        )  # fmt: skip
        yield self._read(
            "search all", "search over all weeks", [request("GET", f"/api/v1/search?q={q}", g.member) for q in ("latency", "garden", "pitch")],
            request("GET", "/search?q=pitch"),
        )  # fmt: skip
        figures = request("GET", f"/api/v1/weeks/{g.slug}/insights", g.admin)
        changes = [request(verb, f"{pitches[0]}/interest", g.admin) for verb in ("PUT", "DELETE")]
        yield self._read(
            "insights kept",
            "figures of a week, kept as bytes",
            [figures],
            request("GET", f"/insights/{g.slug}"),
        )
        yield self._read(
            "insights changed", "figures of a week, every second request a change before",
            [asked for change in changes for asked in (change, figures)], request("GET", f"/insights/{g.slug}"),
        )  # fmt: skip

    def _read(self, name: str, title: str, asked: Sequence[bytes], bare: bytes) -> Row:
        wanted = {304} if "unchanged" in name else {200, 204}
        return Row(
            name, title,
            lambda: self._of_ours(asked, wanted, seconds=self.seconds),
            lambda: measure(self.bare.port, [bare], seconds=self.seconds, wanted={200}, processes=self.bare.whole),
            lambda: [self._of_ours(asked, wanted, seconds=long) for long in (None, self.seconds / 2)],  # each once, and for a while
        )  # fmt: skip

    def _of_ours(self, asked: Sequence[bytes], wanted: set[int], **more: object) -> Figure:
        processes = lambda: [*self.ours.whole(), *self.database.whole()]  # noqa: E731
        return measure(self.ours.port, asked, wanted=wanted, processes=processes, **more)

    # --- pulls: rows a second, by one reader

    def _pulls(self) -> Iterator[Row]:
        yield self._pull("outcomes", f"outcomes pulled, {PAGE} a page: rows", "/api/v1/outcomes")
        yield self._pull("events", f"change feed, {PAGE} a page: rows", "/api/v1/events")

    def _pull(self, name: str, title: str, path: str) -> Row:
        found, last = pages(self.ours.port, f"{path}?limit={PAGE}", self.ground.admin)
        asked, rows = (
            [request("GET", page, self.ground.admin) for page, _ in found],
            [number for _, number in found],
        )
        plan = bare_reads.Plan(self.ground.url, name, PAGE, last, self.seconds)
        return Row(
            name, title,
            lambda: self._of_ours(asked, {200}, seconds=self.seconds, connections=1, pieces=rows),
            lambda: self._of_driver("benchmarks.bare_reads", plan),
            lambda: self._of_ours(asked, {200}, seconds=self.seconds / 2, connections=1),
        )  # fmt: skip

    def _of_driver(self, module: str, plan: bare_reads.Plan | bare_writes.Plan) -> Figure:
        with apart.prepared(module, plan) as run:
            before = spent(self.database.whole())
            found = run()
            cpu = found.cpu + spent(self.database.whole()) - before
        return figure(found.times, getattr(found, "rows", len(found.times)), found.took, cpu)

    # --- sign-ups: each person once

    def _sign_ups(self) -> Iterator[Row]:
        g, number = self.ground, people_a_round(self.seconds)
        programs = self.database.program

        def hot(people: int, connections: int) -> Figure:
            pitch = next(g.hot_pitches)
            return self._signed_up([pitch] * people, connections, {201, TURNED_AWAY})

        def spread() -> Figure:
            places = len(g.spread_pitches)
            return self._signed_up(
                [g.spread_pitches[n % places] for n in range(number)], bare_writes.CLIENTS, {201}
            )

        yield Row(
            "sign-up spread", f"sign-ups over {len(g.spread_pitches)} pitches", spread,
            lambda: self._of_driver("benchmarks.bare_writes", bare_writes.Plan(g.url, len(g.spread_pitches), self.seconds, programs)),
            spread,
        )  # fmt: skip
        yield Row(
            "sign-up hot", "sign-ups on one pitch with 5 places", lambda: hot(number, bare_writes.CLIENTS),
            lambda: self._of_driver("benchmarks.bare_writes", bare_writes.Plan(g.url, 1, self.seconds, programs)),
            lambda: hot(number, bare_writes.CLIENTS),
        )  # fmt: skip
        wish = request("POST", f"/signup/{g.full_pitches[0]}", None, WISH)
        yield Row(
            "sign-up crowd", f"{self.crowd} at once on one pitch", lambda: hot(self.crowd, self.crowd),
            lambda: measure(
                self.bare.port, [wish] * self.crowd, seconds=None, wanted={201}, connections=self.crowd, processes=self.bare.whole
            ),
        )  # fmt: skip

    def _signed_up(self, pitches: list[str], connections: int, wanted: set[int]) -> Figure:
        people = list(islice(self.ground.newcomers, len(pitches)))
        assert len(people) == len(pitches), "nobody is left to sign up"
        asked = [
            request("POST", f"/api/v1/pitches/{pitch}/signups", person.token, WISH)
            for pitch, person in zip(pitches, people, strict=True)
        ]
        return self._of_ours(asked, wanted, seconds=None, connections=connections)


def people_a_round(seconds: float) -> int:
    return max(round(SIGN_UPS_A_SECOND * seconds), bare_writes.CLIENTS)


@contextmanager
def bench(ground: Ground, seconds: float, crowd: int) -> Iterator[Bench]:
    """Both servers, and the bare one gives as many bytes as ours."""
    with offtrail_served(ground.url) as ours:
        sizes = sizes_of(ours.port, ground)
        with uvicorn_served("benchmarks.bare:app", BARE=bare_sizes(sizes)) as bare:
            yield Bench(ground, ours, bare, DatabaseProcesses.of(ground.url), sizes, seconds, crowd)


def sizes_of(port: int, ground: Ground) -> dict[str, int]:
    """The bytes of the replies."""
    asked = {
        "board": (ground.board, ground.member),
        "pitch": (f"/api/v1/pitches/{ground.full_pitches[0]}", ground.member),
        "search_week": (f"/api/v1/search?q=pitch&week={ground.slug}", ground.member),
        "search_all": ("/api/v1/search?q=latency", ground.member),
        "insights": (f"/api/v1/weeks/{ground.slug}/insights", ground.admin),
    }
    return {name: len(get(port, path, token)[0]) for name, (path, token) in asked.items()} | {
        "signup": 900,
        "least": 15,
    }


def bare_sizes(sizes: dict[str, int]) -> str:
    return ",".join(f"{name}={size}" for name, size in sizes.items())
