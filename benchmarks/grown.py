"""Years of weeks, past the services: a company's whole history in minutes, as `offtrail` itself would have left it.

python -m benchmarks.grown [--url sqlite:///grown.db] [--weeks 40] [--times 1]: 1,000 pitches and 5,000 sign-ups a week,
half as many people as pitches, and 6,000 at least; `--times 10` makes each week ten times as big.
"""

import argparse
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import sqlalchemy as sa
from rich.progress import Progress
from sqlmodel import SQLModel

from app import reactions
from app.core import clock, ids
from app.core.actor import Role, Scope, Via, system
from app.core.db import Database
from app.core.migrations import migrate
from app.core.tables import Row
from app.core.text import IndexedText, fold, words_of
from app.events import chain
from app.events.models import EventRow, LogEnd
from app.outcomes.models import Outcome, OutcomeKind
from app.people import service as people
from app.people import tokens
from app.people.models import HomeTeam, HomeTeamStay, Person
from app.people.schemas import PersonIn
from app.pitches.models import Comment, Interest, LabelKind, Pitch, PitchLabel, PitchLead, PitchStatus
from app.signups.models import SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.phases import SCHEDULED

REACTIONS = reactions.ALL
PITCHES, CREW, HOME_TEAMS = 1000, 5, 200
BATCH = 2000
ROOM_FOR_INDEXES = "PRAGMA cache_size=-1000000"
"""A GB, where half a MB serves."""
WORDS = (
    "latency", "runbook", "garden", "compiler", "notebook", "queue", "invoice", "pager", "schema", "kettle",
    "beacon", "harvest", "mirror", "tunnel", "ledger", "orbit", "signal", "anchor", "marble", "lantern",
    "willow", "quartz", "ember", "harbour", "thicket", "prism", "saddle", "velvet", "copper", "drift",
)  # fmt: skip
TOPICS = ("on-call", "search", "billing", "mobile", "data", "tests", "docs", "security", "hardware", "design")
SKILLS = ("Python", "SQL", "Rust", "Go", "Figma", "Terraform", "Kotlin", "Swift")


@dataclass(frozen=True)
class Grown:
    """What there is to ask for."""

    slug: str
    pitch_id: str
    events: int
    token: str
    members_token: str


