"""What Entra ID and Okta really send, where it strays from the letter of the standard."""

import pytest

from tests.scim.conftest import ENTERPRISE, GROUP, PATCH, USER, Directory, told
from tests.world import Someone, World, done

ENTRA = {
    "schemas": [USER, ENTERPRISE], "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef", "userName": "nina@offtrail.example",
    "active": True, "displayName": "Nina Sole", "title": "Engineer", "preferredLanguage": "pt-PT",
    "emails": [{"primary": True, "type": "work", "value": "nina@offtrail.example"}], "meta": {"resourceType": "User"},
    "name": {"formatted": "Nina Sole", "familyName": "Sole", "givenName": "Nina"}, "roles": [],
    "addresses": [{"type": "work", "country": "PT"}], "phoneNumbers": [{"type": "mobile", "value": "+351 1"}],
    ENTERPRISE: {"department": "Payments", "employeeNumber": "77", "manager": {"value": "9"}},
}  # fmt: skip
OKTA = {
    "schemas": [USER], "userName": "nina@offtrail.example", "name": {"givenName": "Nina", "familyName": "Sole"},
    "emails": [{"primary": True, "value": "nina@offtrail.example", "type": "work"}], "displayName": "Nina Sole",
    "locale": "en-US", "externalId": "00ujl29u0le5T6Aj10h7", "groups": [], "password": "1mz050nq", "active": True,
}  # fmt: skip


@pytest.fixture
def nina(directory: Directory) -> str:
    reply = directory.post("Users", ENTRA)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


# --- Entra ID


def test_its_test_of_the_connection_asks_for_somebody_who_is_nobody(directory: Directory) -> None:
    reply = directory.get("Users", params={"filter": 'userName eq "3b2f6a30-0b3c-4a8e-8a52-6b4e4a1c8a11"'})

    assert (reply.status_code, reply.json()["totalResults"], reply.json().get("Resources", [])) == (
        200,
        0,
        [],
    )


def test_it_says_inactive_as_a_text_and_its_verbs_with_a_capital(directory: Directory, nina: str) -> None:
    for op, off, on in [("Replace", "False", "True"), ("Add", "false", "true"), ("REPLACE", False, True)]:
        directory.changes(f"Users/{nina}", {"op": op, "path": "active", "value": off})
        assert directory.user(nina)["active"] is False
        directory.changes(f"Users/{nina}", {"op": op, "path": "active", "value": on})
        assert directory.user(nina)["active"] is True


def test_it_changes_several_attributes_at_once_without_a_path(
    directory: Directory, nina: str, grace: Someone
) -> None:
    directory.changes(f"Users/{nina}", {"op": "Replace", "value": {
        "displayName": "Nina Brook", "name.familyName": "Brook", f"{ENTERPRISE}:department": "Search", "active": "True",
        "emails[type eq \"work\"].value": "nina.brook@offtrail.example", "title": "Lead",
    }})  # fmt: skip

    user = directory.user(nina)
    assert (user["displayName"], user["name"]["familyName"], user["active"]) == ("Nina Brook", "Brook", True)
    person = done(grace.get(f"people/{nina}"))
    assert (person["name"], person["home_team"]) == ("Nina Brook", "Search")


def test_it_changes_an_address_by_its_type(directory: Directory, nina: str, grace: Someone) -> None:
    directory.changes(
        f"Users/{nina}",
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "n.sole@offtrail.example"},
    )

    assert done(grace.get(f"people/{nina}"))["email"] == "n.sole@offtrail.example"


def test_it_adds_an_address_by_a_type_that_is_not_there_yet(directory: Directory, grace: Someone) -> None:
    made = directory.joins("nina", displayName="Nina")

    directory.changes(
        f"Users/{made['id']}",
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "nina@offtrail.example"},
    )

    assert done(grace.get(f"people/{made['id']}"))["email"] == "nina@offtrail.example"
    assert directory.user(made["id"])["emails"] == [{"value": "nina@offtrail.example", "type": "work"}]


