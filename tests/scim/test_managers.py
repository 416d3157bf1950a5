"""Managers by the enterprise extension: in every form that directories send, and also before the manager is here."""

from typing import Any

import pytest

from tests.scim.conftest import ENTERPRISE, PATCH, USER, Directory, told
from tests.world import Someone, World, an_id, done

MANAGER = f"{ENTERPRISE}:manager"


@pytest.fixture
def nina(directory: Directory) -> str:
    return str(directory.joins("nina@offtrail.example", displayName="Nina Sole")["id"])


@pytest.fixture
def omar(directory: Directory) -> str:
    return str(directory.joins("omar@offtrail.example", displayName="Omar Diaz", externalId="E-77")["id"])


def shown(directory: Directory, id_: str) -> dict[str, Any] | None:
    return directory.user(id_).get(ENTERPRISE, {}).get("manager")  # type: ignore[no-any-return]


def manager_of(id_: str, reader: Someone) -> str | None:
    manager = done(reader.get(f"people/{id_}"))["manager"]
    return manager and manager["id"]  # type: ignore[no-any-return]


def as_shown(id_: str) -> dict[str, Any]:
    return {"value": id_, "$ref": f"http://offtrail.test/scim/v2/Users/{id_}"}


def test_it_is_among_what_is_told_of_users(directory: Directory) -> None:
    schema = directory.get(f"Schemas/{ENTERPRISE}").json()

    [manager] = [one for one in schema["attributes"] if one["name"] == "manager"]
    assert (manager["type"], manager["multiValued"]) == ("complex", False)
    assert {one["name"]: one["mutability"] for one in manager["subAttributes"]} == {
        "value": "readWrite", "$ref": "readWrite", "displayName": "readOnly",
    }  # fmt: skip


def test_somebody_joins_with_a_manager_and_gets_another(
    directory: Directory, omar: str, nina: str, grace: Someone
) -> None:
    lena = directory.joins(
        "lena@offtrail.example", **{ENTERPRISE: {"manager": {"value": omar, "displayName": "?"}}}
    )

    assert lena[ENTERPRISE]["manager"] == shown(directory, lena["id"]) == as_shown(omar)
    assert done(grace.get(f"people/{lena['id']}"))["manager"]["name"] == "Omar Diaz"
    reply = directory.put(f"Users/{lena['id']}", {
        "schemas": [USER, ENTERPRISE], "userName": "lena@offtrail.example",
        ENTERPRISE: {"manager": {"value": nina, "$ref": f"../Users/{nina}", "displayName": "Somebody"}},
    })  # fmt: skip
    assert reply.json()[ENTERPRISE]["manager"] == as_shown(nina)


def forms(id_: str) -> list[dict[str, Any]]:
    """What Entra ID and Okta are known to send, and what the standard allows beside it."""
    ref = f"http://offtrail.test/scim/v2/Users/{id_}"
    return [
        {"op": "Add", "path": MANAGER, "value": id_},
        {"op": "Add", "path": MANAGER, "value": [{"$ref": ref, "value": id_}]},
        {"op": "Replace", "path": MANAGER, "value": {"$ref": ref}},
        {"op": "Replace", "path": MANAGER, "value": {"value": id_, "displayName": "Somebody"}},
        {"op": "Replace", "path": f"{MANAGER}.value", "value": id_},
        {"op": "replace", "value": {MANAGER: id_}},
        {"op": "replace", "value": {f"{MANAGER}.value": id_}},
        {"op": "replace", "value": {ENTERPRISE: {"manager": {"value": id_, "displayName": "Somebody"}}}},
        {"op": "add", "value": {ENTERPRISE: {"manager": id_}}},
        {"op": "add", "path": ENTERPRISE, "value": {"manager": {"value": id_}}},
    ]


def test_it_is_set_in_every_form(directory: Directory, nina: str, omar: str, grace: Someone) -> None:
    for operation in forms(omar):
        directory.changes(f"Users/{nina}", operation)
        assert manager_of(nina, grace) == omar, operation
        directory.changes(f"Users/{nina}", {"op": "Remove", "path": MANAGER})
        assert (manager_of(nina, grace), shown(directory, nina)) == (None, None)


def test_it_is_taken_away_in_every_form(directory: Directory, nina: str, omar: str, grace: Someone) -> None:
    for operation in [
        {"op": "Remove", "path": MANAGER}, {"op": "remove", "path": f"{MANAGER}.value"},
        {"op": "Replace", "path": MANAGER, "value": ""}, {"op": "Replace", "path": MANAGER, "value": None},
        {"op": "replace", "value": {ENTERPRISE: {"manager": {"value": ""}}}}, {"op": "replace", "path": MANAGER, "value": {"value": None}},
    ]:  # fmt: skip
        directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": omar})
        directory.changes(f"Users/{nina}", operation)
        assert (manager_of(nina, grace), shown(directory, nina)) == (None, None), operation


