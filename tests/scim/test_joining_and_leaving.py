"""Joining, moving to another home team, another name, leaving and coming back, as the directory tells it."""

from sqlmodel import select

from app.core.actor import Role
from app.events.models import EventRow
from app.identity.arriving import Said, arrive
from app.people.models import Identity, Person
from app.weeks.phases import Phase
from tests.scim.conftest import ENTERPRISE, USER, Directory, told
from tests.world import Client, Someone, World, done, refused

NINA = {
    "displayName": "Nina Sole", "name": {"givenName": "Nina", "familyName": "Sole"}, "active": True, "externalId": "e-1",
    "emails": [{"value": "nina@offtrail.example", "type": "work", "primary": True}], "timezone": "Europe/Lisbon",
    ENTERPRISE: {"department": "Payments"},
}  # fmt: skip


def who(world: World) -> list[tuple[str, str | None, str]]:
    """The log: what happened to people, by whom and by what means."""
    with world.db.reading() as session:
        rows = session.exec(select(EventRow).order_by(EventRow.id)).all()
    return [(row.type, row.actor_id, row.via) for row in rows if row.via != "command"]


def test_who_joins_is_here_with_home_team_and_zone_and_the_log_tells_by_whom(
    world: World, directory: Directory, grace: Someone
) -> None:
    made = directory.joins("nina.sole", **NINA)

    person = done(grace.get(f"people/{made['id']}"))
    assert {name: person[name] for name in ("name", "email", "home_team", "time_zone", "role", "active")} == {
        "name": "Nina Sole", "email": "nina@offtrail.example", "home_team": "Payments", "time_zone": "Europe/Lisbon",
        "role": "member", "active": True,
    }  # fmt: skip
    assert {name: made[name] for name in NINA if name != "schemas"} == NINA
    assert made["groups"][0]["display"] == "Payments"
    assert made["meta"]["location"] == f"http://offtrail.test/scim/v2/Users/{made['id']}"
    assert who(world) == [("person.added", None, "directory"), ("person.edited", None, "directory")]
    assert [p["name"] for p in done(grace.get("people?q=nina"))["items"]] == ["Nina Sole"]


def test_a_user_name_that_is_an_address_is_one_signed_in_by(world: World, directory: Directory) -> None:
    made = directory.joins("Nina@Offtrail.example", displayName="Nina Sole")

    browser = Client(world.app)
    signed_in = done(browser.post("session", {"email": "nina@offtrail.example"}))

    assert signed_in["person"]["id"] == made["id"]
    assert "emails" not in made


def test_without_a_name_one_is_called_by_its_parts_or_by_the_user_name(
    directory: Directory, grace: Someone
) -> None:
    by_parts = directory.joins("a.b", name={"givenName": "Nina", "familyName": "Sole"})
    by_whole = directory.joins("c.d", name={"formatted": "Dr. Nina Sole", "givenName": "N."})
    by_nothing = directory.joins("nina@offtrail.example")

    names = [done(grace.get(f"people/{made['id']}"))["name"] for made in (by_parts, by_whole, by_nothing)]

    assert names == ["Nina Sole", "Dr. Nina Sole", "nina"]


def test_moving_to_another_home_team_keeps_the_former_stay(
    world: World, directory: Directory, grace: Someone
) -> None:
    made = directory.joins("nina.sole", **NINA)
    world.clock.forward(days=3)

    directory.changes(
        f"Users/{made['id']}", {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "Search"}
    )

    assert done(grace.get(f"people/{made['id']}"))["home_team"] == "Search"
    assert who(world)[2:] == [("person.moved", None, "directory")]
    assert directory.user(made["id"])[ENTERPRISE] == {"department": "Search"}


def test_another_name_and_another_address_are_taken_over(directory: Directory, grace: Someone) -> None:
    made = directory.joins("nina@offtrail.example", displayName="Nina Sole")

    reply = directory.put(
        f"Users/{made['id']}",
        {"schemas": [USER], "userName": "nina.brook@offtrail.example", "displayName": "Nina Brook"},
    )

    assert (reply.status_code, reply.json()["userName"]) == (200, "nina.brook@offtrail.example")
    person = done(grace.get(f"people/{made['id']}"))
    assert (person["name"], person["email"]) == ("Nina Brook", "nina.brook@offtrail.example")


def test_what_a_replacement_leaves_out_and_the_directory_never_said_stays(
    directory: Directory, grace: Someone
) -> None:
    made = directory.joins("nina@offtrail.example", displayName="Nina Sole")
    done(grace.patch(f"people/{made['id']}", {"home_team": "Search"}))

    directory.put(f"Users/{made['id']}", {"schemas": [USER], "userName": "nina@offtrail.example"})

    person = done(grace.get(f"people/{made['id']}"))
    assert (person["name"], person["home_team"], person["active"]) == ("Nina Sole", "Search", True)


def test_a_zone_that_somebody_chose_stays_until_the_directory_changes_its_own(
    world: World, directory: Directory
) -> None:
    made = directory.joins("nina.sole", **NINA)
    nina = Client(world.app)
    done(nina.post("session", {"person_id": made["id"]}))
    done(nina.patch("me", {"time_zone": "Asia/Tokyo"}))

    directory.put(f"Users/{made['id']}", {"schemas": [USER], "userName": "nina.sole"} | NINA)
    before = done(nina.get("me"))["time_zone"]
    directory.changes(f"Users/{made['id']}", {"op": "replace", "path": "timezone", "value": "Europe/Rome"})
    after = done(nina.get("me"))["time_zone"]
    directory.changes(
        f"Users/{made['id']}", {"op": "replace", "path": "timezone", "value": "W. Europe Standard Time"}
    )

    assert (before, after, done(nina.get("me"))["time_zone"]) == ("Asia/Tokyo", "Europe/Rome", "Europe/Rome")
    assert directory.user(made["id"])["timezone"] == "W. Europe Standard Time"


