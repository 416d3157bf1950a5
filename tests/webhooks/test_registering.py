"""Registering an address: who may, where it may lie, and that its secret is shown once and kept sealed."""

import pytest
import sqlalchemy as sa

from app.core.actor import Scope
from app.core.outgoing import Guard
from app.core.sealing import Seal
from app.webhooks.models import Webhook
from app.weeks.phases import Phase
from tests.webhooks.receiver import Receiver
from tests.world import Someone, World, an_id, done, refused

WISH = {"name": "The chat", "url": "https://chat.example.com/hook", "types": ["pitch.submitted"]}
PLACES = {
    "chat.example.com": ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"], "nowhere.example.com": [],
    "inside.example.com": ["93.184.215.14", "10.0.0.5"], "127.0.0.1": ["127.0.0.1"], "2130706433": ["127.0.0.1"],
    "::1": ["::1"], "xn--bcher-kva.example": ["93.184.215.14"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _known_names(world: World, _here: None) -> None:
    guard = Guard(frozenset({"chat.internal:8080"}), lambda host, _: PLACES.get(host, ["10.1.2.3"]))
    world.app.state.guard = guard


def test_a_secret_is_shown_once_and_kept_sealed(world: World, grace: Someone) -> None:
    new = done(grace.post("webhooks", WISH))

    with world.db.reading() as session:
        [row] = session.connection().execute(sa.select(sa.inspect(Webhook).local_table)).mappings()

    assert new["secret"].startswith("whsec_")
    assert new["secret"] not in str(dict(row))
    assert Seal(()).open(row["secret"]) == new["secret"]
    shown = {name: value for name, value in new.items() if name != "secret"}
    assert done(grace.get("webhooks"))["items"] == [shown] == [done(grace.get(f"webhooks/{new['id']}"))]
    told = done(grace.get("events", params={"types": "webhook.*"}))["items"]
    assert [(event["type"], event["data"]["types"]) for event in told] == [
        ("webhook.registered", ["pitch.submitted"])
    ]
    assert WISH["url"] not in str(told)


def test_a_repeat_registers_nothing_and_shows_no_secret(grace: Someone) -> None:
    key = {"Idempotency-Key": "chat-1"}
    done(grace.post("webhooks", WISH, headers=key))

    again = grace.post("webhooks", WISH, headers=key)

    assert refused(again) == (409, "secret_already_shown")
    assert len(done(grace.get("webhooks"))["items"]) == 1


NO_WISH = [
    ({"types": []}, "too_short"), ({"types": ["everything"]}, "string_pattern_mismatch"), ({"url": "ftp://chat.example.com"}, "url_scheme"),
    ({"types": ["pitch.submitted", "pitch.eaten"]}, "unknown_event_type"), ({"types": ["dog.*"]}, "unknown_event_type"),
    ({"week": "no-such-week"}, "unknown_week"), ({"name": ""}, "string_too_short"), ({"secret": "whsec_mine"}, "unknown_field"),
    ({"url": "http://chat.example.com/hook"}, "https_only"), ({"url": "https://inside.example.com"}, "address_refused"),
    ({"url": "https://nowhere.example.com"}, "address_refused"), ({"url": "https://127.0.0.1/"}, "address_refused"),
    ({"url": "https://2130706433/"}, "address_refused"), ({"url": "https://[::1]/"}, "address_refused"),
    ({"url": "https://grace:secret@chat.example.com/"}, "bad_address"), ({"url": "https://chat.example.com/#top"}, "bad_address"),
    ({"url": "https://chat.internal/"}, "address_refused"),
]  # fmt: skip


def test_what_is_no_wish_for_a_web_hook_is_refused_by_its_field(grace: Someone) -> None:
    for change, code in NO_WISH:
        reply = grace.post("webhooks", WISH | change)

        assert (reply.status_code, reply.json()["errors"][0]["code"]) == (422, code), change
        assert reply.json()["errors"][0]["field"].partition(".")[0] == next(iter(change))
    assert done(grace.get("webhooks"))["items"] == []


def test_a_host_that_the_operator_names_may_lie_within(grace: Someone) -> None:
    for url in ("http://chat.internal:8080/hook", "https://CHAT.internal:8080/", "https://bücher.example/"):
        assert done(grace.post("webhooks", WISH | {"url": url}))["url"] == url


def test_members_keep_none_and_organizers_of_a_week_that_weeks(
    world: World, grace: Someone, ada: Someone, stranger: Someone
) -> None:
    week, other = world.week(Phase.FORMING), world.week(Phase.FORMING)
    assert grace.put(f"weeks/{week['slug']}/organizers/{ada.id}").status_code == 204
    of_all = done(grace.post("webhooks", WISH))

    mine = done(ada.post("webhooks", WISH | {"week": week["slug"]}))

    assert (mine["week"], mine["owner"]["id"]) == (week["slug"], ada.id)
    assert [one["id"] for one in done(ada.get("webhooks"))["items"]] == [mine["id"]]
    assert [one["id"] for one in done(grace.get("webhooks"))["items"]] == [of_all["id"], mine["id"]]
    assert done(stranger.get("webhooks"))["items"] == []
    for wish in (WISH, WISH | {"week": other["slug"]}):
        assert refused(ada.post("webhooks", wish)) == (403, "organizers_only")
    for path in (f"webhooks/{of_all['id']}", f"webhooks/{an_id()}", f"webhooks/{of_all['id']}/deliveries"):
        assert refused(ada.get(path)) == (404, "not_found")
    assert refused(grace.with_scopes(Scope.READ, Scope.WRITE).post("webhooks", WISH)) == (
        403,
        "scope_missing",
    )
    assert refused(world.nobody.get("webhooks")) == (401, "sign_in_required")


def test_what_changed_meanwhile_is_not_overwritten(grace: Someone) -> None:
    path = f"webhooks/{done(grace.post('webhooks', WISH))['id']}"
    before = grace.get(path).headers["etag"]

    changed = done(grace.patch(path, {"types": ["pitch.*"], "name": "Chat"}, headers={"If-Match": before}))

    assert (changed["types"], changed["name"], changed["version"]) == (["pitch.*"], "Chat", 2)
    for stale in (
        grace.patch(path, {"name": "No"}, headers={"If-Match": before}),
        grace.delete(path, headers={"If-Match": before}),
    ):
        assert refused(stale) == (412, "stale_version")
    for change, code in (
        ({"url": "https://inside.example.com"}, "address_refused"),
        ({"types": ["a.b"]}, "unknown_event_type"),
    ):
        assert refused(grace.patch(path, change)) == (422, code)
    assert done(grace.get(path))["url"] == WISH["url"]


def test_one_that_is_deleted_is_gone(world: World, grace: Someone, receiver: Receiver) -> None:
    path = f"webhooks/{done(grace.post('webhooks', WISH))['id']}"
    done(grace.post(f"{path}/test"))

    assert grace.delete(path).status_code == 204

    assert refused(grace.get(path)) == (404, "not_found")
    assert world.events("webhook.deleted") == ["webhook.deleted"]


def test_production_without_a_key_registers_none(world: World, grace: Someone) -> None:
    world.app.state.seal = Seal((), needs_key=True)

    assert refused(grace.post("webhooks", WISH)) == (409, "no_secret_key")


def test_a_former_key_still_opens_what_it_sealed() -> None:
    old, new = Seal(("a" * 32,)), Seal(("b" * 32, "a" * 32))

    assert new.open(old.close("whsec_x")) == "whsec_x"
    assert old.open(new.close("whsec_x")) is None


def test_null_changes_nothing_of_a_web_hook(grace: Someone) -> None:
    path = f"webhooks/{done(grace.post('webhooks', WISH))['id']}"

    for field in ("name", "url", "types", "on"):
        assert refused(grace.patch(path, {field: None})) == (422, "null_not_allowed")

    assert done(grace.get(path))["version"] == 1