def test_what_is_left_out_changes_nothing_unless_it_was_said_before(
    world: World, directory: Directory, nina: str, omar: str, grace: Someone
) -> None:
    whole = {"schemas": [USER], "userName": "nina@offtrail.example", "displayName": "Nina Sole"}
    done(grace.patch(f"people/{nina}", {"manager_id": omar}))

    directory.put(f"Users/{nina}", whole)
    directory.changes(f"Users/{nina}", {"op": "replace", "path": "displayName", "value": "Nina S."})
    assert (manager_of(nina, grace), shown(directory, nina)) == (omar, None)

    directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": omar})
    directory.changes(f"Users/{nina}", {"op": "replace", "path": "displayName", "value": "Nina Sole"})
    assert manager_of(nina, grace) == omar
    directory.put(f"Users/{nina}", whole)
    assert manager_of(nina, grace) is None
    assert [e["via"] for e in done(grace.get("events?types=person.edited&limit=200"))["items"]][
        -1
    ] == "directory"


def test_a_manager_is_understood_by_what_the_directory_or_everybody_calls_them(
    directory: Directory, nina: str, omar: str, grace: Someone, linus: Someone
) -> None:
    directory.joins("plain.name", emails=[{"value": "p@offtrail.example"}])
    for said, meant in [("E-77", omar), ("OMAR@offtrail.example", omar), (linus.email, linus.id)]:
        directory.changes(f"Users/{nina}", {"op": "replace", "path": MANAGER, "value": said})
        assert (manager_of(nina, grace), shown(directory, nina)["value"]) == (meant, meant)  # type: ignore[index]


def test_a_manager_who_comes_later_is_linked_then(
    world: World, directory: Directory, nina: str, grace: Someone
) -> None:
    waiting = {
        said: directory.joins(f"w{number}", **{ENTERPRISE: {"manager": {"value": said}}})["id"]
        for number, said in enumerate(["E-9", "Zoe@offtrail.example", "zoe.user", an_id()])
    }
    assert [shown(directory, id_) for id_ in waiting.values()] == [{"value": said} for said in waiting]
    assert [manager_of(id_, grace) for id_ in waiting.values()] == [None] * 4
    directory.changes(f"Users/{waiting['E-9']}", {"op": "replace", "path": "displayName", "value": "Still"})

    by_hand = done(grace.post("people", {"name": "Zoe Lund", "email": "zoe@OFFTRAIL.example"}))
    assert manager_of(waiting["Zoe@offtrail.example"], grace) == by_hand["id"]
    told_of = directory.joins("zoe.user", externalId="E-9")

    links = {said: manager_of(id_, grace) for said, id_ in waiting.items()}
    assert [*links.values()] == [told_of["id"], by_hand["id"], told_of["id"], None]
    assert shown(directory, waiting["Zoe@offtrail.example"]) == as_shown(by_hand["id"])
    [last, *_] = done(grace.get(f"events/newest?about={waiting['E-9']}&types=person.edited"))["items"]
    assert (last["via"], last["data"]["manager_after"]) == ("directory", told_of["id"])


def test_an_address_that_somebody_gets_links_whom_it_was_awaited_by(
    directory: Directory, nina: str, grace: Someone, linus: Someone
) -> None:
    directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": "new@offtrail.example"})
    assert manager_of(nina, grace) is None

    done(grace.patch(f"people/{linus.id}", {"email": "New@offtrail.example"}))

    assert manager_of(nina, grace) == linus.id


def test_an_unknown_manager_takes_the_place_of_the_one_before(
    directory: Directory, nina: str, omar: str, grace: Someone
) -> None:
    directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": omar})
    directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": "E-1000"})

    assert (manager_of(nina, grace), shown(directory, nina)) == (None, {"value": "E-1000"})


def test_nobody_is_their_own_manager(directory: Directory, nina: str) -> None:
    for value in (nina, "nina@offtrail.example"):
        reply = directory.operations(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": value})
        assert told(reply) == (400, "invalidValue", "Nobody is their own manager.")


def test_a_manager_who_leaves_stays_and_one_who_is_erased_does_not(
    directory: Directory, nina: str, omar: str, grace: Someone, thandiwe: Someone
) -> None:
    directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": omar})
    assert directory.delete(f"Users/{omar}").status_code == 204
    assert manager_of(nina, grace) == omar

    done(thandiwe.post(f"people/{omar}/anonymise"))

    assert (manager_of(nina, grace), shown(directory, nina)) == (None, None)
    directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": omar})
    assert (manager_of(nina, grace), shown(directory, nina)) == (None, {"value": omar})


def test_a_new_name_of_the_manager_makes_a_new_tag(directory: Directory, nina: str, omar: str) -> None:
    directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": omar})
    before = directory.get(f"Users/{nina}").headers["etag"]

    directory.changes(f"Users/{omar}", {"op": "replace", "path": "displayName", "value": "Omar D."})

    assert directory.get(f"Users/{nina}").headers["etag"] != before
    reply = directory.get(f"Users/{nina}", params={"attributes": f"{MANAGER}.displayName"})
    assert reply.json()[ENTERPRISE]["manager"] == {"displayName": "Omar D."}
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": "N"}]}
    assert directory.patch(f"Users/{nina}", body, headers={"If-Match": before}).status_code == 412


def test_entra_looks_whether_somebody_has_a_manager(
    world: World, directory: Directory, nina: str, omar: str
) -> None:
    directory.changes(f"Users/{nina}", {"op": "add", "path": MANAGER, "value": omar})

    for path in (MANAGER, f"{MANAGER}.value"):
        assert directory.finds("Users", f'{path} eq "{omar}"') == [nina]
        assert directory.finds("Users", f'id eq "{nina}" and {path} eq "{omar}"') == [nina]
        assert directory.finds("Users", f'id eq "{omar}" and {path} eq "{nina}"') == []
