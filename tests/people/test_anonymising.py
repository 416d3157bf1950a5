"""Anonymising: who a person was is erased wherever it stood, what they took part in stays, and so does every count."""

import json

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from app.core.actor import Role
from app.pitches.models import Pitch
from app.webhooks.models import Webhook
from app.weeks.models import Week
from app.weeks.phases import Phase
from tests.world import Someone, World, done, refused

WORD = "Zyxwv"
OUTCOME = {"kind": "prototype", "summary": "It answers.", "next": "continue"}


@pytest.fixture
def adele(world: World) -> Someone:
    return world.person("Adele Crown", "Platform", Role.ADMIN)


@pytest.fixture
def zoe(world: World) -> Someone:
    return world.person(f"Zoe {WORD}", "Design")


def left(adele: Someone, person: Someone) -> None:
    done(adele.post(f"people/{person.id}/deactivate"))


def erased(adele: Someone, person: Someone) -> dict:
    left(adele, person)
    return done(adele.post(f"people/{person.id}/anonymise"))


def everything(world: World) -> str:
    """All rows of all tables, but for answers that are kept for a day."""
    with world.db.reading() as session:
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name != "kept_answer"]
        return json.dumps(
            [[*map(str, row)] for table in tables for row in session.connection().execute(sa.select(table))]
        )


def a_life(world: World, zoe: Someone, ada: Someone, adele: Someone) -> dict:
    """A week in which Zoe led a pitch that came to something, and said all that people can say of themselves."""
    week = world.week(Phase.FORMING)
    done(
        zoe.patch(
            "me", {"bio": f"{WORD} bio", "skills": [f"{WORD} skill"], "wants_to_learn": [f"{WORD} wish"]}
        )
    )
    pitch = zoe.pitches(week)
    zoe.signs_up(pitch)
    ada.signs_up(pitch)
    asked = ada.pitches(week, title="Another", join="ask")
    zoe.signs_up(asked, role="helper", message=f"{WORD} message")
    done(zoe.post("tokens", {"name": f"{WORD} robot", "scopes": ["read"]}))
    done(zoe.post(f"pitches/{asked['id']}/comments", {"body": "May I ask?"}))
    done(adele.patch(f"people/{zoe.id}", {"name": f"Zoe {WORD} Two", "email": f"{WORD}@offtrail.example"}))
    world.move_on(week, Phase.WRAP_UP)
    done(ada.put(f"pitches/{pitch['id']}/outcome", OUTCOME))
    world.move_on(week, Phase.CLOSED)
    return {"week": week["slug"], "pitch": pitch["id"], "asked": asked["id"]}


def test_nothing_says_who_it_was(world: World, zoe: Someone, ada: Someone, adele: Someone) -> None:
    at = a_life(world, zoe, ada, adele)
    assert WORD in everything(world)

    nobody = erased(adele, zoe)

    assert WORD not in everything(world)
    assert {name: nobody[name] for name in ("name", "email", "bio", "skills", "anonymised", "active")} == {
        "name": "Former colleague", "email": None, "bio": "", "skills": [], "anonymised": True, "active": False,
    }  # fmt: skip
    paths = [
        f"pitches/{at['pitch']}", f"pitches/{at['pitch']}/signups", f"pitches/{at['pitch']}/outcome", f"weeks/{at['week']}/pitches",
        f"pitches/{at['asked']}/comments", "events?limit=200", "outcomes", f"people/{zoe.id}/pitches", f"search?q={WORD}",
        f"weeks/{at['week']}/pitches.csv", f"weeks/{at['week']}/signups.csv", "people.csv",
    ]  # fmt: skip
    assert [path for path in paths if WORD in adele.get(path).text] == []


def test_what_imports_kept_and_what_web_hooks_are_called_forgets_the_name(
    world: World, zoe: Someone, ada: Someone, adele: Someone
) -> None:
    pitch, week = ada.pitches(world.week(Phase.FORMING)), world.week(Phase.FORMING)
    kept = {
        "track": "Design", "speaker": f"by zoe {WORD.lower()}, alone", "votes": 3, f"Zoe {WORD}": True, "near": f"Zoe {WORD}s",
        "people": [{"name": f"Zoe {WORD}", "shirt": "M"}, {"name": "Ada Quill"}, [zoe.email], "Zoe"], "more": {"contact": zoe.email, "seats": 4},
    }  # fmt: skip
    with world.db.writing() as session:
        for table, it in ((Pitch, pitch), (Week, week)):
            session.get_one(table, it["id"]).source_extra = kept
        for owner, name in ((zoe, "My chat"), (ada, f"The chat of ZOE {WORD}"), (ada, "The chat")):
            session.add(
                Webhook(
                    owner_id=owner.id, name=name, url="https://chat.example.com", types=[], secret="sealed"
                )
            )

    erased(adele, zoe)

    with world.db.reading() as session:
        for table, it in ((Pitch, pitch), (Week, week)):
            assert session.get_one(table, it["id"]).source_extra == {
                "track": "Design", "votes": 3, "near": f"Zoe {WORD}s", "people": [{"name": "Ada Quill"}, "Zoe"], "more": {"seats": 4},
            }  # fmt: skip
        names = session.exec(select(Webhook.name).order_by(col(Webhook.id))).all()
    assert names == ["Former colleague", "The chat of Former colleague", "The chat"]


def test_every_count_stays(world: World, zoe: Someone, ada: Someone, adele: Someone) -> None:
    at = a_life(world, zoe, ada, adele)
    left(adele, zoe)
    paths = [f"weeks/{at['week']}/insights", f"weeks/{at['week']}/facets", "home-teams"]
    before = [done(adele.get(path)) for path in paths]

    done(adele.post(f"people/{zoe.id}/anonymise"))

    assert [done(adele.get(path)) for path in paths] == before
    crew = done(adele.get(f"pitches/{at['pitch']}"))["crew"]
    assert {one["person"]["name"] for one in crew} == {"Former colleague", ada.name}


def test_an_outcome_comes_to_every_copy_again_without_the_name(
    world: World, zoe: Someone, ada: Someone, adele: Someone
) -> None:
    a_life(world, zoe, ada, adele)
    left(adele, zoe)
    pulled = done(ada.get("outcomes"))

    done(adele.post(f"people/{zoe.id}/anonymise"))

    [again] = done(ada.get(f"outcomes?after={pulled['last']}"))["items"]
    assert again["id"] == pulled["items"][0]["id"]
    assert {one["person"]["name"] for one in again["crew"]} == {"Former colleague", ada.name}
    assert [one["person"]["home_team"] for one in again["crew"]] == [
        one["person"]["home_team"] for one in pulled["items"][0]["crew"]
    ]


def test_only_an_admin_does_it_and_only_to_who_has_left(
    world: World, zoe: Someone, grace: Someone, adele: Someone
) -> None:
    assert refused(adele.post(f"people/{zoe.id}/anonymise")) == (409, "still_active")
    left(adele, zoe)
    assert refused(grace.post(f"people/{zoe.id}/anonymise")) == (403, "admins_only")
    first = done(adele.post(f"people/{zoe.id}/anonymise"))

    assert done(adele.post(f"people/{zoe.id}/anonymise")) == first
    assert refused(adele.post(f"people/{zoe.id}/reactivate")) == (409, "anonymised")
    assert refused(adele.patch(f"people/{zoe.id}", {"name": "Zoe"})) == (409, "anonymised")
    assert world.events("person.anonymised") == ["person.anonymised"]
    newcomer = done(adele.post("people", {"name": zoe.name, "email": zoe.email}))
    assert newcomer["id"] != zoe.id
