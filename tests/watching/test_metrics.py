"""What `/metrics` tells: of requests, of the pool, of all that is done later; also where the database is away."""

import re
import threading
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import select

from app.core import rounds
from app.core.db import Database
from app.events.queries import number_committed
from app.identity import links
from app.watching import metrics
from app.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery
from app.weeks.phases import Phase
from app.worker import loop
from tests.world import Someone, World, done, refused


def scraped(world: World) -> dict[str, float]:
    """Each sample without the prefix of its name, those with labels as `name{state}`."""
    reply = world.nobody.get("/metrics")
    assert reply.status_code == 200
    return read(reply.text)


def read(text: str) -> dict[str, float]:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {
        sample.name.removeprefix("offtrail_")
        + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for sample in samples
        if sample.name.startswith("offtrail_") and "le" not in sample.labels
    }


@pytest.fixture(autouse=True)
def _nothing_noted() -> Iterator[None]:
    rounds._noted.clear()
    yield
    rounds._noted.clear()


def test_a_service_without_work_says_so(world: World) -> None:
    told = scraped(world)

    assert told["database_up"] == told["processes"] == 1
    quiet = ["log_unnumbered", "log_unnumbered_oldest_seconds", "webhook_deliveries{due}", "webhook_deliveries{failed}",
             "webhook_deliveries{dead}", "webhook_oldest_due_seconds", "webhooks{on}", "webhooks{failing}", "webhook_log_lag",
             "mails_waiting", "mails_waiting_oldest_seconds", "offers_overdue", "live_streams", "visits_waiting"]  # fmt: skip
    assert {name: told[name] for name in quiet} == dict.fromkeys(quiet, 0)


def test_the_pool_and_the_visits_are_told(world: World) -> None:
    with world.db.reading() as session:
        session.execute(select(1))
        told = scraped(world)

    assert (told["pool_size"], told["pool_checked_out"], told["visits_running"]) == (4, 1, 0)


def test_events_without_a_number_are_counted_and_how_old_they_are(world: World, ada: Someone) -> None:
    world.work()
    before = scraped(world)["log_last_number"]
    week = world.week(Phase.PITCHING)
    ada.pitches(week)
    world.clock.forward(seconds=40)

    waiting = scraped(world)
    number_committed(world.db)
    numbered = scraped(world)

    assert (waiting["log_unnumbered"], waiting["log_unnumbered_oldest_seconds"]) == (4, 40)
    assert (numbered["log_unnumbered"], numbered["log_last_number"]) == (0, before + 4)


def hook(world: World, owner: Someone, **fields: object) -> str:
    with world.db.writing() as session:
        made = Webhook(
            owner_id=owner.id,
            name="chat",
            url="https://chat.example",
            types=["pitch.*"],
            secret="sealed",
            **fields,
        )
        session.add(made)
        return made.id


def deliveries(world: World, webhook_id: str, *those: tuple[DeliveryStatus, float]) -> None:
    """Deliveries that are so, and due so many seconds ago."""
    with world.db.writing() as session:
        for number, (status, seconds) in enumerate(those, 1):
            due_at = world.clock.now - world.clock.now.resolution * round(seconds * 1_000_000)
            session.add(
                WebhookDelivery(
                    webhook_id=webhook_id, seq=number, type="pitch.submitted", status=status, due_at=due_at
                )
            )


def test_web_hooks_are_told_by_what_waits_and_what_was_given_up(world: World, grace: Someone) -> None:
    pending, dead = DeliveryStatus.PENDING, DeliveryStatus.DEAD
    on, off = hook(world, grace, seen=0), hook(world, grace, off_because="failing")
    deliveries(
        world, on, (pending, 70), (pending, 10), (pending, -30), (dead, 99), (DeliveryStatus.DELIVERED, 5)
    )
    deliveries(world, off, (pending, 500), (dead, 9))
    world.work()

    told = scraped(world)

    assert {state: told[f"webhook_deliveries{{{state}}}"] for state in ("due", "failed", "dead")} == {
        "due": 2,
        "failed": 1,
        "dead": 2,
    }
    assert told["webhook_oldest_due_seconds"] == 70
    assert (told["webhooks{on}"], told["webhooks{failing}"], told["webhooks{gone}"]) == (1, 1, 0)
    assert told["webhook_log_lag"] == told["log_last_number"] > 0


def test_mails_that_wait_are_told(world: World) -> None:
    with world.db.writing() as session:
        links.ask(session, "ada@offtrail.example", "en")
    world.clock.forward(seconds=25)

    told = scraped(world)

    assert (told["mails_waiting"], told["mails_waiting_oldest_seconds"]) == (1, 25)


