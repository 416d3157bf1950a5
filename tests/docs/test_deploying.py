"""The files of deploy/ are of their form, and name commands, settings, paths and addresses that there are."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.conftest import ROOT
from tests.docs.test_documents import is_setting
from tests.docs.test_operating import all_commands

DEPLOY = ROOT / "deploy"
UNITS = ("offtrail.service", "offtrail-worker.service")
CONFIGURATIONS = ("Caddyfile", "nginx.conf")


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def compose() -> dict[str, Any]:
    return yaml.safe_load(text_of("compose.yaml"))


def ours() -> dict[str, dict[str, Any]]:
    """The services that run Offtrail."""
    return {
        name: service for name, service in compose()["services"].items() if service["image"] == "offtrail"
    }


def is_command(words: list[str]) -> bool:
    """Whether the words begin a command of ours, with options that it has."""
    import typer  # noqa: PLC0415  # here alone

    from app.cli import cli  # noqa: PLC0415  # as above

    command = typer.main.get_command(cli)
    known = words[0] in all_commands()
    options = (
        {option for parameter in command.commands[words[0]].params for option in parameter.opts}
        if known
        else set()
    )
    return known and {word for word in words if word.startswith("--")} <= options


def test_every_setting_that_is_named_is_one() -> None:
    named = {
        (path.name, name)
        for path in DEPLOY.iterdir()
        if path.is_file()
        for name in re.findall(r"\bOFFTRAIL_([A-Z_]+)", path.read_text("utf-8"))
    }

    assert {(file, name) for file, name in named if not is_setting(name.lower())} == set()
    assert len(named) > 10


# --- systemd


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # names of systemd have capitals
    read.read_string(text_of(name))
    return read


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_a_command_that_there_is_and_is_hardened(name: str) -> None:
    service = unit(name)["Service"]
    program, *words = service["ExecStart"].split()

    assert program == "/opt/offtrail/.venv/bin/offtrail"
    assert is_command(words)
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    hardened = [
        "NoNewPrivileges",
        "PrivateTmp",
        "ProtectHome",
        "RestrictNamespaces",
        "MemoryDenyWriteExecute",
    ]
    assert [service[option] for option in hardened] == ["yes"] * len(hardened)
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")


def test_the_two_units_differ_in_what_they_start_alone() -> None:
    serve, worker = (dict(unit(name)["Service"]) for name in UNITS)

    assert {name for name in serve if serve[name] != worker.get(name)} == {"ExecStart", "LimitNOFILE"}


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit_where_there_is_one_to_ask(name: str, tmp_path: Path) -> None:
    asked = shutil.which("systemd-analyze")
    here = text_of(name).replace("/opt/offtrail/.venv/bin/offtrail", "/bin/true")
    here = re.sub(r"^(User|Group)=.*\n", "", here, flags=re.MULTILINE)  # nobody of that name is here
    (tmp_path / name).write_text(here)

    if asked:
        done = subprocess.run(
            [asked, "verify", str(tmp_path / name)], capture_output=True, text=True, check=False
        )
        assert (done.returncode, name in done.stderr) == (0, False), done.stderr


# --- containers


def test_what_goes_into_the_image_is_there_and_is_let_in() -> None:
    lines = text_of("Containerfile").splitlines()
    copied = [
        source
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    let_in = {
        line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")
    }

    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert {*copied} == let_in
    assert any(line == "USER 10001" for line in lines)
    assert {line.split()[0] for line in lines if line and line[0] not in "# "} <= {
        "FROM", "WORKDIR", "RUN", "COPY", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD",
    }  # fmt: skip


def test_the_images_own_command_is_one() -> None:
    command = re.search(r"^CMD (\[.*\])$", text_of("Containerfile"), re.MULTILINE)

    assert command
    assert is_command(yaml.safe_load(command[1]))


def test_each_service_runs_a_command_that_there_is() -> None:
    assert set(ours()) == {"migrate", "serve", "worker"}
    assert [name for name, service in ours().items() if not is_command(service["command"])] == []
    assert (
        (DEPLOY / compose()["x-offtrail"]["build"]["context"] / "deploy" / "Containerfile").resolve().exists()
    )


def test_what_services_ask_for_is_there() -> None:
    whole = compose()
    services = whole["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= services.keys(), name
        assert set(service.get("secrets", [])) <= whole["secrets"].keys(), name
        assert set(service["networks"]) <= whole["networks"].keys(), name
        volumes = [volume.partition(":")[0] for volume in service.get("volumes", [])]
        assert [
            one for one in volumes if one not in whole["volumes"] and not (DEPLOY / one).exists()
        ] == [], name
        told = [
            value
            for value in map(str, service.get("environment", {}).values())
            if value.startswith("/run/secrets/")
        ]
        assert {value.removeprefix("/run/secrets/") for value in told} == set(service.get("secrets", [])), (
            name
        )


def test_nobody_but_the_proxy_is_reached_from_outside_and_no_password_is_written_down() -> None:
    services = compose()["services"]

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["database"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"] == {"internal": True}
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    assert not re.search(r"_password: [^{\n]|:[^/\s]+@", text_of("compose.yaml").lower())


# --- proxies


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_proxy_s_configuration_is_closed_and_keeps_the_figures_in(name: str) -> None:
    lines = [line.strip() for line in text_of(name).splitlines() if not line.strip().startswith("#")]
    text = "\n".join(lines)
    blocks = re.sub(r"\{[$%\w.:-]+\}|\$\{\d\}", "", text)  # what stands for a value is no block

    assert blocks.count("{") == blocks.count("}") > 3
    for address in ("metrics", "healthz", "readyz"):
        assert address in text
    assert re.search(r"calendars\|feeds", text)


def test_nginx_passes_on_what_offtrail_goes_by() -> None:
    text = text_of("nginx.conf")
    statements = [
        line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")
    ]

    assert [line for line in statements if line[-1] not in ";{}"] == []
    for needed in ("proxy_set_header Host $http_host;", "proxy_set_header X-Forwarded-Proto $scheme;", "proxy_buffering off;",
                   "client_max_body_size 1m;", "proxy_set_header X-Request-ID $request_id;"):  # fmt: skip
        assert needed in statements


def test_the_streams_that_are_not_buffered_are_those_of_the_contract() -> None:
    contract = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    streams = [
        path
        for path, operations in contract["paths"].items()
        if "text/event-stream"
        in operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
    ]
    pattern = re.search(r"location ~ (\^/api/v1/\S+) \{", text_of("nginx.conf"))

    assert pattern
    assert len(streams) == 2
    assert [path for path in streams if not re.search(pattern[1], path.replace("{slug}", "week-1"))] == []
