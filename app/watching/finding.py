"""What the doctor finds: how it is with one thing, in a sentence, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    level: Level
    says: str
    do: str | None = None


def ok(about: str, says: str) -> Finding:
    return Finding(about, Level.OK, says)


def warning(about: str, says: str, do: str) -> Finding:
    return Finding(about, Level.WARNING, says, do)


def problem(about: str, says: str, do: str) -> Finding:
    return Finding(about, Level.PROBLEM, says, do)
