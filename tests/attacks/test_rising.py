"""A member writes what only the service, or an admin, may say of them."""

import pytest

from app.core.actor import Scope
from tests.attacks.ground import Ground, contract, example, operations
from tests.world import Client, done, refused

pytestmark = pytest.mark.system

WISHES = {
    "role": "admin", "id": "1", "version": 99, "created_at": "2020-01-01T00:00:00Z", "person_id": "", "email": "root@offtrail.example",
    "scopes": ["admin"], "organizer": True, "organizers": [], "is_admin": True, "status": "accepted", "places_taken": 0, "lead_id": "",
    "leads": [], "week_id": "", "pitch_id": "", "secret": "known", "secret_hash": "known", "published_at": None, "deactivated_at": None,
    "via": "command", "can": {}, "archived": True, "owner_id": "", "__proto__": {}, "__class__": {}, "self": {}, "session": {}, "actor": {},
}  # fmt: skip
WRITES = [one for one in operations() if one.takes]
FOR_ADMINS = {"anonymisePerson"}
FOR_ORGANIZERS = {
    "addOrganizer", "addPerson", "cancelWeek", "copyWeek", "createWeek", "deactivatePerson", "editPerson", "editWeek",
    "getDribdatPackage", "getInsights", "getInsightsOverYears", "getWeekPackage", "inviteGuest", "listNewestEvents", "listStandings", "listWritingTokens", "publishWeek", "putRunningOrder",
    "reactivatePerson", "registerWebhook", "removeGuest", "removeOrganizer", "rescheduleWeek", "takeLogAsCsv", "takeLogAsXlsx", "takePeopleAsCsv", "takePeopleAsXlsx",
    "viewAs",
}  # fmt: skip
OUTCOMES = {
    "followOutcomes", "followOutcomesOfWeek", "getOutcome", "pullOutcomes", "takeOutcomesAsCsv", "takeOutcomesAsXlsx",
}  # fmt: skip
WITHOUT_SCOPE = {"askForSignInLink", "getSession", "signInByLink", "signInLocally", "signOut"}


@pytest.mark.parametrize("operation", WRITES, ids=lambda one: one.id)
def test_a_field_that_is_not_anybodys_to_write_is_refused(ground: Ground, operation) -> None:
    known = contract()["components"]["schemas"][operation.takes]["properties"]
    more = {name: value for name, value in WISHES.items() if name not in known}

    reply = ground.mallory.request(
        operation.method, ground.address(operation), json=example(operation.takes) | more
    )

    assert refused(reply) == (422, "invalid")
    errors = {error["field"].rpartition(".")[2]: error["code"] for error in reply.json()["errors"]}
    assert {name: errors.get(name) for name in more} == dict.fromkeys(more, "unknown_field")


def test_a_role_is_not_taken_by_any_way_that_names_one(ground: Ground) -> None:
    me = ground.person("Mallory Stone")

    refusals = [
        me.patch(f"people/{me.id}", {"role": "admin"}),
        me.post("people", {"name": "Mallory Again", "email": "again@offtrail.example", "role": "admin"}),
        me.put(f"weeks/{ground.things['slug']}/organizers/{me.id}"),
        ground.grace.patch(f"people/{ground.grace.id}", {"role": "admin"}),
        ground.grace.post("people", {"name": "Puppet", "email": "puppet@offtrail.example", "role": "admin"}),
    ]
    me.patch(
        "me?role=admin&person_id=1",
        {"bio": "x"},
        headers={"X-Role": "admin", "X-HTTP-Method-Override": "PUT"},
    )
    asked = done(me.post("tokens", {"name": "All of it", "scopes": ["admin"]}))

    assert {reply.status_code for reply in refusals} == {403}
    assert done(me.get("me"))["role"] == "member"
    assert done(ground.grace.get("me"))["role"] == "organizer"
    assert refused(ground.client(asked["secret"]).post(f"people/{ground.ada.id}/deactivate"))[0] == 403


def with_scope(ground: Ground, scope: Scope) -> Client:
    return ground.client(done(ground.adele.post("tokens", {"name": scope, "scopes": [scope]}))["secret"])


def tried(ground: Ground, client: Client, ids: set[str]) -> dict[str, tuple[int, str | None]]:
    """What each of these operations answered: its status, with the code of a refusal."""
    answers = {}
    for one in (one for one in operations() if one.id in ids):
        body = example(one.takes) if one.takes else None
        reply = client.request(
            one.method, ground.address(one), json=body, params={"q": "x"} if one.id == "search" else None
        )
        answers[one.id] = (reply.status_code, reply.json()["code"] if reply.is_error else None)
    return answers


MISSING = (403, "scope_missing")
READS = {one.id for one in operations() if one.signed_in and one.method == "GET"} - WITHOUT_SCOPE
CHANGES = {one.id for one in operations() if one.signed_in and one.method != "GET"} - WITHOUT_SCOPE


def test_an_admins_token_to_read_outcomes_does_nothing_else(ground: Ground) -> None:
    answers = tried(ground, with_scope(ground, Scope.OUTCOMES_READ), READS | CHANGES)

    assert {one for one, answer in answers.items() if answer != MISSING} == OUTCOMES


def test_an_admins_token_to_read_changes_nothing(ground: Ground) -> None:
    client = with_scope(ground, Scope.READ)

    assert set(tried(ground, client, CHANGES).values()) == {MISSING}
    assert {
        one for one, answer in tried(ground, client, READS).items() if answer == MISSING
    } <= FOR_ORGANIZERS


def test_an_admins_token_to_write_organizes_nothing(ground: Ground) -> None:
    answers = tried(ground, with_scope(ground, Scope.WRITE), FOR_ORGANIZERS | FOR_ADMINS)

    assert {one: answer for one, answer in answers.items() if answer[0] not in (403, 404)} == {}


def test_an_admins_token_to_organize_gives_no_roles_and_ends_nobody(ground: Ground) -> None:
    client = with_scope(ground, Scope.ORGANIZE)
    person = ground.person("Nina Field")
    token = done(person.post("tokens", {"name": "Mine", "scopes": ["write"]}))

    assert refused(client.patch(f"people/{person.id}", json={"role": "admin"}))[0] == 403
    assert refused(client.post(f"people/{person.id}/anonymise"))[0] == 403
    assert refused(client.delete(f"tokens/{token['id']}"))[0] in (403, 404)
    assert refused(client.post("tokens", json={"name": "More", "scopes": ["admin"]}))[0] == 403


def test_a_members_token_with_every_scope_is_still_a_members(ground: Ground) -> None:
    answers = tried(ground, ground.mallory.client, FOR_ORGANIZERS | FOR_ADMINS)

    assert {one: answer for one, answer in answers.items() if answer[0] not in (403, 404)} == {}


def test_without_sign_in_no_operation_that_asks_for_it_answers(ground: Ground) -> None:
    answers = tried(ground, ground.client(), READS | CHANGES)

    assert {one: answer for one, answer in answers.items() if answer[0] not in (401, 404)} == {}