def test_what_we_have_no_use_for_changes_nothing(world: World, directory: Directory, nina: str) -> None:
    before = directory.get(f"Users/{nina}").headers["etag"]

    directory.changes(
        f"Users/{nina}",
        {"op": "Add", "path": 'addresses[type eq "work"].locality', "value": "Porto"},
        {"op": "Replace", "path": f"{ENTERPRISE}:costCenter", "value": "12"},
        {"op": "Add", "path": 'roles[primary eq "True"].value', "value": "admin"},
        {"op": "Replace", "path": 'phoneNumbers[type eq "work"]', "value": {"value": "1"}},
        {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:Own:2.0:User:tag", "value": "x"},
    )

    assert directory.get(f"Users/{nina}").headers["etag"] == before


def test_it_removes_a_department_by_its_path(directory: Directory, nina: str, grace: Someone) -> None:
    directory.changes(f"Users/{nina}", {"op": "Remove", "path": f"{ENTERPRISE}:department"})

    assert done(grace.get(f"people/{nina}"))["home_team"] is None


def test_it_reads_groups_without_members_and_removes_members_by_value(
    directory: Directory, nina: str
) -> None:
    made = directory.post(
        "Groups", {"schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
                   "externalId": "8aa1", "displayName": "Search", "members": [{"$ref": None, "value": nina}]},
    ).json()  # fmt: skip

    found = directory.get(
        "Groups", params={"excludedAttributes": "members", "filter": 'displayName eq "Search"'}
    )
    directory.changes(f"Groups/{made['id']}", {"op": "Remove", "path": "members", "value": [{"value": nina}]})

    assert [group["id"] for group in found.json()["Resources"]] == [made["id"]]
    assert "members" not in found.json()["Resources"][0]
    assert "members" not in directory.get(f"Groups/{made['id']}").json()


def test_it_sends_names_of_groups_with_an_id_of_its_own(directory: Directory) -> None:
    made = directory.post(
        "Groups", {"schemas": [GROUP], "displayName": "Search", "id": "its-own", "externalId": "8aa1"}
    )

    assert made.status_code == 201
    assert directory.finds("Groups", 'externalId eq "8aa1"') == [made.json()["id"]]
    assert made.json()["id"] != "its-own"


# --- Okta


def test_okta_looks_first_and_then_makes(directory: Directory) -> None:
    asked = {"filter": 'userName eq "nina@offtrail.example"', "startIndex": 1, "count": 100}

    assert directory.get("Users", params=asked).json()["totalResults"] == 0
    made = directory.post("Users", OKTA)
    assert made.status_code == 201
    assert "password" not in made.text
    assert directory.get("Users", params=asked).json()["Resources"][0]["id"] == made.json()["id"]


def test_okta_sends_the_whole_user_to_change_a_part(directory: Directory, grace: Someone) -> None:
    made = directory.post("Users", OKTA).json()

    reply = directory.put(
        f"Users/{made['id']}", OKTA | {"id": made["id"], "meta": made["meta"], "displayName": "Nina Brook"}
    )

    assert reply.status_code == 200
    assert done(grace.get(f"people/{made['id']}"))["name"] == "Nina Brook"


def test_okta_ends_and_renews_access_without_a_path(directory: Directory) -> None:
    made = directory.post("Users", OKTA).json()

    for active in (False, True):
        directory.changes(f"Users/{made['id']}", {"op": "replace", "value": {"active": active}})
        assert directory.user(made["id"])["active"] is active


def test_okta_names_a_group_by_its_own_id_without_a_path_and_sets_its_members(
    directory: Directory, ada: Someone, linus: Someone
) -> None:
    made = directory.post("Groups", {"schemas": [GROUP], "displayName": "Search"}).json()

    directory.changes(
        f"Groups/{made['id']}", {"op": "replace", "value": {"id": made["id"], "displayName": "Finding"}}
    )
    directory.changes(f"Groups/{made['id']}", {"op": "replace", "path": "members", "value": [
        {"value": ada.id, "display": ada.email}, {"value": linus.id, "display": linus.email}]})  # fmt: skip

    group = directory.get(f"Groups/{made['id']}").json()
    assert (group["displayName"], {member["value"] for member in group["members"]}) == (
        "Finding",
        {ada.id, linus.id},
    )


def test_a_type_of_body_may_be_plain_json_or_go_unsaid(directory: Directory) -> None:
    for number, kind in enumerate(
        ["application/json", "application/scim+json; charset=utf-8", "application/scim+json"]
    ):
        body = f'{{"schemas": ["{USER}"], "userName": "n{number}"}}'.encode()
        assert directory.post("Users", content=body, headers={"Content-Type": kind}).status_code == 201


# --- neither


def test_what_means_nothing_is_refused_and_changes_nothing(directory: Directory, nina: str) -> None:
    before = directory.get(f"Users/{nina}").headers["etag"]
    for operations in [
        [], [{}], ["x"], None, [{"op": "move", "path": "active"}], [{"op": "remove"}], [{"op": "replace", "path": "active", "value": "perhaps"}],
        [{"op": "replace", "path": "active", "value": [{"value": "False"}]}], [{"op": "remove", "path": "userName"}],
        [{"op": "add", "path": "emails[", "value": 1}], [{"op": "replace", "value": 7}], [{"op": "replace", "path": "groups", "value": []}],
        [{"op": "replace", "path": "displayName", "value": "Nina Brook"}, {"op": "move"}],
    ]:  # fmt: skip
        reply = directory.patch(f"Users/{nina}", {"schemas": [PATCH], "Operations": operations})
        assert told(reply)[0] == 400, operations
    assert directory.get(f"Users/{nina}").headers["etag"] == before
