"""Managers: who sets them, who sees them, and what becomes of the link when either person leaves or is erased."""

import json
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core.actor import Role, system
from app.core.db import Database
from app.events.models import ErasableText
from app.exports import archive
from app.people import service
from app.people.models import Person
from tests.world import Someone, World, an_id, done, refused


@pytest.fixture
def adele(world: World) -> Someone:
    return world.person("Adele Crown", "Platform", Role.ADMIN)


def managed(by: Someone, who: Someone, manager: str | None) -> dict[str, Any]:
    return done(by.patch(f"people/{who.id}", {"manager_id": manager}))  # type: ignore[no-any-return]


def ref(who: Someone, home_team: str | None = "Platform") -> dict[str, Any]:
    return {"id": who.id, "name": who.name, "home_team": home_team}


def told(reader: Someone) -> list[dict[str, Any]]:
    """What the log tells a reader of changes of people."""
    return [event["data"] for event in done(reader.get("events?types=person.edited&limit=200"))["items"]]


def test_an_organizer_says_whom_somebody_reports_to_and_everybody_sees_it(
    ada: Someone, linus: Someone, grace: Someone
) -> None:
    assert done(ada.get("me"))["manager"] is None

    set_ = managed(grace, ada, linus.id)

    assert (set_["manager"], set_["version"]) == (ref(linus, "Payments"), 2)
    assert done(linus.get(f"people/{ada.id}"))["manager"] == ref(linus, "Payments")
    assert done(ada.get("session"))["person"]["manager"] == ref(linus, "Payments")
    assert managed(grace, ada, None)["manager"] is None


def test_somebody_new_may_come_with_a_manager(world: World, ada: Someone, grace: Someone) -> None:
    nina = done(grace.post("people", {"name": "Nina Reed", "manager_id": ada.id}))

    assert (nina["manager"], nina["version"]) == (ref(ada), 1)
    [added] = [e["data"] for e in done(grace.get(f"events?about={nina['id']}"))["items"]]
    assert added["manager"] == ada.id
    assert refused(grace.post("people", {"name": "Nina Reed", "manager_id": an_id()})) == (404, "not_found")


def test_members_set_no_manager_not_even_their_own(ada: Someone, linus: Someone) -> None:
    assert refused(ada.patch(f"people/{ada.id}", {"manager_id": linus.id})) == (403, "organizers_only")
    assert refused(ada.patch("me", {"manager_id": linus.id})) == (422, "invalid")


def test_nobody_is_their_own_manager(world: World, ada: Someone, grace: Someone) -> None:
    reply = grace.patch(f"people/{ada.id}", {"manager_id": ada.id, "name": "Ada Q"})

    assert (refused(reply), [line["field"] for line in reply.json()["errors"]]) == (
        (422, "own_manager"), ["manager_id"],
    )  # fmt: skip
    assert done(ada.get("me"))["name"] == ada.name
    with pytest.raises(IntegrityError), world.db.writing() as session:
        session.connection().execute(
            sa.update(Person).where(sa.column("id") == ada.id).values(manager_id=ada.id)
        )


def test_a_manager_is_somebody_who_is_known_here(ada: Someone, grace: Someone) -> None:
    assert refused(grace.patch(f"people/{ada.id}", {"manager_id": an_id()})) == (404, "not_found")
    assert refused(grace.patch(f"people/{ada.id}", {"manager_id": "linus"})) == (422, "invalid")


def test_two_may_manage_each_other_as_nothing_goes_up_the_line(
    ada: Someone, linus: Someone, grace: Someone
) -> None:
    managed(grace, ada, linus.id)

    assert managed(grace, linus, ada.id)["manager"] == ref(ada)


def test_the_log_tells_organizers_who_it_was_before_and_after(
    ada: Someone, linus: Someone, grace: Someone
) -> None:
    managed(grace, ada, linus.id)
    managed(grace, ada, grace.id)
    managed(grace, ada, grace.id)

    changes = [(one["fields"], one["manager_before"], one["manager_after"]) for one in told(grace)]
    [newest, _] = done(grace.get(f"events/newest?about={ada.id}&types=person.edited"))["items"]

    assert changes == [(["manager"], None, linus.id), (["manager"], linus.id, grace.id)]
    assert {linus.name, grace.name} <= set(newest["names"].values())
    assert [one.keys() & {"manager_before", "manager_after"} for one in told(ada)] == [set(), set()]


def test_whom_somebody_manages_is_found(ada: Someone, linus: Someone, grace: Someone) -> None:
    for who in (ada, grace):
        managed(grace, who, linus.id)

    def found(asked: str) -> list[str]:
        return [one["name"] for one in done(ada.get(f"people?{asked}"))["items"]]

    assert found(f"manager={linus.id}") == [ada.name, grace.name]
    assert found(f"manager={linus.id}&q=ada") == [ada.name]
    assert found(f"manager={ada.id}") == found(f"manager={an_id()}") == []
    assert refused(ada.get("people?manager=linus")) == (422, "invalid")


