"""The one place that knows what time it is, so that a test can move it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant, aware and in UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> Callable[[], datetime]:
    """Read time from `source` (which must give aware UTC instants), or from the system again for None.

    Returns the former source, so that whoever moves the clock for a while can put it back.
    """
    global _source
    former, _source = _source, source or _system
    return former


def follow_offset_file(path: Path) -> None:
    """Shift the system's time by the seconds that `path` holds, read anew each time; no file, no shift.

    A file that is being written, and holds no number just then, leaves the shift as it was.
    """
    shift = timedelta()

    def shifted() -> datetime:
        nonlocal shift
        try:
            shift = timedelta(seconds=float(path.read_text()))
        except FileNotFoundError:
            shift = timedelta()
        except (ValueError, OverflowError):
            pass
        return _system() + shift

    set_source(shifted)
