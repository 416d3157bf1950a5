"""What an operator reads is what is there: settings, commands, the archive."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import typer

from app.cli import cli
from app.core.config import Settings
from app.exports import archive
from tests.docs.conftest import document

SETTING = re.compile(r"^\| `OFFTRAIL_(\w+)` \| ([^|]+) \|", re.MULTILINE)
COMMAND = re.compile(r"^\| `offtrail ([\w -]+)` \| (.+) \|$", re.MULTILINE)


def commands(group: Any, *words: str) -> Iterator[tuple[str, str]]:  # typer carries a click of its own
    """Each command with the first line of its help."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *words, name)
        else:
            yield " ".join([*words, name]), command.help.strip().splitlines()[0]


def all_commands() -> dict[str, str]:
    return dict(commands(typer.main.get_command(cli)))


def shown(default: object) -> str:
    """A default as the table writes it."""
    if default is None:
        return "–"
    said = str(default.value if isinstance(default, StrEnum) else default)
    return f"`{said.lower() if isinstance(default, bool) else said}`"


def test_every_setting_is_in_the_table_with_its_default() -> None:
    told = {name.lower(): default for name, default in SETTING.findall(document("docs/operating.md").text)}

    assert told == {name: shown(field.default) for name, field in Settings.model_fields.items()}


def test_every_command_is_in_the_table_with_the_first_line_of_its_help() -> None:
    assert dict(COMMAND.findall(document("docs/operating.md").text)) == all_commands()


def test_every_command_is_named_in_the_readme() -> None:
    readme = document("README.md").text

    assert [name for name in all_commands() if f"`offtrail {name}`" not in readme] == []


def test_the_archive_s_tables_that_are_left_out_are_told() -> None:
    told = document("docs/archive.md").text

    assert [name for name in sorted(archive.PASSING | archive.SECRET) if f"`{name}`" not in told] == []
    assert f'"format": {archive.FORMAT},' in told
    assert archive.MANIFEST in told
