"""Every hot query finds its rows by an index, in the order in which they are shown, so that it takes as long among 400,000 pitches as among a few.

The plans are those that the databases make of the very statements that requests send. PostgreSQL, which rightly reads a small table whole,
or gathers its few rows in any order and sorts them, is asked what it would do if that cost more.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.db import Database
from app.weeks.phases import Phase
from tests.world import Someone, World, done

pytestmark = pytest.mark.system

Deed = Callable[["Grown"], object]
Sent = tuple[str, Any]


@dataclass
class Grown:
    """A week with what people do in it."""

    world: World
    ada: Someone
    grace: Someone
    newcomer: Someone
    slug: str
    pitch: str
    wish: str
    over: str
    """The cursor behind which the weeks are that are over, and rolled up: one that goes on is counted from everybody."""


HOT: dict[str, Deed] = {
    "the board": lambda g: done(g.ada.get(f"weeks/{g.slug}/pitches?limit=1")),
    "the board's next page": lambda g: paged(g.ada, f"weeks/{g.slug}/pitches?limit=1"),
    "the board by title": lambda g: paged(g.ada, f"weeks/{g.slug}/pitches?limit=1&sort=title"),
    "the board by who needs people": lambda g: paged(
        g.ada, f"weeks/{g.slug}/pitches?limit=1&sort=needs_people"
    ),
    "the board by chance": lambda g: paged(g.ada, f"weeks/{g.slug}/pitches?limit=1&sort=shuffle"),
    "the board of one tag": lambda g: done(g.ada.get(f"weeks/{g.slug}/pitches?limit=1&tag=on-call")),
    "the board of one skill": lambda g: done(g.ada.get(f"weeks/{g.slug}/pitches?limit=1&skill=Rust")),
    "the board of some words": lambda g: done(g.ada.get(f"weeks/{g.slug}/pitches?limit=1&q=runbo")),
    "one pitch": lambda g: done(g.ada.get(f"pitches/{g.pitch}")),
    "its sign-ups": lambda g: done(g.ada.get(f"pitches/{g.pitch}/signups")),
    "its comments": lambda g: done(g.ada.get(f"pitches/{g.pitch}/comments")),
    "who is interested": lambda g: done(g.ada.get(f"pitches/{g.pitch}/interest")),
    "my places and wishes": lambda g: done(g.ada.get("me/signups")),
    "what I may see of weeks": lambda g: paged(g.ada, "weeks?limit=1"),
    "one week": lambda g: done(g.ada.get(f"weeks/{g.slug}")),
    "people": lambda g: done(g.ada.get("people?limit=1")),
    "people's next page": lambda g: paged(g.ada, "people?limit=1"),
    "one person": lambda g: done(g.ada.get(f"people/{g.grace.id}")),
    "search": lambda g: done(g.ada.get("search?q=runbo")),
    "search in a week": lambda g: done(g.ada.get(f"search?q=runbo&week={g.slug}")),
    "outcomes pulled": lambda g: done(g.grace.get("outcomes?after=1&limit=1")),
    "outcomes of a week": lambda g: done(g.grace.get(f"outcomes?after=0&limit=1&week={g.slug}")),
    "the change feed": lambda g: done(g.grace.get("events?after=1&limit=1")),
    "the change feed as a member sees it": lambda g: done(g.ada.get("events?after=1&limit=1")),
    "the events of a week": lambda g: done(g.ada.get(f"weeks/{g.slug}/events?after=1&limit=1")),
    "what somebody did": lambda g: done(g.grace.get(f"events?by={g.ada.id}&limit=1")),
    "what was done to somebody": lambda g: done(g.grace.get(f"events?about={g.ada.id}&limit=1")),
    "figures over years": lambda g: done(g.grace.get(f"insights?limit=1&cursor={g.over}")),
    "demos": lambda g: done(g.ada.get(f"weeks/{g.slug}/demos")),
    "signing up": lambda g: done(g.newcomer.post(f"pitches/{g.pitch}/signups", {"role": "member"})),
    "leaving": lambda g: done(g.ada.post(f"signups/{g.wish}/leave")),
    "commenting": lambda g: done(g.ada.post(f"pitches/{g.pitch}/comments", {"body": "Which?"})),
    "interest": lambda g: done(g.newcomer.put(f"pitches/{g.pitch}/interest")),
}


@pytest.fixture
def grown(world: World, ada: Someone, grace: Someone, linus: Someone, stranger: Someone) -> Grown:
    world.week(Phase.CLOSED)
    week = world.week(Phase.FORMING)
    pitches = [ada.pitches(week, tags=["on-call"], skills_to_learn=["Rust"], crew_limit=5) for _ in range(3)]
    wish = ada.signs_up(pitches[0])
    linus.signs_up(pitches[0])
    for person in (grace, linus):
        done(person.put(f"pitches/{pitches[0]['id']}/interest"))
        done(person.post(f"pitches/{pitches[0]['id']}/comments", {"body": "Which runbooks?"}))
    for pitch in pitches[:2]:
        body = {"kind": "prototype", "summary": "It answers."}
        done(grace.put(f"pitches/{pitch['id']}/outcome?reason=a+test", body))
    world.work()
    over = done(grace.get("insights?limit=1"))["next"]
    return Grown(world, ada, grace, stranger, week["slug"], pitches[0]["id"], wish["id"], over)


def paged(person: Someone, path: str) -> Any:
    """The second page of a list."""
    cursor = done(person.get(path))["next"]
    assert cursor is not None
    return done(person.get(f"{path}&cursor={cursor}"))


SMALL = {"week", "log_end", "home_team", "known", "within"}
"""Tables that stay small, or have one row; and what a search makes for itself: the words that begin so, and the ends of a week's numbers."""

