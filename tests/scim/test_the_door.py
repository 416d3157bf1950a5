"""The door at /scim/v2: who is let in, what versions promise, in what shape refusals come."""

import json

import pytest
from sqlmodel import col, select

from app.core.actor import Scope
from app.core.bodies import MAX_BODY_BYTES
from app.core.config import Settings
from app.events.models import EventRow
from app.scim.models import DirectoryUser
from tests.scim.conftest import SECRET, USER, Directory, told
from tests.world import Client, Someone, World, in_pieces


def test_without_a_secret_that_works_nothing_is_done(world: World, directory: Directory) -> None:
    for client in (world.nobody, Client(world.app, "made-up"), Client(world.app, SECRET[:-1])):
        for method, path in (
            ("GET", "Users"),
            ("POST", "Users"),
            ("GET", "ServiceProviderConfig"),
            ("PUT", "nope"),
        ):
            reply = client.request(method, f"/scim/v2/{path}")
            assert told(reply)[0] == 401
            assert reply.headers["www-authenticate"] == 'Bearer realm="offtrail"'
    assert world.events() == []


def test_each_of_several_secrets_works_so_that_one_can_be_changed(world: World, directory: Directory) -> None:
    assert Client(world.app, "an-older-one-that-still-works-today").get("/scim/v2/Users").status_code == 200


def test_an_admins_token_works_and_the_log_names_the_admin(
    world: World, directory: Directory, thandiwe: Someone
) -> None:
    for scopes in ([Scope.READ], [Scope.WRITE], [Scope.ORGANIZE]):
        assert told(thandiwe.with_scopes(*scopes).get("/scim/v2/Users"))[0] == 403
    admin = thandiwe.with_scopes(Scope.ADMIN)

    assert admin.post("/scim/v2/Users", {"schemas": [USER], "userName": "nina"}).status_code == 201
    with world.db.reading() as session:
        row = session.exec(
            select(EventRow).where(EventRow.type == "person.added").order_by(col(EventRow.id).desc())
        ).first()
    assert row is not None
    assert (row.actor_id, row.via) == (thandiwe.id, "token")


def test_a_members_and_an_organizers_token_are_refused(
    world: World, directory: Directory, ada: Someone, grace: Someone
) -> None:
    sentence = "This takes the directory's own secret, or an admin's token with the scope admin."
    for who in (ada, grace):
        for method in ("GET", "POST", "DELETE"):
            assert told(who.request(method, "/scim/v2/Users")) == (403, None, sentence)


def test_a_session_cookie_is_no_secret(world: World, thandiwe: Someone) -> None:
    browser = Client(world.app)
    browser.post("session", {"person_id": thandiwe.id})

    assert told(browser.get("/scim/v2/Users"))[0] == 401


def test_where_no_secret_is_set_none_works(world: World) -> None:
    assert told(Client(world.app, "None").get("/scim/v2/Users"))[0] == 401


def test_a_secret_that_can_be_guessed_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="OFFTRAIL_SCIM_TOKEN must have at least 32 characters"):
        Settings(scim_token="too-short")
    assert "x" * 40 not in repr(Settings(scim_token="x" * 40))


def test_versions_guard_against_changes_of_others(directory: Directory, ada: Someone, grace: Someone) -> None:
    first = directory.get(f"Users/{ada.id}")
    tag = first.headers["etag"]

    unchanged = directory.get(f"Users/{ada.id}", headers={"If-None-Match": tag})
    grace.patch(f"people/{ada.id}", {"name": "Ada Brook"})
    stale = directory.put(
        f"Users/{ada.id}", {"schemas": [USER], "userName": ada.email}, headers={"If-Match": tag}
    )

    assert (first.json()["meta"]["version"], unchanged.status_code) == (tag, 304)
    assert told(stale)[0] == 412
    assert told(directory.delete(f"Users/{ada.id}", headers={"If-Match": tag}))[0] == 412
    assert directory.get(f"Users/{ada.id}").headers["etag"] != tag


def test_the_version_changes_with_whatever_is_shown(
    world: World, directory: Directory, ada: Someone, grace: Someone, thandiwe: Someone
) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')
    tags = [directory.get(f"Users/{ada.id}").headers["etag"]]
    for change in (
        lambda: grace.patch(f"people/{ada.id}", {"home_team": "Search"}),
        lambda: grace.patch(f"people/{ada.id}", {"home_team": "Platform"}),
        lambda: directory.changes(
            f"Groups/{platform}", {"op": "replace", "path": "displayName", "value": "Base"}
        ),
        lambda: directory.changes(f"Users/{ada.id}", {"op": "add", "path": "externalId", "value": "7"}),
        lambda: directory.changes(f"Users/{ada.id}", {"op": "add", "path": "name.givenName", "value": "Ada"}),
        lambda: grace.post(f"people/{ada.id}/deactivate"),
    ):
        change()
        tags.append(directory.get(f"Users/{ada.id}").headers["etag"])
    assert len(set(tags)) == len(tags)


def test_the_last_change_is_told_whoever_made_it(
    world: World, directory: Directory, ada: Someone, grace: Someone
) -> None:
    began = directory.user(ada.id)["meta"]
    world.clock.forward(hours=2)
    grace.patch(f"people/{ada.id}", {"name": "Ada Brook"})

    told_then = directory.user(ada.id)["meta"]

    assert (began["created"], began["lastModified"]) == ("2027-01-04T09:00:00Z", "2027-01-04T09:00:00Z")
    assert (told_then["created"], told_then["lastModified"]) == (
        "2027-01-04T09:00:00Z",
        "2027-01-04T11:00:00Z",
    )


