"""People come, switch, wait and leave all at once, while offers lapse and crews grow and shrink: what must always hold holds."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import Database
from app.signups.jobs import settle_due
from app.signups.models import SignUp, SignUpStatus
from tests.races.served import Answer, Caller, Served

pytestmark = pytest.mark.system

DEEDS = 200
CREWS = {"One place": 1, "Two places": 2, "Four places": 4, "They ask": 3}
UNDERSTOOD = {200, 201, 403, 409}
_TAKES = "s.role = 'member' AND s.status IN ('accepted', 'offered')"

# Each finds what breaks a rule, in one statement, so that it sees one moment of the database.
BROKEN = {
    "more places taken than there are": "SELECT id FROM pitch WHERE places_taken > crew_limit",
    "a count that is not what its sign-ups say": f"""
        SELECT id FROM pitch p WHERE places_taken <> (SELECT count(*) FROM signup s WHERE s.pitch_id = p.id AND {_TAKES})
        OR waiting <> (SELECT count(*) FROM signup s WHERE s.pitch_id = p.id AND s.status = 'waiting')""",
    "a place that stays empty while people wait":
        "SELECT id FROM pitch WHERE waiting > 0 AND (crew_limit IS NULL OR places_taken < crew_limit)",
    "somebody in two crews": """
        SELECT person_id FROM signup WHERE role = 'member' AND status = 'accepted'
        GROUP BY week_id, person_id HAVING count(*) > 1""",
    "somebody twice on a pitch": """
        SELECT person_id FROM signup WHERE status IN ('asked', 'invited', 'waiting', 'offered', 'accepted')
        GROUP BY pitch_id, person_id HAVING count(*) > 1""",
    "two with one number in line": "SELECT pitch_id FROM signup GROUP BY pitch_id, line_number HAVING count(*) > 1",
}  # fmt: skip


def test_the_invariants_hold_throughout(served: Served, organizer: Caller) -> None:
    week = served.week(organizer)
    pitches = [_pitch(organizer, week, title, limit) for title, limit in CREWS.items()]
    crowd = served.people(*(f"Person {number}" for number in range(20)))
    chance = Random(2027)
    deeds = [_deed(chance, organizer, crowd, pitches) for _ in range(DEEDS)]

    with watching(served.db) as broken:
        answers = served.at_once(deeds, by=24)

    assert {answer.status for answer in answers} - UNDERSTOOD == set()
    assert broken == []
    said = Counter(answer.said for answer in answers)
    assert min(said[201, "accepted"], said[201, "waiting"], said[201, "asked"], said[200, "left"]) > 0
    for pitch in pitches:
        rows = organizer.must("GET", f"pitches/{pitch}/signups?limit=200")["items"]
        waiting = [row["position"] for row in rows if row["status"] == "waiting"]
        assert waiting == list(range(1, len(waiting) + 1))
    settle_due(served.db)
    assert _told(organizer, week) == _kept(served.db, pitches)
    assert _deadlocks(served.db) == 0


def _pitch(organizer: Caller, week: str, title: str, limit: int) -> str:
    join = "ask" if title == "They ask" else "open"
    body = {"title": title, "crew_limit": limit, "join": join}
    return organizer.must("POST", f"weeks/{week}/pitches", body)["id"]


def _deed(chance: Random, lead: Caller, crowd: list[Caller], pitches: list[str]) -> partial[Answer]:
    """Something that somebody may do just now, chosen beforehand, carried out on what is there then."""
    person, pitch = chance.choice(crowd), chance.choice(pitches)
    kind = chance.choices(
        ["comes", "switches", "goes", "answers", "decides", "limits"], [40, 15, 25, 8, 8, 4]
    )[0]
    if kind in {"comes", "switches"}:
        return partial(
            _comes, person, pitch, chance.choice(["member"] * 9 + ["helper"]), switch=kind == "switches"
        )
    if kind == "limits":
        return partial(lead, "PATCH", f"pitches/{pitch}", {"crew_limit": chance.randint(1, 6)})
    if kind == "decides":
        verb = chance.choice(["accept", "accept", "decline"])
        return partial(
            _on_one_of, lead, f"pitches/{pitch}/signups?limit=200", {"asked"}, verb, chance.random()
        )
    if kind == "answers":
        return partial(_on_one_of, person, "me/signups?limit=200", {"offered"}, "accept", chance.random())
    statuses = {"accepted", "waiting", "asked", "offered"}
    return partial(_on_one_of, person, "me/signups?limit=200", statuses, "leave", chance.random())


def _comes(person: Caller, pitch: str, role: str, *, switch: bool) -> Answer:
    answer = person("POST", f"pitches/{pitch}/signups", {"role": role})
    if switch and answer.said == (409, "already_in_crew"):
        body = {"role": role, "switch_from": answer.body["switch_from"]}
        return person("POST", f"pitches/{pitch}/signups", body)
    return answer


def _on_one_of(person: Caller, where: str, statuses: set[str], verb: str, which: float) -> Answer:
    found = person("GET", where)
    rows = [row for row in found.body["items"] if row["status"] in statuses]
    if not rows:
        return found
    return person("POST", f"signups/{rows[int(which * len(rows))]['id']}/{verb}")


@contextmanager
def watching(db: Database) -> Iterator[list[str]]:
    """Look for broken rules over and over, and have offers run out; what was found is in the list."""
    broken: list[str] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            broken.extend(_broken(db))
            _let_offers_run_out(db)
            time.sleep(0.2)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield broken
    finally:
        over.set()
        thread.join()
    broken.extend(_broken(db))


def _broken(db: Database) -> list[str]:
    found = []
    for rule, query in BROKEN.items():
        with db.reading() as session:
            found += [f"{rule}: {row[0]}" for row in session.connection().execute(sa.text(query))]
    return found


def _let_offers_run_out(db: Database) -> None:
    """As though a day had passed; the worker and the next write on the pitch find out."""
    with db.writing() as session:
        past = clock.now() - timedelta(seconds=1)
        session.connection().execute(
            sa.update(SignUp).where(sa.column("status") == "offered").values(offer_expires_at=past)
        )


def _told(reader: Caller, week: str) -> dict[str, str]:
    """Where each sign-up stands, by what the log says of it last."""
    stands: dict[str, str] = {}
    after, more = 0, True
    while more:
        page = reader.must("GET", f"weeks/{week}/events?types=signup.*&limit=200&after={after}")
        stands |= {event["subject_id"]: event["type"].removeprefix("signup.") for event in page["items"]}
        after, more = page["last"], page["more"]
    return stands


def _kept(db: Database, pitches: list[str]) -> dict[str, str]:
    with db.reading() as session:
        rows: Any = session.connection().execute(
            sa.select(sa.column("id"), sa.column("status"))
            .select_from(sa.table("signup"))
            .where(sa.column("pitch_id").in_(pitches))
        )
        return {id_: SignUpStatus(status).value for id_, status in rows}


def _deadlocks(db: Database) -> int:
    """How many times PostgreSQL had to end a transaction so that others could go on."""
    if db.is_sqlite:
        return 0
    with db.reading() as session:
        counted = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        return int(session.connection().execute(sa.text(counted)).scalar_one())
