"""Scheduling weeks: create, edit, publish, move, copy, cancel."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import Conflict, Invalid, NotFound, require_version
from app.core.queries import among, given, rows
from app.core.rivals import delete_if_there, insert_if_absent, insert_where_absent, lock
from app.events.log import record
from app.events.payloads import Change
from app.people.models import Person
from app.weeks import events, policy, queries
from app.weeks.calendar import months_on
from app.weeks.models import Participation, Week, WeekGuest, WeekOrganizer
from app.weeks.phases import AlreadyBegun, OutOfOrder, Schedule, moved
from app.weeks.schemas import ParticipationIn, ScheduleIn, WeekCopy, WeekIn, WeekPatch, out_of_order

_THEIRS = sa.and_(
    col(Participation.week_id) == given("week_id"), among(col(Participation.person_id), "person_ids")
)
_MINE = select(Participation).where(_THEIRS).with_for_update().execution_options(populate_existing=True)
_ACCEPTED = (
    sa.select(col(Participation.person_id), col(Participation.guardrails_accepted_at).is_not(None))
    .where(_THEIRS)
    .order_by(col(Participation.person_id))
    .with_for_update()
)


def create(session: Session, actor: Actor, new: WeekIn) -> Week:
    """Schedule a week, as a draft. Raises Invalid("schedule_out_of_order"), Conflict("slug_taken")."""
    policy.may_create(actor).require()
    week = Week(**new.model_dump(exclude={"schedule"}), sorts_at=new.schedule.exploring)
    week.put_schedule(new.schedule.schedule())
    return _add(session, actor, week)


def copy(session: Session, actor: Actor, old: Week, how: WeekCopy) -> Week:
    """A new draft like an earlier week: its words, its guardrails, and its schedule moved on, never its people.

    Raises Invalid("schedule_required") for an archived week without a schedule of its own, Conflict("slug_taken").
    """
    policy.may_copy(actor).require()
    schedule, zone = _copied_schedule(old, how)
    week = Week(
        slug=how.slug, title=how.title or old.title, time_zone=zone, theme=old.theme, focus=old.focus, sorts_at=clock.now(),
        description=old.description, guardrails=old.guardrails, location=old.location, public=old.public, copied_from_id=old.id,
    )  # fmt: skip
    week.put_schedule(schedule)
    return _add(session, actor, week)


def edit(session: Session, actor: Actor, week: Week, patch: WeekPatch, expected: int | None = None) -> Week:
    """Change what is said of a week. Raises Conflict("slug_taken")."""
    lock(session, week)
    policy.may_edit(actor, week).require()
    require_version(week.version, expected)
    changes = {
        name: Change(before=getattr(week, name), after=value)
        for name, value in patch.sent().items()
        if getattr(week, name) != value
    }
    if "slug" in changes:
        _require_free(session, str(changes["slug"].after))
    if changes:
        for name, change in changes.items():
            setattr(week, name, change.after)
        _changed(session, week)
        record(session, actor, events.WeekEdited(week_id=week.id, changes=changes))
    return week


def publish(session: Session, actor: Actor, week: Week) -> Week:
    """Let people see the week. Raises Conflict("already_published")."""
    lock(session, week)
    policy.may_publish(actor, week).require()
    week.published_at = clock.now()
    _changed(session, week)
    record(session, actor, events.WeekPublished(week_id=week.id))
    return week


def cancel(session: Session, actor: Actor, week: Week, reason: str) -> Week:
    """Call the week off; it stays to be read. Raises Conflict("already_closed")."""
    lock(session, week)
    policy.may_cancel(actor, week).require()
    week.cancelled_at = clock.now()
    _changed(session, week)
    record(session, actor, events.WeekCancelled(week_id=week.id, why=reason))
    return week


def reschedule(
    session: Session, actor: Actor, week: Week, wanted: ScheduleIn, reason: str, expected: int | None = None
) -> Week:
    """Move the schedule, and with it perhaps the phase.

    Raises Conflict("already_begun") for an instant that has passed, Invalid("schedule_out_of_order").
    """
    lock(session, week)
    policy.may_reschedule(actor, week).require()
    require_version(week.version, expected)
    before = week.schedule
    assert before is not None, "only archived weeks have none, and the policy has refused those"
    try:
        after = moved(before, wanted.instants(), clock.now()) if week.published_at else wanted.schedule()
    except AlreadyBegun as error:
        raise Conflict("already_begun", str(error), phase=error.phase) from error
    except OutOfOrder as error:
        raise out_of_order(error) from error
    if after != before:
        week.put_schedule(after)
        _changed(session, week)
        record(session, actor, events.WeekRescheduled(
            week_id=week.id, before=dict(before.begins), after=dict(after.begins), why=reason
        ))  # fmt: skip
    return week


def add_organizer(session: Session, actor: Actor, week: Week, person: Person) -> None:
    """Name somebody an organizer of this week. Raises Conflict("deactivated", "members_only")."""
    policy.may_name_organizers(actor, week).require()
    lock(session, person)
    if not person.is_active:
        raise Conflict("deactivated", f"{person.name} has left the company.")
    if person.role is Role.GUEST:
        raise Conflict("members_only", f"{person.name} is a guest; guests organize no week.")
    if insert_if_absent(session, WeekOrganizer, week_id=week.id, person_id=person.id):
        record(session, actor, events.OrganizerAdded(week_id=week.id, person_id=person.id))


def remove_organizer(session: Session, actor: Actor, week: Week, person: Person) -> None:
    policy.may_name_organizers(actor, week).require()
    row = session.get(WeekOrganizer, (week.id, person.id))
    if row is None or not delete_if_there(session, row):
        raise NotFound(f"{person.name} is no organizer of this week.")
    record(session, actor, events.OrganizerRemoved(week_id=week.id, person_id=person.id))


def invite_guest(session: Session, actor: Actor, week: Week, person: Person) -> None:
    """Have a guest see this week. Raises Conflict("deactivated", "no_guest")."""
    policy.may_invite_guests(actor, week).require()
    lock(session, person)
    if not person.is_active:
        raise Conflict("deactivated", f"{person.name} has left the company.")
    if person.role is not Role.GUEST:
        raise Conflict("no_guest", f"{person.name} is no guest, and sees every week.")
    if insert_if_absent(session, WeekGuest, week_id=week.id, person_id=person.id):
        record(session, actor, events.GuestInvited(week_id=week.id, person_id=person.id))


def remove_guest(session: Session, actor: Actor, week: Week, person: Person) -> None:
    """Have a guest see this week no more; their places in it are freed by a reaction."""
    policy.may_invite_guests(actor, week).require()
    lock(session, person)
    row = session.get(WeekGuest, (week.id, person.id))
    if row is None or not delete_if_there(session, row):
        raise NotFound(f"{person.name} is no guest of this week.")
    record(session, actor, events.GuestRemoved(week_id=week.id, person_id=person.id))


def accept_guardrails(session: Session, actor: Actor, week: Week) -> Participation:
    """Accept the guardrails of a week, once. A repeat changes nothing; without guardrails there is nothing to accept."""
    policy.may_take_part(actor, week).require()
    mine = my_participation(session, week.id, actor.person_id or "")
    if week.guardrails and mine.guardrails_accepted_at is None:
        mine.guardrails_accepted_at = clock.now()
        session.add(mine)
        record(session, actor, events.GuardrailsAccepted(week_id=week.id, person_id=mine.person_id))
    return mine


def take_part(session: Session, actor: Actor, week: Week, wish: ParticipationIn) -> Participation:
    """Say whether one takes part, and on which days."""
    policy.may_take_part(actor, week).require()
    mine = my_participation(session, week.id, actor.person_id or "")
    days = [str(day) for day in dict.fromkeys(wish.days)]
    if (mine.taking_part, mine.days) != (wish.taking_part, days):
        mine.taking_part, mine.days = wish.taking_part, days
        session.add(mine)
        record(session, actor, events.ParticipationChanged(
            week_id=week.id, person_id=mine.person_id, taking_part=mine.taking_part, days=days
        ))  # fmt: skip
    return mine


def my_participation(session: Session, week_id: str, person_id: str) -> Participation:
    """A person's row in a week, made if need be, and locked until the transaction ends."""
    _make_participations(session, week_id, [person_id])
    return session.exec(_MINE, params={"week_id": week_id, "person_ids": [person_id]}).one()


