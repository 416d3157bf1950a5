"""The demo company is loaded through the services, once, and holds what somebody who tries Offtrail wants to see."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from app import reactions
from app.core import clock
from app.core.db import Database
from app.events import queries as events
from app.sample.load import load
from app.weeks import queries as weeks
from app.weeks.phases import Phase

REACTIONS = reactions.ALL
A_MONDAY_JUST_AFTER_MIDNIGHT = datetime(2026, 11, 23, 0, 1, tzinfo=ZoneInfo("Europe/Brussels"))


def quiet(done, total):
    """No progress bar."""


def rows(db, query, **values):
    with db.reading() as session:
        return [tuple(row) for row in session.execute(sa.text(query), values)]


def everything(db):
    with db.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(sa.select(table))))
            for table in SQLModel.metadata.sorted_tables
        }


@pytest.fixture(scope="module")
def loaded(_databases):
    """One load for all that only look; with the hardest present, in which the running week has just begun its day."""
    with _databases.migrated() as url:
        db = Database(url)
        former = clock.set_source(lambda: A_MONDAY_JUST_AFTER_MIDNIGHT)
        reported = []
        summary = load(db, lambda *step: reported.append(step))
        yield db, summary, reported
        clock.set_source(former)
        db.dispose()


@pytest.fixture
def company(databases, loaded):
    return loaded[0]


def test_it_is_a_company_of_sixty_in_eight_home_teams(company, loaded):
    _, summary, _ = loaded

    assert (summary.loaded, summary.people, summary.home_teams, summary.weeks) == (True, 61, 8, 2)
    assert rows(
        company, "SELECT role, count(*) FROM person WHERE deactivated_at IS NULL GROUP BY role ORDER BY role"
    ) == [
        ("admin", 1),
        ("member", 56),
        ("organizer", 3),
    ]


def test_one_week_is_closed_and_one_forms_its_crews(company):
    with company.reading() as session:
        phases = {
            slug: weeks.by_slug(session, slug).phase(clock.now()) for slug in ("ninth-week", "tenth-week")
        }

    assert phases == {"ninth-week": Phase.CLOSED, "tenth-week": Phase.FORMING}


def test_each_week_has_its_pitches(company):
    counted = rows(
        company,
        "SELECT week.slug, pitch.status, count(*) FROM pitch JOIN week ON week.id = pitch.week_id"
        " GROUP BY 1, 2 ORDER BY 1, 2",
    )

    assert counted == [
        ("ninth-week", "submitted", 17),
        ("ninth-week", "withdrawn", 1),
        ("tenth-week", "draft", 2),
        ("tenth-week", "submitted", 25),
        ("tenth-week", "withdrawn", 1),
    ]


def test_crews_are_found_in_every_way(company):
    modes = rows(company, "SELECT DISTINCT join_mode FROM pitch WHERE status = 'submitted' ORDER BY 1")
    roles = rows(company, "SELECT DISTINCT role FROM signup WHERE status = 'accepted' ORDER BY 1")

    assert modes == [("ask",), ("invite",), ("open",)]
    assert roles == [("helper",), ("member",), ("mentor",)]


def test_wishes_stand_in_every_way_that_a_forming_week_knows(company):
    found = rows(
        company,
        "SELECT DISTINCT signup.status FROM signup JOIN week ON week.id = signup.week_id"
        " WHERE week.slug = 'tenth-week' ORDER BY 1",
    )

    assert [status for (status,) in found] == [
        "accepted",
        "asked",
        "declined",
        "invited",
        "left",
        "offered",
        "waiting",
    ]


def test_people_wait_in_line_for_full_crews(company):
    lines = rows(company, "SELECT places_taken, crew_limit, waiting FROM pitch WHERE waiting > 0")

    assert [taken == limit for taken, limit, _ in lines] == [True] * 4
    assert sorted(waiting for *_, waiting in lines) == [1, 2, 2, 2]


def test_the_offer_is_still_good(company):
    [(until,)] = rows(company, "SELECT offer_expires_at FROM signup WHERE status = 'offered'")

    until = datetime.fromisoformat(until).replace(tzinfo=ZoneInfo("UTC")) if isinstance(until, str) else until
    assert until > clock.now()


def test_some_are_without_a_crew_and_one_is_out(company):
    without = rows(
        company,
        "SELECT count(*) FROM person WHERE deactivated_at IS NULL AND id NOT IN (SELECT person_id FROM signup"
        " JOIN week ON week.id = week_id WHERE slug = 'tenth-week' AND status = 'accepted' AND role = 'member')",
    )
    out = rows(
        company, "SELECT name FROM participation JOIN person ON person.id = person_id WHERE NOT taking_part"
    )

    assert without == [(15,)]
    assert out == [("Eilidh Strachan",)]


def test_one_pitch_lost_its_lead(company):
    needing = rows(
        company,
        "SELECT pitch.title FROM pitch WHERE status = 'submitted' AND id NOT IN (SELECT pitch_id FROM pitch_lead"
        " JOIN person ON person.id = person_id WHERE deactivated_at IS NULL)",
    )

    assert needing == [("One spreadsheet to let go",)]


def test_four_pitches_continue_earlier_ones(company):
    continued = rows(
        company,
        "SELECT old.slug, new.slug, count(*) FROM pitch JOIN pitch AS before ON before.id = pitch.continues_id"
        " JOIN week AS old ON old.id = before.week_id JOIN week AS new ON new.id = pitch.week_id GROUP BY 1, 2",
    )

    assert continued == [("ninth-week", "tenth-week", 4)]


def test_outcomes_of_every_kind_were_recorded_and_one_is_owed(company):
    kinds = dict(rows(company, "SELECT kind, count(*) FROM outcome GROUP BY kind"))
    owed = rows(
        company,
        "SELECT pitch.title FROM pitch JOIN week ON week.id = week_id LEFT JOIN outcome ON outcome.pitch_id = pitch.id"
        " WHERE slug = 'ninth-week' AND status = 'submitted' AND outcome.id IS NULL",
    )

    assert kinds == {"shipped": 6, "prototype": 3, "learning": 3, "document": 2, "stopped": 2}
    assert owed == [("Where does an oven's heat go home to?",)]


def test_outcomes_were_asked_after_again(company):
    assert rows(company, "SELECT version, count(*) FROM outcome GROUP BY version ORDER BY version") == [
        (1, 9),
        (2, 6),
        (3, 1),
    ]


def test_the_demos_have_a_running_order(company):
    positions = rows(company, "SELECT position FROM demo ORDER BY position")

    assert positions == [(position,) for position in range(1, 18)]


def test_the_counts_on_pitches_are_what_their_sign_ups_say(company):
    told = rows(company, "SELECT id, places_taken, waiting FROM pitch ORDER BY id")
    counted = rows(
        company,
        "SELECT pitch.id, count(CASE WHEN signup.status IN ('accepted', 'offered') AND role = 'member' THEN 1 END),"
        " count(CASE WHEN signup.status = 'waiting' THEN 1 END)"
        " FROM pitch LEFT JOIN signup ON signup.pitch_id = pitch.id GROUP BY pitch.id ORDER BY pitch.id",
    )

    assert told == counted


def test_no_crew_is_over_its_limit_and_nobody_is_in_two(company):
    over = rows(company, "SELECT title FROM pitch WHERE places_taken > crew_limit")
    members = rows(
        company, "SELECT week_id, person_id FROM signup WHERE status = 'accepted' AND role = 'member'"
    )

    assert over == []
    assert [place for place, n in Counter(members).items() if n > 1] == []


def test_who_is_in_a_crew_accepted_the_guardrails_before(company):
    early = rows(
        company,
        "SELECT person.name FROM signup JOIN person ON person.id = signup.person_id LEFT JOIN participation AS p"
        " ON p.week_id = signup.week_id AND p.person_id = signup.person_id WHERE signup.status = 'accepted'"
        " AND (p.guardrails_accepted_at IS NULL OR p.guardrails_accepted_at > signup.accepted_at)",
    )

    assert early == []


def test_the_log_was_lived_in_the_order_of_time(company):
    events.number_committed(company)

    times = [at for (at,) in rows(company, "SELECT at FROM event ORDER BY seq")]
    assert times == sorted(times)


def test_most_of_a_crew_comes_from_other_home_teams_than_its_lead(company):
    """What the running week's text says of the ninth."""
    from_elsewhere = rows(
        company,
        "SELECT a.home_team_id <> b.home_team_id FROM signup JOIN week ON week.id = signup.week_id"
        " JOIN pitch_lead ON pitch_lead.pitch_id = signup.pitch_id AND pitch_lead.position = 0"
        " JOIN home_team_stay AS a ON a.person_id = signup.person_id"
        " JOIN home_team_stay AS b ON b.person_id = pitch_lead.person_id"
        " WHERE slug = 'ninth-week' AND status = 'accepted' AND role = 'member' AND signup.person_id <> b.person_id",
    )

    assert sum(bool(elsewhere) for (elsewhere,) in from_elsewhere) / len(from_elsewhere) == 0.75


def test_progress_is_told_step_by_step(company, loaded):
    _, _, reported = loaded

    total = reported[-1][1]
    assert reported == [(done, total) for done in range(1, total + 1)]


def test_a_second_load_changes_nothing(company, loaded):
    _, first, _ = loaded
    before = everything(company)

    second = load(company, quiet)

    assert (second.loaded, second.pitches, second.events) == (False, first.pitches, first.events)
    assert everything(company) == before
    assert "Nothing was loaded" in str(second)


def test_the_clock_is_put_back_and_nothing_stays_when_a_step_fails(database_url):
    db = Database(database_url)

    def fail(done, total):
        if done == 65:
            raise KeyboardInterrupt

    former = clock.set_source(lambda: A_MONDAY_JUST_AFTER_MIDNIGHT)
    try:
        with pytest.raises(KeyboardInterrupt):
            load(db, fail)
        assert clock.now() == A_MONDAY_JUST_AFTER_MIDNIGHT
        assert rows(db, "SELECT count(*) FROM person") == [(0,)]
    finally:
        clock.set_source(former)
        db.dispose()
