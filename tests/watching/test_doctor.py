"""`offtrail doctor` says of each thing that can be amiss that it is, and what to do."""

import http.server
import json
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.actor import Role
from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import downgrade
from app.core.rounds import WorkerRound
from app.core.sealing import Seal
from app.events import verifying
from app.watching import of_database, of_settings
from app.watching.figures import Figures, Queue
from app.watching.finding import Finding, Level
from app.webhooks.models import Webhook
from app.weeks.phases import Phase
from tests.cli.running import Command
from tests.identity.postbox import a_postbox
from tests.identity.provider import a_provider
from tests.serving import free_port
from tests.world import Someone, World

KEY = "a-key-of-at-least-thirty-two-characters"
WELL: dict[str, Any] = {"environment": "production", "secret_key": KEY, "proxy_addresses": "10.0.0.7"}
HERE = "postgresql://offtrail@127.0.0.1:1/offtrail"


def levels(found: Iterable[Finding]) -> dict[str, Level]:
    """The worst that was said of each thing."""
    worst: dict[str, Level] = {}
    for one in found:
        assert (one.do is None) == (one.level is Level.OK), one
        assert one.says.endswith((".", "…")) or one.level is Level.PROBLEM, one
        worst[one.about] = max(worst.get(one.about, Level.OK), one.level, key=[*Level].index)
    return worst


def said(found: Iterable[Finding], about: str) -> str:
    return " ".join(
        f"{one.says} {one.do}" for one in found if one.about == about and one.level is not Level.OK
    )


# --- settings


def test_settings_of_a_company_are_well() -> None:
    assert set(levels(of_settings.of_settings(Settings(**WELL))).values()) == {Level.OK}


@pytest.mark.parametrize(
    ("about", "settings"),
    [
        ("environment", {"environment": "development"}),
        ("sign-in", {"environment": "development", "local_sign_in": True}),
        ("sign-in", {"proxy_addresses": None}),
        ("secret key", {"secret_key": None}),
    ],
)
def test_settings_for_trying_things_out_are_warned_of(about: str, settings: dict[str, Any]) -> None:
    assert levels(of_settings.of_settings(Settings(**WELL | settings)))[about] is Level.WARNING


def test_a_misspelt_setting_is_warned_of_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFTRAIL_POOLSIZE", "9")

    found = [*of_settings.of_settings(Settings(**WELL))]

    assert levels(found)["settings"] is Level.WARNING
    assert "OFFTRAIL_POOL_SIZE" in said(found, "settings")


# --- files


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "offtrail.db"
    path.write_bytes(b"")
    path.chmod(0o600)
    return path


def of_file(path: Path) -> dict[str, Level]:
    return levels(of_settings.of_files(Settings(database_url=f"sqlite:///{path}")))