def grow(db: Database, weeks: int = 40, times: int = 1, seed: int = 7) -> Grown:
    """Fill an empty database. The newest week is forming its crews now; those before lie half a year apart."""
    migrate(db)
    maker = _Maker(db, random.Random(seed))  # the same again is what is wanted
    with Progress(transient=True) as progress:
        task = progress.add_task("Growing", total=weeks + 1)
        maker.people(max(weeks // 2, CREW + 1) * PITCHES * times)
        progress.advance(task)
        for number in range(weeks):
            maker.week(weeks - 1 - number, PITCHES * times)
            progress.advance(task)
    maker.end_log()
    return maker.told()


class _Maker:
    def __init__(self, db: Database, chance: random.Random) -> None:
        self.db, self.chance = db, chance
        self.seq, self.chained = 0, chain.START
        self.person_ids: list[str] = []
        self.last_week, self.last_pitch = "", ""

    def people(self, number: int) -> None:
        long_ago = clock.now() - timedelta(days=365 * 25)
        teams = [
            row_of(HomeTeam, name=f"Home team {n}", name_folded=f"home team {n}") for n in range(HOME_TEAMS)
        ]
        rows = [
            row_of(Person, name=name, email=address, email_folded=address, created_at=long_ago)
            for name, address in islice(self._names(), number)
        ]
        self.person_ids = [row["id"] for row in rows]
        stays = [
            row_of(HomeTeamStay, person_id=row["id"], home_team_id=team["id"], since=long_ago, until=None)
            for row, team in zip(rows, cycle(teams), strict=False)
        ]
        found = [_found("person", row["id"], row["name"]) for row in rows]
        self._put((HomeTeam, teams), (Person, rows), (HomeTeamStay, stays), (IndexedText, found))

    def _names(self) -> Iterator[tuple[str, str]]:
        for number in range(10**9):
            first, last = self.chance.choice(WORDS).title(), self.chance.choice(WORDS).title()
            yield f"{first} {last} {number}", f"{first}.{last}.{number}@offtrail.example".lower()

    def week(self, half_years_ago: int, number: int) -> None:
        """One week with its pitches, crews, outcomes and all that was said, and its part of the log."""
        forming = clock.now() - timedelta(days=1 + 182 * half_years_ago)
        begins = [forming + timedelta(days=days) for days in (-7, 0, 7, 11, 12, 14)]
        slug = f"week-{half_years_ago}"
        week = row_of(
            Week, slug=slug, title=f"Exploration {slug}", time_zone="UTC", published_at=begins[0], created_at=begins[0],
            sorts_at=begins[2], **{f"{phase}_at": at for phase, at in zip(SCHEDULED, begins, strict=True)},
        )  # fmt: skip
        crews = self.chance.sample(self.person_ids, min(len(self.person_ids), number * CREW))
        self._put((Week, [week]))
        self.last_week = slug
        places = cycle(crews)
        taken: set[str] = set()
        for done in range(0, number, BATCH // CREW):
            some = min(BATCH // CREW, number - done)
            self._pitches(week, some, places, taken)

    def _pitches(self, week: dict[str, Any], number: int, people: Iterator[str], taken: set[str]) -> None:
        rows: dict[type[SQLModel], list[dict[str, Any]]] = {table: [] for table in _ORDER}
        for _ in range(number):
            pitch = self._pitch(week)
            lead = next(people)
            rows[PitchLead].append(row_of(PitchLead, pitch_id=pitch["id"], person_id=lead))
            rows[PitchLabel] += [
                row_of(PitchLabel, pitch_id=pitch["id"], kind=kind, position=0, text=text, folded=fold(text))
                for kind, of in ((LabelKind.TAG, TOPICS), (LabelKind.NEEDED, SKILLS), (LabelKind.TO_LEARN, SKILLS))
                for text in [self.chance.choice(of)]
            ]  # fmt: skip
            rows[EventRow].append(self._event("pitch.submitted", week, pitch, lead, pitch["id"]))
            self._crew(rows, week, pitch, [next(people) for _ in range(CREW)], taken)
            self._outcome(rows, week, pitch, lead)
            rows[Comment].append(row_of(Comment, pitch_id=pitch["id"], author_id=next(people), body="Which?"))
            rows[Interest].append(row_of(Interest, pitch_id=pitch["id"], person_id=lead))
            words = (pitch["title"], pitch["summary"], pitch["body"])
            rows[IndexedText].append(_found("pitch", pitch["id"], *words))
            rows[Pitch].append(pitch)
            self.last_pitch = pitch["id"]
        self._put(*rows.items())

    def _pitch(self, week: dict[str, Any]) -> dict[str, Any]:
        title = f"{' '.join(self.chance.sample(WORDS, 4))} for everyone"
        summary, body = (
            " ".join(self.chance.choices(WORDS, k=20)),
            " ".join(self.chance.choices(WORDS, k=200)),
        )
        at = week["pitching_at"] + timedelta(seconds=self.chance.randrange(600_000))
        return row_of(
            Pitch, week_id=week["id"], title=title, title_folded=fold(title), summary=summary, body=body, crew_limit=CREW + 1,
            status=PitchStatus.SUBMITTED, submitted_at=at, created_at=at, where_text="",
            shuffle_key=self.chance.randrange(2**31 - 1),
        )  # fmt: skip

    def _crew(
        self, rows: Any, week: dict[str, Any], pitch: dict[str, Any], crew: Iterable[str], taken: set[str]
    ) -> None:
        """Whoever is in no crew of the week yet has a place, the others wait."""
        for line, person_id in enumerate(dict.fromkeys(crew), 1):
            free = person_id not in taken
            taken.add(person_id)
            status = SignUpStatus.ACCEPTED if free else SignUpStatus.WAITING
            at = week["forming_at"]
            signup = row_of(
                SignUp, pitch_id=pitch["id"], week_id=week["id"], person_id=person_id, status=status, line_number=line,
                asked_at=at, accepted_at=at if free else None,
            )  # fmt: skip
            rows[SignUp].append(signup)
            pitch["places_taken" if free else "waiting"] += 1
            pitch["next_line_number"] = line + 1
            told = {"signup_id": signup["id"], "person_id": person_id}
            rows[EventRow].append(
                self._event(f"signup.{status}", week, pitch, person_id, signup["id"], **told)
            )

    def _outcome(self, rows: Any, week: dict[str, Any], pitch: dict[str, Any], lead: str) -> None:
        summary = " ".join(self.chance.choices(WORDS, k=40))
        outcome = row_of(
            Outcome, pitch_id=pitch["id"], kind=self.chance.choice(list(OutcomeKind)), summary=summary, event_id="",
            created_at=week["closed_at"], updated_at=week["closed_at"],
        )  # fmt: skip
        event = self._event(
            "outcome.recorded", week, pitch, lead, outcome["id"], outcome_id=outcome["id"], version=1
        )
        rows[EventRow].append(event)
        rows[Outcome].append(outcome | {"event_id": event["id"]})
        rows[IndexedText].append(_found("outcome", outcome["id"], summary))

    def _event(
        self, type_: str, week: dict[str, Any], pitch: dict[str, Any], by: str, subject: str, **data: Any
    ) -> dict[str, Any]:
        self.seq += 1
        told = {"week_id": week["id"], "pitch_id": pitch["id"], **data}
        row = row_of(
            EventRow, seq=self.seq, type=type_, at=week["forming_at"], actor_id=by, via=Via.SESSION, week_id=week["id"],
            pitch_id=pitch["id"], subject_id=subject, data=told,
        )  # fmt: skip
        self.chained = row["chained"] = chain.digest(self.chained, row)
        return row

    def end_log(self) -> None:
        with self.db.writing() as session:
            session.connection().execute(
                sa.update(LogEnd.__table__).values(last=self.seq, chained=self.chained)
            )
        if self.db.is_sqlite:
            return
        with self.db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("ANALYZE")  # as PostgreSQL itself does, a minute later

    def told(self) -> Grown:
        with self.db.writing() as session:
            email = "measured@offtrail.example"
            admin = people.add(
                session, system(), PersonIn(name="Measured Admin", email=email, role=Role.ADMIN)
            )
            all_of = [Scope.ADMIN]
            token = tokens.issue(session, system(), admin.id, "measured", all_of, None)[1]
            member = self.person_ids[0]
            own = tokens.issue(session, system(), member, "measured", [Scope.WRITE], None)[1]
            return Grown(self.last_week, self.last_pitch, self.seq, token, own)

    def _put(self, *tables: tuple[type[SQLModel], list[dict[str, Any]]]) -> None:
        with self.db.writing() as session:
            connection = session.connection()
            if self.db.is_sqlite:
                connection.exec_driver_sql(ROOM_FOR_INDEXES)
            put = _insert if self.db.is_sqlite else _copy
            for table, rows in tables:
                for done in range(0, len(rows), BATCH):
                    put(connection, table.__table__, rows[done : done + BATCH])


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    connection.execute(sa.insert(table), rows)


def _copy(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """As PostgreSQL takes in many rows with the least ado: a fifth less time for the whole."""
    columns = [table.c[name] for name in rows[0]]
    kept = [
        column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns
    ]
    names = ", ".join(f'"{column.name}"' for column in columns)
    cursor = connection.connection.cursor()
    with cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(
                [keep(value) if keep else value for keep, value in zip(kept, row.values(), strict=True)]
            )


_ORDER = (Pitch, PitchLead, PitchLabel, EventRow, SignUp, Outcome, Comment, Interest, IndexedText)
"""Such that each row finds those that it refers to."""
_SAMPLES: dict[type[Row], dict[str, Any]] = {}


def row_of(table: type[Row], **values: Any) -> dict[str, Any]:
    """A row with the defaults of its table, made without the checks that its class makes for each."""
    sample = _SAMPLES.get(table)
    if sample is None:
        own = dict(table(**values).model_dump())
        own.update({"where_text": own.pop("where")} if "where" in own else {})
        sample = _SAMPLES[table] = own
    fresh = {"id": ids.new()} if isinstance(sample.get("id"), str) else {}
    return sample | values | fresh


def _found(kind: str, id_: str, *texts: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "subject_id": id_,
        "text": " ".join(word for text in texts for word in words_of(text)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", default="sqlite:///grown.db")
    parser.add_argument("--weeks", type=int, default=40)
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    grown = grow(Database(options.url), options.weeks, options.times)
    print(f"{options.url}: {grown} after {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
