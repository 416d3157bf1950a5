"""All that is held about me: every table that names people, without what opens anything, and nobody else's."""

import json

import pytest
from sqlmodel import SQLModel

from app.core.actor import Scope
from app.weeks.phases import Phase
from tests.world import done, refused

WORD = "Zyxwv"


@pytest.fixture
def held(world, ada, linus, grace):
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week, title="Mine", join="ask")
    other = linus.pitches(week, title="Another's")
    done(ada.patch("me", {"bio": f"{WORD} bio"}))
    ada.signs_up(other, message=f"{WORD} message")
    done(ada.put(f"pitches/{other['id']}/interest"))
    done(ada.post(f"pitches/{other['id']}/comments", {"body": f"{WORD} comment"}))
    linus.signs_up(pitch, message="Not Ada's")
    done(ada.post("tokens", {"name": "robot", "scopes": ["read"]}))
    done(ada.post("me/addresses", {"kind": "feeds"}))
    return done(ada.get("me/data"))


def test_every_table_that_names_people_is_there(held):
    naming = {
        table.name for table in SQLModel.metadata.sorted_tables
        if any(key.target_fullname == "person.id" for key in table.foreign_keys) or "person_id" in table.columns
    }  # fmt: skip

    assert naming <= held["tables"].keys()


def test_what_i_said_and_did_is_there_and_nobody_elses(held, ada, linus):
    tables = held["tables"]
    counts = {name: len(rows) for name, rows in tables.items() if rows}

    assert counts | {"event": 0, "erasable_text": 0, "token": 0} == {
        "person": 1, "home_team_stay": 1, "signup": 1, "interest": 1, "comment": 1, "participation": 1, "pitch": 1, "pitch_lead": 1,
        "secret_address": 1, "event": 0, "erasable_text": 0, "token": 0,
    }  # fmt: skip
    assert tables["person"][0]["email"] == ada.email
    assert tables["pitch"][0]["title"] == "Mine"
    assert {row["type"] for row in tables["event"]} >= {"person.added", "pitch.submitted", "comment.written"}
    assert f"{WORD} message" in {row["text"] for row in tables["erasable_text"]} | {
        row["message"] for row in tables["signup"]
    }
    said = json.dumps(held)
    assert linus.name not in said
    assert "Not Ada's" not in said


def test_nothing_that_opens_anything_is_told(held, ada):
    assert [
        row for rows in held["tables"].values() for row in rows if row.keys() & {"secret", "secret_hash"}
    ] == []
    assert ada.secret not in json.dumps(held)


def test_it_takes_sign_in_and_the_scope_to_read(world, ada):
    assert refused(world.nobody.get("me/data")) == (401, "sign_in_required")
    assert refused(ada.with_scopes(Scope.OUTCOMES_READ).get("me/data")) == (403, "scope_missing")


@pytest.mark.sqlite_only(reason="it tells in words how it finds rows; the index is on both")
def test_it_finds_what_the_log_tells_of_me_without_reading_all_of_it(world, ada):
    with world.counted() as statements:
        done(ada.get("me/data"))

    [asked] = [one for one in statements if "FROM event " in one]
    with world.db.reading() as session:
        plan = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked}", (ada.id,) * asked.count("?")
        )
        steps = [row[3] for row in plan]
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert {"ix_event_actor_id", "ix_event_person_id", "ix_event_subject_id"} <= {
        word for step in steps for word in step.split()
    }
