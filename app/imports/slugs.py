"""Makes the addresses of imported weeks out of their names."""

import re

from app.core.text import fold

MAX_LENGTH = 80
_WHOLE = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})  # noqa: RUF001  # the dotless i is meant
"""Letters that folding leaves, since no accent of theirs can be taken off."""

_OTHERS = re.compile(r"[^a-z0-9]+")


class Slugs:
    """Gives each week a slug that nobody has: its name, then with its year, then with a number."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._last: dict[str, int] = {}

    def take(self, name: str, year: int | None) -> str:
        plain = _OTHERS.sub("-", fold(name).translate(_WHOLE)).strip("-")[:MAX_LENGTH].strip("-") or "week"
        slug = plain
        if slug in self._taken and year and not plain.endswith(str(year)):
            slug = plain = _with(plain, str(year))
        while slug in self._taken:
            self._last[plain] = self._last.get(plain, 1) + 1
            slug = _with(plain, str(self._last[plain]))
        self._taken.add(slug)
        return slug


def _with(slug: str, end: str) -> str:
    return f"{slug[: MAX_LENGTH - len(end) - 1].rstrip('-')}-{end}"