def test_a_file_of_ones_own_on_a_roomy_disk_is_well(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(2 * of_settings.ROOM, monkeypatch)

    assert of_file(file) == {"database file": Level.OK, "disk": Level.OK}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_read_is_warned_of(file: Path, mode: int) -> None:
    file.chmod(mode)

    assert of_file(file)["database file"] is Level.WARNING


@pytest.mark.parametrize(("free", "level"), [(2**20, Level.PROBLEM), (2**28, Level.WARNING)])
def test_a_disk_that_fills_up_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    leave(free, monkeypatch)

    assert of_file(file)["disk"] is level


def leave(free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_of_postgresql_there_are_no_files() -> None:
    assert [*of_settings.of_files(Settings(database_url=HERE))] == []


# --- what the settings point to


def by_mail(server: str, **more: Any) -> dict[str, Level]:
    given = {
        "mail_server": server,
        "mail_from": "o@offtrail.example",
        "mail_tls": "none",
        "public_address": "http://x",
        **more,
    }
    return levels(of_settings.of_mail(Settings(**given)))


def test_a_mail_server_that_takes_us_is_well_and_others_are_a_problem() -> None:
    with a_postbox() as box:
        assert by_mail(box.server) == {"mail": Level.OK}
        assert by_mail(box.server, mail_tls="starttls") == {"mail": Level.PROBLEM}
        assert by_mail(box.server, mail_user="offtrail", mail_password="wrong") == {"mail": Level.PROBLEM}
    assert by_mail(f"127.0.0.1:{free_port()}") == {"mail": Level.PROBLEM}
    assert [*of_settings.of_mail(Settings())] == []


def at(issuer: str) -> dict[str, Level]:
    settings = Settings(oidc_issuer=issuer, oidc_client_id="offtrail", public_address="http://x")
    return levels(of_settings.of_provider(settings))


def test_a_provider_that_answers_is_well_and_others_are_a_problem() -> None:
    with a_provider() as provider:
        assert at(provider.issuer) == {"provider": Level.OK}
        assert at(f"{provider.issuer}/") == {"provider": Level.PROBLEM}
    assert at(f"http://127.0.0.1:{free_port()}") == {"provider": Level.PROBLEM}


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def address(public_address: str | None, **more: Any) -> dict[str, Level]:
    return levels(of_settings.of_address(Settings(public_address=public_address, **more)))


def test_the_public_address_has_to_lead_here() -> None:
    with answering(b'{"status":"alive"}') as here, answering(b"Welcome to nginx!") as elsewhere:
        assert address(here) == {"public address": Level.OK}
        assert address(elsewhere) == {"public address": Level.WARNING}
    assert address(f"http://127.0.0.1:{free_port()}") == {"public address": Level.WARNING}
    assert address("http://offtrail.example", environment="production") == {"public address": Level.PROBLEM}
    assert address(None) == {}


# --- the database


@pytest.fixture
def now(world: World) -> World:
    """The world at the real time, which PostgreSQL's clock has too."""
    world.clock.to(clock._system())
    return world


def looked(world: World, **settings: Any) -> list[Finding]:
    given = {**WELL, "database_url": world.db.url.render_as_string(hide_password=False), **settings}
    return [*of_database.of_database(Settings(**given), world.db)]


def test_a_database_in_use_is_well(now: World, ada: Someone) -> None:
    now.person("Thandiwe Mokoena", role=Role.ADMIN)
    ada.pitches(now.week(Phase.FORMING))
    now.work()
    with now.db.writing() as session:
        session.add(WorkerRound(name="settle_due", done_at=now.clock.now))

    assert {about: level for about, level in levels(looked(now)).items() if level is not Level.OK} == {}


def test_nobody_who_is_admin_is_warned_of_unless_somebody_will_be(now: World, ada: Someone) -> None:
    assert levels(looked(now))["admins"] is Level.WARNING
    assert levels(looked(now, first_admin="ada@offtrail.example"))["admins"] is Level.OK


def test_a_database_that_is_away_is_the_one_problem_and_its_password_is_not_told() -> None:
    db = Database("postgresql://offtrail:hush@127.0.0.1:1/offtrail")

    found = [*of_database.of_database(Settings(), db)]

    assert levels(found) == {"database": Level.PROBLEM}
    assert "hush" not in str(found)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/missing.db")

    assert levels(of_database.of_database(Settings(), db)) == {"database": Level.PROBLEM}
    assert [*tmp_path.iterdir()] == []


def test_an_older_schema_is_a_problem(other_database_url: str) -> None:
    db = Database(other_database_url)
    downgrade(db, "-1")

    found = [*of_database.of_database(Settings(), db)]
    db.dispose()

    assert levels(found)["schema"] is Level.PROBLEM
    assert "offtrail migrate" in said(found, "schema")


def test_an_old_database_is_told(now: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_database, "OLDEST_POSTGRESQL", 99)
    monkeypatch.setattr(of_database, "SAFE_SQLITE", (99, 0, 0))

    level = levels(looked(now))["database version"]

    assert level is (Level.WARNING if now.db.is_sqlite else Level.PROBLEM)


@pytest.mark.sqlite_only(reason="PostgreSQL has no such journal")
def test_a_journal_that_is_not_written_ahead_is_a_problem() -> None:
    db = Database("sqlite://")  # in memory, where SQLite has another

    assert levels(of_database.of_database(Settings(), db))["journal"] is Level.PROBLEM


@pytest.mark.postgresql_only(reason="SQLite has no other clock, encoding or connections")
def test_what_postgresql_is_set_to_is_looked_at(now: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {"server_encoding": "SQL_ASCII", "max_connections": "10", "superuser_reserved_connections": "3"}
    monkeypatch.setattr(of_database, "_shown", lambda _, name: shown[name])
    found = levels(looked(now))

    assert (found["encoding"], found["connections"]) == (Level.PROBLEM, Level.WARNING)


@pytest.mark.postgresql_only(reason="SQLite has no other clock")
@pytest.mark.parametrize(("seconds", "level"), [(-10, Level.WARNING), (600, Level.PROBLEM)])
def test_clocks_that_go_apart_are_told(now: World, seconds: int, level: Level) -> None:
    now.clock.forward(seconds=seconds)

    assert levels(looked(now))["clock"] is level


def test_an_event_of_the_future_tells_of_a_clock_that_went_wrong(now: World, ada: Someone) -> None:
    now.clock.forward(days=1)
    ada.pitches(now.week(Phase.FORMING))
    now.work()
    now.clock.forward(days=-1)

    assert levels(looked(now))["clock"] is Level.PROBLEM


@pytest.mark.parametrize(
    "change", ["UPDATE event SET via = 'api' WHERE seq = 2", "DELETE FROM event WHERE seq = 3"]
)
def test_a_log_that_was_touched_is_a_problem(now: World, ada: Someone, change: str) -> None:
    ada.pitches(now.week(Phase.FORMING))
    now.work()
    with now.db.writing() as session:
        session.connection().execute(sa.text(change))

    assert levels(looked(now))["log"] is Level.PROBLEM


def test_secrets_that_no_key_opens_are_a_problem(now: World, grace: Someone) -> None:
    with now.db.writing() as session:
        for number, key in enumerate((KEY, "another-key-of-thirty-two-characters-")):
            sealed = Seal((key,)).close("whsec_x")
            session.add(
                Webhook(owner_id=grace.id, name=f"{number}", url="https://x", types=["*"], secret=sealed)
            )

    found = looked(now)

    assert levels(found)["sealed secrets"] is Level.PROBLEM
    assert said(found, "sealed secrets").startswith("1 of 2 ")
    both = f"{KEY},another-key-of-thirty-two-characters-"
    assert levels(looked(now, secret_key=both))["sealed secrets"] is Level.OK


# --- work


def quiet() -> Figures:
    nothing = Queue(0)
    done = WorkerRound(name="settle_due", done_at=clock.now())
    return Figures(9, nothing, nothing, 0, 0, {"on": 1}, 0, nothing, nothing, [done])


def test_work_that_is_done_is_well() -> None:
    assert set(levels(of_database.of_work(quiet())).values()) == {Level.OK}


@pytest.mark.parametrize(
    ("about", "field"),
    [("numbers", "unnumbered"), ("deliveries", "due"), ("mails", "mails"), ("offers", "offers")],
)
def test_work_that_waits_for_long_is_a_problem(about: str, field: str) -> None:
    waits = Queue(3, clock.now() - timedelta(seconds=of_database.LATE_S + 60))

    found = [*of_database.of_work(replace(quiet(), **{field: waits}))]

    assert {name for name, level in levels(found).items() if level is Level.PROBLEM} == {about}
    assert said(found, about).startswith("3 ")


def test_what_web_hooks_have_given_up_is_warned_of() -> None:
    found = levels(of_database.of_work(replace(quiet(), dead=2, webhooks={"on": 1, "failing": 1})))

    assert (found["dead deliveries"], found["web hooks"]) == (Level.WARNING, Level.WARNING)


def test_a_worker_that_stopped_never_ran_or_fails_is_told() -> None:
    long_ago, now = clock.now() - timedelta(hours=1), clock.now()
    stopped = replace(quiet(), rounds=[WorkerRound(name="settle_due", done_at=long_ago)])
    failing = WorkerRound(name="tell_phases", done_at=long_ago, failed_at=now, error="KeyError")

    assert levels(of_database.of_work(stopped))["worker"] is Level.PROBLEM
    assert levels(of_database.of_work(replace(quiet(), rounds=[])))["worker"] is Level.WARNING
    found = [*of_database.of_work(replace(quiet(), rounds=[*quiet().rounds, failing]))]
    assert levels(found)["worker"] is Level.PROBLEM
    assert "tell_phases fails: KeyError" in said(found, "worker")


# --- the command


@pytest.fixture
def offtrail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capsys)


def test_the_command_ends_with_one_where_there_is_a_problem_and_with_nought_otherwise(
    offtrail: Command, database_url: str, tmp_path: Path
) -> None:
    well = offtrail("doctor", DATABASE_URL=database_url)
    amiss = offtrail("doctor", DATABASE_URL=f"sqlite:///{tmp_path}/missing.db")

    assert (well.status, amiss.status) == (0, 1), well.out
    assert "ok       schema: It has the newest schema.\n" in well.out
    assert "problem  database: There is no file" in amiss.out
    assert "-> `offtrail migrate` makes it" in amiss.out


def test_the_findings_can_be_read_by_a_program(offtrail: Command, database_url: str) -> None:
    told = offtrail("doctor", "--json", DATABASE_URL=database_url)

    found = json.loads(told.out)
    assert {tuple(one) for one in found} == {("about", "level", "says", "do")}
    assert {one["level"] for one in found} == {"ok", "warning"}


def test_settings_that_can_not_be_are_problems_of_the_command_too(offtrail: Command) -> None:
    told = offtrail("doctor", DATABASE_URL="mysql://x", POOL_SIZE="1")

    assert told.status == 1
    assert [line.partition(":")[0] for line in told.out.splitlines() if line.startswith("problem")] == [
        "problem  settings"
    ] * 2


def test_of_a_long_log_the_newest_rows_alone_are_read(
    now: World, ada: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    now.person("Thandiwe Mokoena", role=Role.ADMIN)
    ada.pitches(now.week(Phase.FORMING))
    now.work()
    monkeypatch.setattr(verifying, "BATCH", 2)

    def touched(number: int) -> Level:
        with now.db.writing() as session:
            session.connection().execute(
                sa.text("UPDATE event SET via = 'api' WHERE seq = :n"), {"n": number}
            )
        return levels(looked(now))["log"]

    with now.db.reading() as session:
        last = session.execute(sa.text("SELECT last FROM log_end")).scalar_one()
    assert [touched(1), touched(last)] == [Level.OK, Level.PROBLEM]