@pytest.mark.sqlite_only(reason="it tells in words how it finds rows; the index is on both")
def test_whom_somebody_manages_is_found_by_an_index(world: World, ada: Someone) -> None:
    with world.counted() as statements:
        done(ada.get(f"people?manager={ada.id}"))

    [asked] = [one for one in statements if "person.manager_id = ?" in one]
    with world.db.reading() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (ada.id, 50)[: asked.count("?")] + (0,) * (asked.count("?") - 2))  # fmt: skip
        assert "ix_person_manager_id" in str([row[3] for row in plan])


def test_a_list_takes_as_many_questions_for_many_managers_as_for_one(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    managed(grace, ada, linus.id)
    with world.counted() as one:
        done(grace.get("people"))
    managed(grace, linus, grace.id)
    managed(grace, grace, ada.id)
    with world.counted() as three:
        done(grace.get("people"))

    assert len(three) == len(one)


def test_a_guest_knows_no_manager_whom_their_weeks_do_not_show(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    week = world.week()
    pitch = ada.pitches(week)
    guest = world.person("Gwen Port", None, Role.GUEST)
    assert grace.put(f"weeks/{week['slug']}/guests/{guest.id}").status_code == 204
    for who in (ada, guest):
        managed(grace, who, linus.id)

    def seen() -> tuple[Any, ...]:
        people = done(guest.get(f"people?manager={linus.id}"))["items"]
        return done(guest.get("me"))["manager"], done(guest.get(f"people/{ada.id}"))["manager"], len(people)

    assert seen() == (None, None, 0)
    assert linus.name not in guest.get("people").text + guest.get("session").text
    linus.signs_up(pitch)
    assert seen() == (ref(linus, "Payments"), ref(linus, "Payments"), 2)


def test_the_table_of_people_says_it(ada: Someone, linus: Someone, grace: Someone) -> None:
    managed(grace, ada, linus.id)

    lines = grace.get("people.csv").text.splitlines()

    assert lines[0].endswith(",manager_id,manager")
    assert [line.endswith(f",{linus.id},{linus.name}") for line in lines if ada.id in line] == [True]


def test_ones_own_data_names_the_manager_and_of_whom_one_manages_the_ids_alone(
    ada: Someone, linus: Someone, grace: Someone
) -> None:
    managed(grace, ada, linus.id)

    [mine] = done(ada.get("me/data"))["tables"]["person"]
    [self_, of_ada] = done(linus.get("me/data"))["tables"]["person"]

    assert (mine["manager_id"], self_["id"]) == (linus.id, linus.id)
    assert of_ada == {"id": ada.id, "manager_id": linus.id}


def test_a_manager_who_left_stays_until_it_is_said_otherwise(
    ada: Someone, linus: Someone, grace: Someone
) -> None:
    managed(grace, ada, linus.id)
    done(grace.post(f"people/{linus.id}/deactivate"))

    assert done(ada.get("me"))["manager"] == ref(linus, "Payments")
    assert managed(grace, grace, linus.id)["manager"] == ref(linus, "Payments")


def test_who_is_erased_neither_has_a_manager_nor_is_one(
    world: World, ada: Someone, linus: Someone, grace: Someone, adele: Someone
) -> None:
    managed(grace, ada, linus.id)
    managed(grace, linus, grace.id)
    managed(grace, grace, linus.id)
    managed(grace, grace, None)
    done(grace.post(f"people/{linus.id}/deactivate"))

    assert done(adele.post(f"people/{linus.id}/anonymise"))["manager"] is None

    assert (done(ada.get("me"))["manager"], done(ada.get("me"))["version"]) == (None, 3)
    assert [one["fields"] for one in told(grace)] == [["manager"]] * 5
    assert linus.id not in json.dumps([one for one in told(grace) if one["person_id"] != linus.id])
    with world.db.reading() as session:
        words = session.connection().execute(sa.select(ErasableText.text)).scalars().all()
    assert {linus.id, grace.id} & {*words} == set()
    assert refused(grace.patch(f"people/{ada.id}", {"manager_id": linus.id})) == (409, "anonymised")
    assert refused(grace.post("people", {"name": "Nina", "manager_id": linus.id})) == (409, "anonymised")


def test_who_is_being_erased_is_made_nobodys_manager_meanwhile(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    done(grace.post(f"people/{linus.id}/deactivate"))
    with ThreadPoolExecutor(1) as aside, world.db.writing() as session:
        service.anonymise(session, system(), session.get_one(Person, linus.id))
        rival = aside.submit(grace.patch, f"people/{ada.id}", {"manager_id": linus.id})
        assert not wait([rival], timeout=0.3).done

    assert refused(rival.result()) == (409, "anonymised")
    assert done(ada.get("me"))["manager"] is None


def test_an_archive_brings_managers_back_also_those_who_come_after_their_people(
    world: World, ada: Someone, linus: Someone, grace: Someone, other_database_url: str, tmp_path: Any
) -> None:
    managed(grace, ada, linus.id)
    managed(grace, linus, ada.id)
    archive.backup(world.db, tmp_path / "all.zip", lambda *_: None)
    other = Database(other_database_url)

    archive.restore(other, tmp_path / "all.zip", lambda *_: None)
    archive.restore(other, tmp_path / "all.zip", lambda *_: None, replace=True)

    with other.reading() as session:
        kept = dict(session.connection().execute(sa.select(Person.id, Person.manager_id)).all())
    other.dispose()
    assert kept == {ada.id: linus.id, linus.id: ada.id, grace.id: None}