def lock_participations(session: Session, week_id: str, person_ids: Collection[str]) -> set[str]:
    """Lock how some people take part in a week, in the order of their ids, which is made where it isn't there. Tells who has accepted the week's guardrails."""
    new = _make_participations(session, week_id, person_ids)
    before = {*person_ids}.difference(new)
    found = rows(session, _ACCEPTED, week_id=week_id, person_ids=before) if before else ()
    return {person_id for person_id, accepted in found if accepted}


def _make_participations(session: Session, week_id: str, person_ids: Collection[str]) -> list[str]:
    """Tells who had none."""
    new = {"week_id": week_id, "taking_part": True, "days": []}
    some = [new | {"person_id": id_} for id_ in sorted(person_ids)]
    return insert_where_absent(session, Participation, some, col(Participation.person_id))


def _copied_schedule(old: Week, how: WeekCopy) -> tuple[Schedule, str]:
    zone = how.time_zone or old.time_zone
    if how.schedule is not None and zone is not None:
        return how.schedule.schedule(), zone
    if old.schedule is None or zone is None:
        raise Invalid(
            "schedule_required",
            "This week was imported without a schedule; give schedule and time_zone.",
            field="schedule",
        )
    return months_on(old.schedule, ZoneInfo(zone), how.months), zone


def _add(session: Session, actor: Actor, week: Week) -> Week:
    _require_free(session, week.slug)
    schedule = week.schedule
    assert schedule is not None and week.time_zone is not None
    session.add(week)
    session.flush()
    if actor.person_id:
        session.add(WeekOrganizer(week_id=week.id, person_id=actor.person_id))
        session.flush()
    record(session, actor, events.WeekCreated(
        week_id=week.id, slug=week.slug, title=week.title, time_zone=week.time_zone,
        schedule=dict(schedule.begins), copied_from_id=week.copied_from_id,
    ))  # fmt: skip
    return week


def _require_free(session: Session, slug: str) -> None:
    if queries.by_slug(session, slug) is not None:
        raise Conflict("slug_taken", f"There is a week with the slug {slug} already; take another.")


def _changed(session: Session, week: Week) -> None:
    week.version += 1
    session.add(week)
    session.flush()