BY_BITMAP_ALONE = "to_tsquery"
"""An index on words is read in no other way. Else bitmaps are kept from PostgreSQL, as is reading all: it takes either for a table of a
few rows, or of a few in a file that was longer once, and whether it does hangs on what other tests left behind, and on when it last counted."""

WITHIN = re.compile(
    r"(week_id|pitch_id|person_id|outcome_id|subject_id|continues_id|actor_id|week\.id) (=|IN|= ANY)|seq IS NULL|FROM indexed_text"
    r"|(pitch|person|outcome)\.id (IN \(SELECT value|= ANY)",
    re.IGNORECASE,
)
"""What keeps a statement to one week, pitch or person, to those of one page, or to the newest hits of a search: a sort of their rows is no sort of the whole."""


@pytest.mark.parametrize("deed", HOT)
def test_a_hot_query_finds_its_rows_by_an_index(grown: Grown, deed: str) -> None:
    with noted(grown.world.db) as sent:
        HOT[deed](grown)

    slow = {
        statement: found
        for statement, plan in plans(grown.world.db, sent)
        if (found := whole(statement, plan))
    }
    assert slow == {}


def test_a_plan_that_reads_all_is_noticed(grown: Grown) -> None:
    without_index = "SELECT id FROM pitch WHERE summary = 'x' ORDER BY title"

    [(_, plan)] = plans(grown.world.db, [(without_index, ())])

    assert {step.split()[0] for step in whole(without_index, plan)} >= (
        {"SCAN", "USE"} if grown.world.db.is_sqlite else {"Seq", "Sort"}
    )


def test_a_search_that_gathers_all_hits_is_noticed(grown: Grown) -> None:
    with noted(grown.world.db) as sent:
        done(grown.grace.get("people?q=grace"))

    gathering = [step for _, plan in plans(grown.world.db, sent) for step in plan if GATHERS.match(step)]
    assert len(gathering) == (1 if grown.world.db.is_sqlite else 0)


@contextmanager
def noted(db: Database) -> Iterator[list[Sent]]:
    """The statements that are sent within the block, with their parameters."""
    sent: list[Sent] = []

    def note(_c: Any, _k: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:
        if re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)", statement):
            sent.append((statement, parameters[0] if many else parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(db.engine, "before_cursor_execute", note)


def plans(db: Database, sent: list[Sent]) -> Iterator[tuple[str, list[str]]]:
    """Each statement with the steps that the database would take."""
    with db.writing() as session:
        connection = session.connection()
        if not db.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain, column = ("EXPLAIN QUERY PLAN", 3) if db.is_sqlite else ("EXPLAIN", 0)
        for statement, parameters in sent:
            if not db.is_sqlite:
                by_bitmap = "on" if BY_BITMAP_ALONE in statement else "off"
                connection.exec_driver_sql(f"SET LOCAL enable_bitmapscan = {by_bitmap}")
            rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
            yield statement, [row[column].strip(" ->") for row in rows]


def whole(statement: str, plan: list[str]) -> list[str]:
    """The steps that read all of a table, or sort more than belongs to one week, pitch, person or page."""
    return [step for step in plan if _reads_all(step) or (_sorts(step) and not WITHIN.search(statement))]


GATHERS = re.compile(r"SCAN indexed_text_fts VIRTUAL TABLE INDEX 0:M\d+$")
"""FTS5 that goes neither backwards from the newest text, nor from one number to another, and so reads every text that has a word."""


def _reads_all(step: str) -> bool:
    if GATHERS.match(step):
        return True
    found = re.match(r"SCAN (\w+)(?: USING COVERING INDEX.*)?$|Seq Scan on (\w+)", step)
    return found is not None and (found[1] or found[2]) not in SMALL


def _sorts(step: str) -> bool:
    return step.startswith(("USE TEMP B-TREE FOR", "Sort "))
