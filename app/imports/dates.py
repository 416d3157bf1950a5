"""Reads the dates that sources write; those that can't be stay text beside an empty date."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from app.core import clock

FIRST_YEAR = 1970
YEARS_AHEAD = 10
_RFC_2822 = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? \S+")


@dataclass(slots=True)
class Days:
    """The first and last day of a week as far as they can be, and what was wrong with them."""

    starts_on: date | None
    ends_on: date | None
    problems: list[str] = field(default_factory=list)


def days(starts: str, ends: str) -> Days:
    """The days of two texts. An end before its start is left empty: one of the two is wrong, the start sorts the week."""
    found = Days(None, None)
    for text, name in ((starts, "starts_on"), (ends, "ends_on")):
        if text.strip():
            moment = moment_of(text)
            setattr(found, name, moment.date() if moment else None)
            if moment is None:
                found.problems.append(f"“{text.strip()[:60]}” is no date that can be")
    if found.starts_on and found.ends_on and found.ends_on < found.starts_on:
        found.problems.append(f"it ends ({found.ends_on}) before it starts ({found.starts_on})")
        found.ends_on = None
    return found


def instant(text: str) -> datetime | None:
    """An instant in UTC, as which a text without a zone is read; None where the text is none."""
    moment = moment_of(text)
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def moment_of(text: str) -> datetime | None:
    """The moment that an ISO 8601 or RFC 2822 text names, with the zone if it has one; None for any other text."""
    text = text.strip()
    read: Callable[[str], datetime] = (
        parsedate_to_datetime if _RFC_2822.fullmatch(text) else datetime.fromisoformat
    )
    try:
        moment = read(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if FIRST_YEAR <= moment.year <= clock.now().year + YEARS_AHEAD else None