def test_offers_that_the_worker_should_have_settled_are_told(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    week = world.week(Phase.FORMING)
    wanted, other = ada.pitches(week, crew_limit=1), ada.pitches(week)
    place = grace.signs_up(wanted)
    linus.signs_up(other)
    linus.signs_up(wanted)
    done(grace.post(f"signups/{place['id']}/leave"))
    world.clock.forward(days=2)

    before = scraped(world)
    world.work()

    assert before["offers_overdue"] == 1
    assert before["offers_overdue_oldest_seconds"] > 0
    assert scraped(world)["offers_overdue"] == 0


def broken(_: Database) -> None:
    raise RuntimeError("a fault")


def test_the_worker_tells_what_it_did_when_and_what_fails(world: World) -> None:
    loop._try(loop.settle_due, world.db)
    loop._try(broken, world.db)
    at = world.clock.now.timestamp()
    rounds.write_rounds(world.db)

    told = scraped(world)

    assert told["worker_last_done_timestamp_seconds{settle_due}"] == at
    assert (told["worker_failing{settle_due}"], told["worker_failing{broken}"]) == (0, 1)
    assert "worker_last_done_timestamp_seconds{broken}" not in told


def test_what_another_process_did_later_stays(world: World) -> None:
    rounds.done("settle_due")
    world.clock.forward(seconds=9)
    ours, rounds._noted = rounds._noted, {}
    rounds.done("settle_due")
    rounds.write_rounds(world.db)
    later = scraped(world)
    rounds._noted = ours
    rounds.write_rounds(world.db)

    assert scraped(world)["worker_last_done_timestamp_seconds{settle_due}"] == world.clock.now.timestamp()
    assert later["worker_last_done_timestamp_seconds{settle_due}"] == world.clock.now.timestamp()


def test_where_the_database_is_away_the_rest_is_told(world: World) -> None:
    away = Database("postgresql://offtrail@127.0.0.1:1/offtrail", pool_size=2)
    here, world.app.state.db = world.app.state.db, away
    try:
        told = scraped(world)
    finally:
        world.app.state.db = here
        away.dispose()

    assert told["database_up"] == 0
    assert told["database_errors_total{OperationalError}"] >= 1
    assert "log_last_number" not in told
    assert (
        told["requests_total{GET}{/metrics}{200}"] >= 0
        if "requests_total{GET}{/metrics}{200}" in told
        else True
    )


def test_a_database_that_hangs_is_asked_once_and_waited_for_by_nobody_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, go_on = [], threading.Event()

    def hanging(db: object) -> None:
        asked.append(db)
        go_on.wait(60)

    monkeypatch.setattr(metrics.figures, "read", hanging)
    monkeypatch.setattr(metrics, "WAIT_S", 0.01)
    asking, db = metrics.Asking(), object()

    answers = [asking.answer(db) for _ in range(3)]
    go_on.set()

    assert (answers, asked) == ([None] * 3, [db])


def test_an_error_of_ours_is_counted_named_and_kept_safe_as_every_reply(
    world: World, ada: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a fault")

    before = scraped(world).get("requests_total{GET}{/api/v1/weeks}{500}", 0)
    monkeypatch.setattr("app.board.shown.week_rows", fails)

    reply = ada.get("weeks", headers={"X-Request-ID": "from-the-proxy-1"})

    assert refused(reply) == (500, "internal_error")
    assert (reply.headers["x-request-id"], reply.headers["x-content-type-options"]) == (
        "from-the-proxy-1",
        "nosniff",
    )
    assert scraped(world)["requests_total{GET}{/api/v1/weeks}{500}"] == before + 1


def test_no_label_holds_an_id_or_a_name(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(Phase.FORMING))
    for path in (f"pitches/{pitch['id']}", f"people/{ada.id}", "nothing/here", "/assets/x/y.js"):
        ada.get(path)

    told = world.nobody.get("/metrics").text

    assert ada.id not in told
    assert pitch["id"] not in told
    assert not re.search(r"nothing|offtrail\.example|Ada", told)


@pytest.fixture
def _with_a_token(world: World) -> Iterator[None]:
    state = world.app.state
    before, state.settings = (
        state.settings,
        state.settings.model_copy(update={"metrics_token": "a-token-for-prometheus"}),
    )
    yield
    state.settings = before


@pytest.mark.usefixtures("_with_a_token")
def test_a_token_keeps_the_figures_for_whoever_has_it(world: World) -> None:

    def said(**headers: str) -> int:
        return world.nobody.get("/metrics", headers=headers).status_code

    assert refused(world.nobody.get("/metrics")) == (401, "bad_metrics_token")
    assert said(Authorization="Bearer a-token-for-prometheu") == 401
    assert said(Authorization="Bearer a-token-for-prometheus") == 200