@pytest.mark.parametrize("taken", ["userName", "address", "address as userName", "both, of two"])
def test_somebody_who_is_here_is_not_made_again(
    directory: Directory, ada: Someone, linus: Someone, taken: str
) -> None:
    directory.joins("Nina.Sole")
    fields = {
        "userName": {"userName": "NINA.SOLE"},
        "address": {"userName": "somebody", "emails": [{"value": ada.email.upper()}]},
        "address as userName": {"userName": ada.email.upper()},
        "both, of two": {"userName": linus.email, "emails": [{"value": ada.email}]},
    }[taken]

    status, kind, sentence = told(directory.post("Users", {"schemas": [USER]} | fields))

    assert (status, kind) == (409, "uniqueness")
    assert sentence.startswith(
        f"Somebody is here already as {fields['userName']}, or has the e-mail address."
    )


def test_nobody_takes_anothers_name_or_address_by_a_change(directory: Directory, ada: Someone) -> None:
    nina = directory.joins("nina")
    for operation in (
        {"op": "replace", "path": "userName", "value": ada.email},
        {"op": "add", "path": "emails", "value": [{"value": ada.email.upper()}]},
    ):
        assert told(directory.operations(f"Users/{nina['id']}", operation))[:2] == (409, "uniqueness")
    assert directory.user(nina["id"])["userName"] == "nina"


def test_what_is_wrong_is_said_with_its_attribute(directory: Directory) -> None:
    for fields, sentence in [
        ({"userName": " "}, "userName: Send at least 1 character."),
        ({"userName": "x" * 255}, "userName: Send at most 254 characters."),
        ({"userName": "a\u0000b"}, "userName: The text holds the control character U+0000."),
        ({"displayName": "x" * 201}, "displayName: Send at most 200 characters."),
        (
            {"emails": [{"value": "nope"}]},
            "emails.value: This is no e-mail address; it looks like ada@example.com.",
        ),
        ({"externalId": "x" * 255}, "externalId: Send at most 254 characters."),
        ({"name": {"givenName": "x" * 201}}, "name.given_name: Send at most 200 characters."),
    ]:
        reply = directory.post("Users", {"schemas": [USER], "userName": "nina"} | fields)
        assert told(reply) == (400, "invalidValue", sentence)


def test_refusals_have_scims_shape_everywhere(directory: Directory, ada: Someone) -> None:
    large = b'{"schemas": ["' + b" " * MAX_BODY_BYTES + b'"]}'
    for reply, status in [
        (directory.get("Nope"), 404), (directory.get("Users/nope"), 404), (directory.get("Users/%00"), 404),
        (directory.get(f"Users/{ada.id}/more"), 404), (directory.delete("Users"), 405), (directory.request("OPTIONS", "Users"), 405),
        (directory.post("Users", content=b"{"), 400), (directory.post("Users", content=b"\xff"), 400),
        (directory.post("Users", content=b"[" * 5000), 400), (directory.post("Users", {}), 400),
        (directory.post("Users", content=b"{}", headers={"Content-Type": "text/xml"}), 415),
        (directory.post("Users", content=large), 413), (directory.post("Users", content=in_pieces(large)), 413),
        (directory.get("Users?filter=userName+eq"), 400), (directory.get("Users?filter=nope+eq+%22x%22"), 400),
        (directory.get("Users?sortBy=nope"), 400), (directory.get("Users?count=x"), 400), (directory.get("Users?cursor=x"), 501),
        (directory.post("Bulk", {}), 501), (directory.get("Me"), 501),
    ]:  # fmt: skip
        assert told(reply)[0] == status, (reply.request.method, reply.request.url)


def test_it_is_kept_by_nobody_and_numbered_and_counted_like_other_requests(
    world: World, directory: Directory
) -> None:
    headers = directory.get("Users").headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert len(headers["x-request-id"]) == 32
    counted = world.nobody.get("/metrics").text
    assert 'offtrail_requests_total{method="GET",route="/scim/v2/{path:path}",status="200"}' in counted


def test_a_request_that_is_refused_changes_nothing(world: World, directory: Directory, ada: Someone) -> None:
    before = world.events()
    operations = [
        {"op": "replace", "path": "displayName", "value": "Somebody Else"},
        {"op": "replace", "path": "id", "value": "another"},
    ]

    assert told(directory.operations(f"Users/{ada.id}", *operations))[:2] == (400, "mutability")
    assert (world.events(), directory.user(ada.id)["displayName"]) == (before, "Ada Quill")


def test_nothing_is_sent_of_what_we_have_no_use_for(world: World, directory: Directory) -> None:
    made = directory.joins(
        "nina", title="Engineer", phoneNumbers=[{"value": "+351 1"}], password="hunter2-hunter2", addresses=[{"country": "PT"}],
        **{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "77", "costCenter": "1"}},
    )  # fmt: skip

    assert made.keys() == {"schemas", "id", "userName", "active", "meta"}
    with world.db.reading() as session:
        kept = session.get_one(DirectoryUser, made["id"])
    assert json.dumps(kept.said) == '{"active": true}'