def test_who_leaves_frees_their_place_for_the_line_and_is_let_in_nowhere(
    world: World, directory: Directory, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    pitch = stranger.pitches(world.week(Phase.FORMING), crew_limit=1)
    led = ada.pitches(world.week(Phase.FORMING))
    ada.signs_up(pitch)
    waits = linus.signs_up(pitch)
    browser = Client(world.app)
    done(browser.post("session", {"person_id": ada.id}))
    done(ada.post("me/addresses", {"kind": "calendar"}))
    before = len(who(world))

    directory.changes(f"Users/{ada.id}", {"op": "replace", "path": "active", "value": False})

    assert waits["status"] == "waiting"
    assert [m["person"]["id"] for m in done(linus.get(f"pitches/{pitch['id']}"))["crew"]] == [linus.id]
    assert done(browser.get("session"))["person"] is None
    assert refused(ada.get("me")) == (401, "bad_token")
    assert done(stranger.get(f"pitches/{led['id']}"))["needs_lead"] is True
    assert [type_ for type_, *_ in who(world)[before:]] == [
        "person.deactivated", "signup.left", "signup.accepted",
    ]  # fmt: skip
    assert {via for *_, via in who(world)[before:]} == {"directory"}
    assert directory.user(ada.id)["active"] is False


def test_who_comes_back_is_let_in_again_without_what_ended(
    world: World, directory: Directory, ada: Someone
) -> None:
    for active in (False, True):
        directory.changes(f"Users/{ada.id}", {"op": "replace", "path": "active", "value": active})

    assert refused(ada.get("me")) == (401, "bad_token")
    assert done(Client(world.app).post("session", {"person_id": ada.id}))["person"]["active"] is True


def test_who_is_deleted_is_gone_for_the_directory_and_nothing_is_erased(
    directory: Directory, ada: Someone, grace: Someone
) -> None:
    reply = directory.delete(f"Users/{ada.id}")

    assert (reply.status_code, reply.content) == (204, b"")
    assert told(directory.get(f"Users/{ada.id}"))[0] == 404
    assert directory.finds("Users", f'userName eq "{ada.email}"') == []
    person = done(grace.get(f"people/{ada.id}"))
    assert (person["name"], person["email"], person["active"], person["anonymised"]) == (
        ada.name, ada.email, False, False,
    )  # fmt: skip


def test_who_was_deleted_and_is_made_anew_is_the_same_person(
    directory: Directory, ada: Someone, grace: Someone
) -> None:
    directory.delete(f"Users/{ada.id}")

    made = directory.joins(ada.email, displayName="Ada Quill-Brook")

    assert (made["id"], made["active"]) == (ada.id, True)
    assert done(grace.get(f"people/{ada.id}"))["name"] == "Ada Quill-Brook"


def test_whom_an_organizer_lets_in_again_the_directory_sees_again(
    directory: Directory, ada: Someone, grace: Someone
) -> None:
    directory.delete(f"Users/{ada.id}")

    done(grace.post(f"people/{ada.id}/reactivate"))

    assert directory.user(ada.id)["active"] is True


def test_whoever_was_anonymised_is_unknown_and_comes_anew(
    world: World, directory: Directory, thandiwe: Someone
) -> None:
    made = directory.joins("nina.sole", **NINA)
    directory.delete(f"Users/{made['id']}")

    done(thandiwe.post(f"people/{made['id']}/anonymise"))

    again = directory.joins("nina.sole", **NINA)
    assert again["id"] != made["id"]
    assert told(directory.get(f"Users/{made['id']}"))[0] == 404
    held = done(thandiwe.get("me/data"))["tables"]
    assert held["directory_user"] == []


def test_the_last_admin_stays_and_the_directory_is_told_why(
    world: World, directory: Directory, thandiwe: Someone
) -> None:
    sentence = "Thandiwe Reed is the only admin; make somebody else an admin first."

    refusals = [
        directory.operations(f"Users/{thandiwe.id}", {"op": "replace", "path": "active", "value": False}),
        directory.delete(f"Users/{thandiwe.id}"),
    ]

    assert [told(reply) for reply in refusals] == [(409, None, sentence)] * 2
    assert done(thandiwe.get("me"))["active"] is True
    world.person("Piotr Last", role=Role.ADMIN)
    assert directory.delete(f"Users/{thandiwe.id}").status_code == 204


def test_whom_it_brought_then_signs_in_at_the_provider_by_the_same_address(
    world: World, directory: Directory
) -> None:
    made = directory.joins("nina.sole", **NINA)
    claims = {
        "iss": "https://login.example",
        "sub": "n-1",
        "email": "NINA@offtrail.example",
        "email_verified": True,
    }

    with world.db.writing() as session:
        person = arrive(session, Said.by(claims, world.app.state.settings), world.app.state.settings)
        linked = session.get_one(Identity, ("https://login.example", "n-1"))
        assert (person.id, linked.person_id, person.name) == (made["id"], made["id"], "Nina Sole")


def test_imported_people_without_an_address_are_no_accounts(world: World, directory: Directory) -> None:
    with world.db.writing() as session:
        session.add(imported := Person(name="Somebody Earlier", source="dribdat", source_id="7"))
        session.flush()
        person_id = imported.id

    assert told(directory.get(f"Users/{person_id}"))[0] == 404
    assert directory.get("Users").json()["totalResults"] == 0
