"""The heart: which phase a week is in, computed from its schedule and the clock, and how a schedule may be moved."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias


class Phase(StrEnum):
    """Where a week is in its schedule, in the order of time; a cancelled week is in none."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    PITCHING = "pitching"
    FORMING = "forming"
    EXPLORING = "exploring"
    DEMOS = "demos"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


SCHEDULED = (Phase.PITCHING, Phase.FORMING, Phase.EXPLORING, Phase.DEMOS, Phase.WRAP_UP, Phase.CLOSED)
_IN_ORDER = (Phase.ANNOUNCED, *SCHEDULED)
NOW_TOLERANCE = timedelta(seconds=60)

Instants: TypeAlias = Mapping[Phase, datetime]


class OutOfOrder(ValueError):
    """A phase would begin before the one ahead of it."""

    def __init__(self, phase: Phase, after: Phase) -> None:
        super().__init__(f"{phase} can't begin before {after}.")
        self.phase, self.after = phase, after


class AlreadyBegun(ValueError):
    """What has passed was to be changed: an instant that has begun, or a phase that would have begun before now."""

    def __init__(self, phase: Phase, sentence: str) -> None:
        super().__init__(sentence)
        self.phase = phase


@dataclass(frozen=True, slots=True)
class Schedule:
    """The instants at which the six scheduled phases begin, never decreasing; two equal ones skip the earlier phase."""

    begins: Instants

    def __post_init__(self) -> None:
        for earlier, later in pairwise(SCHEDULED):
            if self.begins[later] < self.begins[earlier]:
                raise OutOfOrder(later, earlier)

    def phase_at(self, now: datetime) -> Phase:
        """The phase of a published week: the last that has begun."""
        return _IN_ORDER[bisect_right([self.begins[phase] for phase in SCHEDULED], now)]

    def begun(self, now: datetime) -> list[Phase]:
        """The phases that the week is or was in by now, without those that equal instants skip."""
        return [
            phase
            for phase in SCHEDULED
            if self.begins[phase] <= now and self.end_of(phase) != self.begins[phase]
        ]

    def next_begin(self, now: datetime) -> datetime | None:
        """When the phase changes next, or None once the week is closed."""
        return min((at for at in self.begins.values() if at > now), default=None)

    def end_of(self, phase: Phase) -> datetime | None:
        """When a phase ends because another begins; None for the last."""
        if phase is Phase.ANNOUNCED:
            return self.begins[Phase.PITCHING]
        at = SCHEDULED.index(phase)
        return self.begins[SCHEDULED[at + 1]] if at + 1 < len(SCHEDULED) else None


def moved(old: Schedule, new: Instants, now: datetime) -> Schedule:
    """The schedule after a change at `now`: what has begun is fixed, and "now" is a minute wide.

    The start of the present phase may move later, which reopens the phase before. An instant up to 60 s in the past
    counts as now; sent again, it changes nothing. Raises AlreadyBegun and OutOfOrder.
    """
    present = old.phase_at(now)
    return Schedule({p: _begins(p, old.begins[p], new[p], now, is_present=p is present) for p in SCHEDULED})


def _begins(phase: Phase, before: datetime, wanted: datetime, now: datetime, *, is_present: bool) -> datetime:
    """When a phase begins after a change. Raises AlreadyBegun."""
    is_now = now - NOW_TOLERANCE <= wanted <= now
    if wanted == before or (before <= now and is_now and before >= now - NOW_TOLERANCE):
        return before
    if before <= now and not (is_present and wanted > now):
        raise AlreadyBegun(phase, f"{phase} has begun, so the instant at which it began is fixed.")
    if wanted < now and not is_now:
        raise AlreadyBegun(phase, f"{phase} can't begin in the past; give now, or a later instant.")
    return max(wanted, now)
