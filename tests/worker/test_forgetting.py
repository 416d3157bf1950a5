"""What is past its time goes, with the clock moved; what is not stays, and so does all that weeks are remembered by."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.core.actor import Role
from app.core.config import Settings
from app.core.idempotency import KeptAnswer
from app.core.tables import Row
from app.identity import links
from app.identity.models import SignInLink
from app.people.models import Person, SecretAddress, SignInSession, Token
from app.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery
from app.weeks.phases import Phase
from app.worker import loop
from app.worker.forgetting import Keeping, forget
from tests.world import Client, Someone, World, done

KEEP = Keeping(ended=timedelta(days=10), deliveries=timedelta(days=5))


@pytest.fixture
def adele(world: World) -> Someone:
    return world.person("Adele Crown", "Platform", Role.ADMIN)


def rows(world: World, table: type[Row]) -> int:
    with world.db.reading() as session:
        return len(session.exec(select(table)).all())


def after(world: World, keep: Keeping = KEEP, **time: float) -> None:
    world.clock.forward(**time)
    forget(world.db, keep)


def test_a_session_goes_some_days_after_it_was_over(world: World, ada: Someone) -> None:
    browser = Client(world.app)
    done(browser.post("session", {"person_id": ada.id}))
    after(world, days=16, hours=23)
    assert rows(world, SignInSession) == 1
    after(world, hours=1)
    assert rows(world, SignInSession) == 0

    done(browser.post("session", {"person_id": ada.id}))
    for _ in range(6):  # in use all the time, and over after 30 days
        browser.get("me")
        world.work()
        world.clock.forward(days=6)
    after(world, days=3, hours=23)
    assert rows(world, SignInSession) == 1
    after(world, hours=1)
    assert rows(world, SignInSession) == 0


def test_tokens_and_addresses_go_some_days_after_they_were_revoked_or_ran_out(
    world: World, ada: Someone
) -> None:
    before = rows(world, Token)
    runs_out = (world.clock.now + timedelta(days=1)).isoformat()
    body = {"name": "robot", "scopes": ["read"]}
    done(ada.post("tokens", body | {"expires_at": runs_out}))
    assert ada.delete(f"tokens/{done(ada.post('tokens', body))['id']}").status_code == 204
    assert (
        ada.delete(f"me/addresses/{done(ada.post('me/addresses', {'kind': 'feeds'}))['id']}").status_code
        == 204
    )
    done(ada.post("me/addresses", {"kind": "feeds"}))

    after(world, days=9, hours=23)
    assert (rows(world, Token), rows(world, SecretAddress)) == (before + 2, 2)
    after(world, hours=1)
    assert (rows(world, Token), rows(world, SecretAddress)) == (before + 1, 1)
    after(world, days=1)
    assert (rows(world, Token), rows(world, SecretAddress)) == (before, 1)
    assert done(ada.get("me"))["id"] == ada.id


def test_links_and_answers_to_retries_go_when_they_are_good_for_nothing(world: World, ada: Someone) -> None:
    with world.db.writing() as session:
        links.ask(session, ada.email, "en")
    done(ada.post("tokens", {"name": "robot", "scopes": ["read"]}, headers={"Idempotency-Key": "1"}))

    after(world, minutes=14)
    assert (rows(world, SignInLink), rows(world, KeptAnswer)) == (1, 1)
    after(world, minutes=1)
    assert (rows(world, SignInLink), rows(world, KeptAnswer)) == (0, 1)
    after(world, hours=24)
    assert rows(world, KeptAnswer) == 0


def test_of_deliveries_those_that_are_done_go(world: World, grace: Someone) -> None:
    with world.db.writing() as session:
        hook = Webhook(
            owner_id=grace.id, name="Chat", url="https://chat.example.com", types=[], secret="sealed"
        )
        session.add(hook)
        session.flush()
        for status in DeliveryStatus:
            session.add(WebhookDelivery(webhook_id=hook.id, type="webhook.test", status=status))

    after(world, days=5)
    assert rows(world, WebhookDelivery) == 3
    after(world, seconds=1)

    with world.db.reading() as session:
        assert [one.status for one in session.exec(select(WebhookDelivery))] == [DeliveryStatus.PENDING]


def test_nobody_is_anonymised_unless_it_is_set(world: World, adele: Someone, ada: Someone) -> None:
    done(adele.post(f"people/{ada.id}/deactivate"))

    after(world, days=5000)

    with world.db.reading() as session:
        assert session.get_one(Person, ada.id).name == "Ada Quill"


def test_who_left_long_enough_ago_is_anonymised_by_the_worker_and_every_count_stays(
    world: World, adele: Someone, ada: Someone, linus: Someone
) -> None:
    keep = Keeping(left=timedelta(days=90))
    pitch = ada.pitches(world.week(Phase.FORMING))
    ada.signs_up(pitch)
    linus.signs_up(pitch)
    world.clock.forward(days=400)
    for person in (ada, linus):
        done(adele.post(f"people/{person.id}/deactivate"))
    world.clock.forward(days=30)
    done(adele.post(f"people/{linus.id}/reactivate"))

    after(world, keep, days=59, hours=23)
    assert world.events("person.anonymised") == []
    after(world, keep, hours=1)
    after(world, keep, hours=1)

    [event] = done(adele.get("events?types=person.anonymised"))["items"]
    assert (event["subject_id"], event["actor_id"], event["via"]) == (ada.id, None, "worker")
    seen = done(adele.get(f"pitches/{pitch['id']}"))
    assert [lead["name"] for lead in seen["leads"]] == ["Former colleague"]
    with world.db.reading() as session:
        assert session.get_one(Person, linus.id).name == "Linus Brook"


def test_the_worker_keeps_what_the_settings_say(world: World, ada: Someone) -> None:
    said = {"keep_ended_days": 0, "keep_deliveries_days": 7, "anonymise_after_days": 365}
    keep = Keeping.of(Settings(database_url="sqlite://", **said))
    assert keep == Keeping(timedelta(0), timedelta(days=7), timedelta(days=365))
    assert Keeping.of(Settings(database_url="sqlite://")) == Keeping()

    done(Client(world.app).post("session", {"person_id": ada.id}))
    world.clock.forward(days=7)
    loop.run_once(world.db, keep)
    assert rows(world, SignInSession) == 0
