"""The command line: what it prints where, how it ends, and what it refuses."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from sqlmodel import select

from app import VERSION
from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import newest_revision, present_revision
from app.main import create_app
from app.people.models import Person, Token
from tests.cli.running import Command
from tests.world import Client, World, done

ROOT = Path(__file__).parents[2]
COMMANDS = [
    "serve",
    "worker",
    "migrate",
    "demo",
    "person add",
    "import csv",
    "import people",
    "import archive",
    "export",
    "export-week",
    "backup",
    "restore",
    "verify-log",
    "token create",
    "doctor",
    "openapi",
]


@pytest.fixture
def offtrail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capsys)


def secret_of(token: str) -> str:
    assert token.endswith("\n")
    return token.removesuffix("\n")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(offtrail: Command, command: str) -> None:
    ended = offtrail(*command.split(), "--help")

    assert (ended.status, ended.err) == (0, "")
    assert f"offtrail {command}".rstrip() in ended.out


def test_the_help_names_every_command(offtrail: Command) -> None:
    told = offtrail("--help").out

    assert [command for command in COMMANDS if command.split()[0] not in told] == []


def test_what_is_no_command_ends_with_two(offtrail: Command) -> None:
    for words in (
        ["fly"],
        ["serve", "--wings"],
        ["person"],
        ["token", "create"],
        ["serve", "--port", "99999"],
        ["serve", "--workers", "0"],
    ):
        ended = offtrail(*words)

        assert (ended.status, "Traceback" in ended.err) == (2, False), words


def test_python_m_app_is_the_same_command() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "app", "--help"], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert "Usage: " in ended.stdout


def test_an_empty_database_is_migrated_first(offtrail: Command, empty_database_url: str) -> None:
    for words in (
        ["person", "add", "ada@offtrail.example", "--name", "Ada"],
        ["demo"],
        ["serve"],
        ["worker", "--once"],
    ):
        ended = offtrail(*words, DATABASE_URL=empty_database_url)
        assert (ended.status, ended.out) == (1, ""), words
        assert "run `offtrail migrate` first" in ended.err

    for _ in range(2):
        assert offtrail("migrate", DATABASE_URL=empty_database_url).status == 0

    db = Database(empty_database_url)
    assert present_revision(db) == newest_revision()
    db.dispose()


@contextmanager
def newer(database_url: str, floor: str) -> Iterator[None]:
    """A database of a later version, which suits programs from the floor on."""
    db, present = Database(database_url), newest_revision()
    with db.reading() as session:
        before = session.connection().exec_driver_sql("SELECT revision FROM schema_floor").scalar_one()

    def have(revision: str | None, floor: str) -> None:
        with db.writing() as session:
            session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
            session.connection().exec_driver_sql(f"UPDATE schema_floor SET revision = '{floor}'")

    have("9999", floor)
    yield
    have(present, before)
    db.dispose()


def test_a_newer_database_asks_for_the_newer_program(offtrail: Command, database_url: str) -> None:
    with newer(database_url, floor="9998"):
        ready = Client(create_app(Settings(database_url=database_url))).get("/readyz")
        ended = [offtrail(*words, DATABASE_URL=database_url) for words in (["migrate"], ["serve"], ["demo"])]

    said = f"This database is newer (9999) than this Offtrail ({VERSION}, {newest_revision()}); install the newer version."
    assert [(one.status, one.out, said in one.err, "Traceback" in one.err) for one in ended] == [
        (1, "", True, False)
    ] * 3
    assert (ready.status_code, ready.json()["detail"]) == (503, said)


def test_a_newer_database_that_still_suits_is_used_and_not_migrated(
    offtrail: Command, database_url: str
) -> None:
    with newer(database_url, floor=newest_revision() or ""):
        ready = Client(create_app(Settings(database_url=database_url))).get("/readyz")
        added = offtrail("person", "add", "ada@offtrail.example", "--name", "Ada", DATABASE_URL=database_url)
        migrated = offtrail("migrate", DATABASE_URL=database_url)
        looked = offtrail("doctor", DATABASE_URL=database_url)

    assert (ready.status_code, added.status, migrated.status) == (200, 0, 1)
    assert "schema: It has a newer schema, which still suits this version." in looked.out


def test_a_file_that_is_no_database_is_said_in_a_sentence(offtrail: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("no database at all\n" * 100)

    ended = offtrail("migrate", DATABASE_URL=f"sqlite:///{path}")

    assert (ended.status, ended.out, ended.err) == (
        1,
        "",
        "The database can't be used: file is not a database\n",
    )


def test_the_demo_company_keeps_away_from_real_people(
    offtrail: Command, world: World, database_url: str
) -> None:
    world.person("Ada Quill")

    beside = offtrail("demo", DATABASE_URL=database_url)
    in_production = offtrail("demo", DATABASE_URL=database_url, ENVIRONMENT="production")

    assert (beside.status, "here already (people: 1, weeks: 0)" in beside.err) == (0, True)
    assert (in_production.status, "stays out of production" in in_production.err) == (2, True)
    assert world.events() == ["person.added", "token.created"]


def test_a_file_in_place_of_a_folder_is_told_from_one(
    offtrail: Command, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "weeks.csv").write_text("week_id,name\n")

    ended = offtrail("import", "csv", str(tmp_path / "weeks.csv"), DATABASE_URL=database_url)

    assert (ended.status, "weeks.csv is a file; name the folder that it is in" in ended.err) == (1, True)


def test_a_person_and_a_token_come_from_the_command_line(
    offtrail: Command, world: World, database_url: str
) -> None:
    added = offtrail("person", "add", "Ada@offtrail.example", "--name", "Ada Quill", "--role", "admin", "--home-team", "Platform",
                     DATABASE_URL=database_url)  # fmt: skip
    made = offtrail("token", "create", "--person", "ada@OFFTRAIL.example", "--scope", "read", "--scope", "write",
                    DATABASE_URL=database_url)  # fmt: skip

    assert (added.status, added.err, made.status, made.err) == (0, "", 0, "")
    me = done(Client(world.app, secret_of(made.out)).get("me"))
    assert (me["id"] + "\n", me["name"], me["role"], me["home_team"], me["email"]) == (
        added.out, "Ada Quill", "admin", "Platform", "Ada@offtrail.example",
    )  # fmt: skip
    with world.db.reading() as session:
        assert session.exec(select(Token.scopes)).all() == [["read", "write"]]
    assert world.events() == ["person.added", "token.created"]


def test_a_guest_comes_from_the_command_line_with_their_weeks(
    offtrail: Command, world: World, database_url: str
) -> None:
    here, _ = world.week(), world.week()
    who = ["person", "add", "gwen@elsewhere.example", "--name", "Gwen Port"]
    invited = ["--role", "guest", "--week", here["slug"]]

    refused_, unknown, added, made = (
        offtrail(*words, DATABASE_URL=database_url)
        for words in (
            [*who, "--week", here["slug"]],
            [*who, *invited, "--week", "nowhere"],
            [*who, *invited],
            ["token", "create", "--person", "gwen@elsewhere.example", "--scope", "read"],
        )
    )

    assert (refused_.status, unknown.status, added.status) == (2, 1, 0)
    assert "--role guest" in refused_.err and "nobody was added" in unknown.err
    weeks = done(Client(world.app, secret_of(made.out)).get("weeks"))["items"]
    assert [week["slug"] for week in weeks] == [here["slug"]]


def test_a_token_of_the_command_line_may_expire(offtrail: Command, world: World, database_url: str) -> None:
    ada = world.person("Ada Quill")

    def made(until: str) -> int:
        words = [
            "token",
            "create",
            "--person",
            str(ada.email),
            "--scope",
            "read",
            "--name",
            "Until",
            "--expires",
            until,
        ]
        return offtrail(*words, DATABASE_URL=database_url).status

    assert [made(until) for until in ("2027-12-31T00:00:00Z", "2020-01-01T00:00:00Z", "tomorrow")] == [
        0,
        1,
        2,
    ]
    tokens = [token for token in done(ada.get("tokens"))["items"] if token["name"] == "Until"]
    assert [token["expires_at"] for token in tokens] == ["2027-12-31T00:00:00Z"]


def test_what_is_wrong_with_a_person_is_said_in_a_line_and_adds_nobody(
    offtrail: Command, world: World, database_url: str
) -> None:
    taken = world.person("Ada Quill").email
    wrong = [
        (["person", "add", taken.upper(), "--name", "Eve"], 1, "email_taken"),
        (["person", "add", "no address", "--name", "Eve"], 2, "email: "),
        (["person", "add", "eve@offtrail.example", "--name", "\u200b"], 2, "name: "),
        (["person", "add", "eve@offtrail.example"], 2, "--name"),
        (["person", "add", "eve@offtrail.example", "--name", "Eve", "--role", "boss"], 2, "--role"),
    ]

    for words, status, said in wrong:
        ended = offtrail(*words, DATABASE_URL=database_url)
        assert (ended.status, ended.out, said in ended.err, "Traceback" in ended.err) == (
            status,
            "",
            True,
            False,
        ), words

    with world.db.reading() as session:
        assert len(session.exec(select(Person)).all()) == 1


def test_a_week_and_an_archive_go_out_and_come_in(
    offtrail: Command, world: World, database_url: str, other_database_url: str, tmp_path: Path
) -> None:
    week, samples = world.week(title="Winter 2027"), ROOT / "tests" / "imports" / "samples"
    (tmp_path / "people.csv").write_text("email,name\nada@offtrail.example,Ada\n")
    here, there = {"DATABASE_URL": database_url}, {"DATABASE_URL": other_database_url}

    for form, name in (
        ("package", "week.zip"),
        ("package", "folder"),
        ("dribdat", "d.json"),
        ("hackathon", "h.json"),
    ):
        assert offtrail("export-week", week["slug"], str(tmp_path / name), "--as", form, **here).status == 0
    assert offtrail("export", str(tmp_path / "all"), **here).status == 0
    read = offtrail("import", "archive", str(tmp_path / "all"), **there)
    people = offtrail("import", "people", str(tmp_path / "people.csv"), "--dry-run", **there)
    refused = offtrail("import", "package", str(tmp_path / "folder"), **there)
    loaded = offtrail("import", "devpost", str(samples / "harvest-hack"), "--title", "Harvest", **there)

    assert (read.status, people.status, refused.status, loaded.status) == (0, 0, 1, 0)
    assert "Dry run: all of it would load; nothing was written." in people.out
    assert "Winter 2027 was made here, and is here" in refused.out
    assert offtrail("export-week", "no-such-week", str(tmp_path / "x"), **here).status == 1
    assert offtrail("export-week", week["slug"], str(tmp_path / "week.zip"), **here).status == 1


def test_who_gets_no_token(offtrail: Command, world: World, database_url: str) -> None:
    ada, grace = world.person("Ada Quill"), world.person("Grace Vale", role="admin")
    done(grace.post(f"people/{ada.id}/deactivate"))

    for person, words, status in (
        ("nobody@offtrail.example", ["--scope", "read"], 1), (ada.email, ["--scope", "read"], 1),
        (grace.email, ["--scope", "all"], 2), (grace.email, [], 2), (grace.email, ["--scope", "read", "--name", " "], 2),
    ):  # fmt: skip
        ended = offtrail("token", "create", "--person", person, *words, DATABASE_URL=database_url)
        assert (ended.status, ended.out, "Traceback" in ended.err) == (status, "", False)


def test_the_contract_is_printed_without_a_database(
    offtrail: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ended = offtrail("openapi")

    assert (ended.status, ended.err, list(tmp_path.iterdir())) == (0, "", [])
    assert yaml.safe_load(ended.out)["paths"]["/api/v1/weeks"]["post"]["operationId"] == "createWeek"


@pytest.mark.sqlite_only(reason="PostgreSQL is what several processes are for")
def test_sqlite_is_served_by_one_process(offtrail: Command, database_url: str) -> None:
    for words in (["serve", "--workers", "2"], ["worker"]):
        ended = offtrail(*words, DATABASE_URL=database_url)

        assert (ended.status, ended.out, ended.err.startswith(("SQLite is served", "With SQLite"))) == (
            2,
            "",
            True,
        )


def test_a_port_that_is_taken_ends_serving(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = subprocess.run(
            [sys.executable, "-m", "app", "serve", "--port", str(taken.getsockname()[1])],
            cwd=ROOT,
            check=False,
            env={**os.environ, "OFFTRAIL_DATABASE_URL": database_url},
            capture_output=True,
            text=True,
        )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "address already in use" in ended.stderr
    assert "choose another with --port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_worker_can_run_once(offtrail: Command, database_url: str) -> None:
    assert offtrail("worker", "--once", DATABASE_URL=database_url).status == 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ENVIRONMENT": "production", "LOCAL_SIGN_IN": "true"}, "OFFTRAIL_LOCAL_SIGN_IN must be off"),
        ({"ENVIRONMENT": "production", "CLOCK_FILE": "/tmp/shift"}, "OFFTRAIL_CLOCK_FILE must be unset"),
        ({"DATABASE_URL": "mysql://ada:s3cret@db/x"}, "OFFTRAIL_DATABASE_URL must begin with"),
        ({"DATABASE_URL_FILE": "/nowhere"}, "OFFTRAIL_DATABASE_URL_FILE: /nowhere can't be read"),
        ({"LOG_LEVEL": "loud"}, "OFFTRAIL_LOG_LEVEL: "),
    ],
)
def test_serve_refuses_settings_that_are_wrong(
    offtrail: Command, settings: dict[str, str], said: str
) -> None:
    ended = offtrail("serve", **settings)

    assert (ended.status, ended.out, said in ended.err, "s3cret" in ended.err) == (2, "", True, False)


def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(offtrail: Command) -> None:
    for url in ("sqlite:////nowhere/at/all.db", "postgresql://127.0.0.1:1/offtrail"):
        ended = offtrail("migrate", DATABASE_URL=url)

        assert (ended.status, ended.out, "Traceback" in ended.err) == (1, "", False), url


def test_a_misspelt_setting_is_said_and_ends_nothing(offtrail: Command, database_url: str) -> None:
    ended = offtrail("migrate", DATABASE_URL=database_url, LOCAL_SIGNIN="true")

    assert ended.status == 0
    assert ended.err.splitlines()[0] == (
        "OFFTRAIL_LOCAL_SIGNIN is set, and is no setting; perhaps OFFTRAIL_LOCAL_SIGN_IN is meant."
    )
