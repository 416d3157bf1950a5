"""Who may do what with a week, and the one way in which every rule that depends on the phase is decided."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

from app.core import clock
from app.core.actor import Actor
from app.core.decision import Decision, no, not_now, unless_organizing, yes
from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase


class Who(IntEnum):
    """How near one is to the thing in question; whoever is nearer may what the farther may."""

    ORGANIZER = 1
    LEAD = 2
    CREW = 3
    ANYONE = 4


Row: TypeAlias = Mapping[Phase, Who]
"""A row of the table in docs/glossary.md: in which phase an action is open, and to whom."""

ORDER = (Phase.DRAFT, Phase.ANNOUNCED, *SCHEDULED)
_MUST_BE = {
    Who.ORGANIZER: ("organizers_only", "Only organizers may {doing} now."),
    Who.LEAD: ("leads_only", "Only a lead of the pitch may {doing}."),
    Who.CREW: ("crew_only", "Only the crew may {doing}."),
}


def always(who: Who, *phases: Phase) -> dict[Phase, Who]:
    """A row that is the same in each of these phases."""
    return dict.fromkeys(phases, who)


def within(actor: Actor, week: Week, row: Row, standing: Who, *, code: str, doing: str) -> Decision:
    """Whether an action is open to somebody of this standing in the present phase.

    An organizer counts as the nearest there is while the action is open to anyone at all, and outside it needs a
    reason. `doing` completes "You can't … now." A cancelled week is read-only to all.
    """
    if (cancelled := unless_cancelled(week)) is not None:
        return cancelled
    phase = week.phase(clock.now())
    needed = row.get(phase)
    if needed is not None and (standing <= needed or actor.may_organize(week.id)):
        return yes()
    if actor.may_organize(week.id):
        return _with_reason(actor, doing)
    if needed is not None and not _opens_later(row, standing, phase):
        refusal, sentence = _MUST_BE[needed]
        return unless_organizing(actor, week.id, refusal, sentence.format(doing=doing))
    return _when(week, row, standing, phase, code, doing)


def unless_cancelled(week: Week) -> Decision | None:
    """The refusal for a week that is read-only to all, or None."""
    if week.cancelled_at is None:
        return None
    return not_now(
        "week_cancelled", "This week was cancelled; it can be read, and nothing in it changes any more."
    )


def _with_reason(actor: Actor, doing: str) -> Decision:
    if actor.reason:
        return yes()
    return not_now(
        "reason_required",
        f"It is not the phase to {doing}; as an organizer you can, with ?reason=, which is recorded.",
    )


def _opens_later(row: Row, standing: Who, phase: Phase) -> bool:
    return any(standing <= row[later] for later in ORDER[ORDER.index(phase) + 1 :] if later in row)


def _when(week: Week, row: Row, standing: Who, phase: Phase, code: str, doing: str) -> Decision:
    """Not now; and when, if a later phase of the schedule opens it."""
    schedule = week.schedule
    for later in ORDER[ORDER.index(phase) + 1 :]:
        if later in row and standing <= row[later]:
            begins = schedule.begins.get(later) if schedule else None
            return not_now(code, f"You can't {doing} yet; it opens with the phase {later}.", begins)
    return not_now(
        code, f"You can't {doing} any more in this phase ({phase}); ask an organizer if it matters."
    )


def may_see(actor: Actor, week: Week) -> bool:
    """A draft is its organizers' own; else whoever is signed in, and anyone where the week is public; guests their own weeks."""
    if week.published_at is None:
        return actor.may_organize(week.id)
    return actor.is_let_into(week.id) if actor.signed_in else week.public


def may_create(actor: Actor) -> Decision:
    if actor.organizes_all:
        return yes()
    return unless_organizing(actor, None, "organizers_only", "Only organizers schedule weeks.")


def _may_keep(actor: Actor, week: Week, doing: str) -> Decision:
    if not actor.may_organize(week.id):
        return unless_organizing(
            actor, week.id, "organizers_only", f"Only the organizers of this week may {doing}."
        )
    return unless_cancelled(week) or yes()


def may_edit(actor: Actor, week: Week) -> Decision:
    return _may_keep(actor, week, "change it")


def may_publish(actor: Actor, week: Week) -> Decision:
    decision = _may_keep(actor, week, "publish it")
    if decision.allowed and week.published_at is not None:
        return not_now("already_published", "This week is published already.")
    return decision


def may_cancel(actor: Actor, week: Week) -> Decision:
    decision = _may_keep(actor, week, "cancel it")
    if decision.allowed and week.phase(clock.now()) is Phase.CLOSED:
        return not_now("already_closed", "This week is over; it can't be cancelled any more.")
    return decision


def may_reschedule(actor: Actor, week: Week) -> Decision:
    decision = _may_keep(actor, week, "move its schedule")
    if decision.allowed and week.archived:
        return not_now("week_archived", "This week was imported and has no schedule.")
    return decision


def may_copy(actor: Actor) -> Decision:
    return may_create(actor)


def may_name_organizers(actor: Actor, week: Week) -> Decision:
    return _may_keep(actor, week, "name its organizers")


def may_invite_guests(actor: Actor, week: Week) -> Decision:
    return _may_keep(actor, week, "invite guests to it")


def may_accept_guardrails(actor: Actor, week: Week, accepted_at: datetime | None) -> Decision:
    if not week.guardrails:
        return not_now("no_guardrails", "This week has no guardrails, and asks for nothing.")
    if accepted_at is not None:
        return not_now("already_accepted", "You have accepted them already.")
    return may_take_part(actor, week)


def may_take_part(actor: Actor, week: Week) -> Decision:
    """Say whether one takes part, and accept the guardrails: until the week is over."""
    if actor.person_id is None:
        return no("people_only", "This is for people.")
    phase = week.phase(clock.now())
    if phase is Phase.CANCELLED:
        return not_now("week_cancelled", "This week was cancelled.")
    if phase is Phase.CLOSED:
        return not_now("week_closed", "This week is over.")
    return yes()
