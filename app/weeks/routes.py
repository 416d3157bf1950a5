"""Scheduling weeks over HTTP; reading them is in `board`."""

from app.board import shown
from app.core.http import IfMatch, Reading, Writing, refuses, router
from app.core.schema import All
from app.people.deps import PersonDep, Reader, ReasonedWriter, Writer
from app.people.schemas import PersonRef
from app.weeks import queries, service
from app.weeks.deps import WeekDep
from app.weeks.schemas import (
    Cancel,
    ParticipationIn,
    ParticipationOut,
    Reschedule,
    WeekCopy,
    WeekIn,
    WeekOut,
    WeekPatch,
)

routes = router("/weeks", "Weeks")


@routes.post("", status_code=201, operation_id="createWeek", summary="Schedule a week",
             responses=refuses((403, "organizers_only"), (409, "slug_taken")))  # fmt: skip
def create_week(session: Writing, actor: Writer, body: WeekIn) -> WeekOut:
    """It is a draft, seen by organizers alone, until it is published."""
    return shown.week(session, actor, service.create(session, actor, body))


@routes.patch("/{slug}", operation_id="editWeek", summary="Change what is said of a week",
              responses=refuses((403, "organizers_only"), (409, "slug_taken, week_cancelled"), (412, "stale_version"), (422, "null_not_allowed")))  # fmt: skip
def edit_week(
    session: Writing, actor: ReasonedWriter, week: WeekDep, body: WeekPatch, if_match: IfMatch
) -> WeekOut:
    return shown.week(session, actor, service.edit(session, actor, week, body, if_match))


@routes.post("/{slug}/publish", operation_id="publishWeek", summary="Let people see a week",
             responses=refuses((403, "organizers_only"), (409, "already_published, week_cancelled")))  # fmt: skip
def publish_week(session: Writing, actor: Writer, week: WeekDep) -> WeekOut:
    return shown.week(session, actor, service.publish(session, actor, week))


@routes.post("/{slug}/cancel", operation_id="cancelWeek", summary="Call a week off",
             responses=refuses((403, "organizers_only"), (409, "already_closed, week_cancelled")))  # fmt: skip
def cancel_week(session: Writing, actor: Writer, week: WeekDep, body: Cancel) -> WeekOut:
    """It stays to be read; nothing in it changes any more."""
    return shown.week(session, actor, service.cancel(session, actor, week, body.reason))


@routes.post("/{slug}/copy", status_code=201, operation_id="copyWeek", summary="Schedule a week like an earlier one",
             responses=refuses((403, "organizers_only"), (409, "slug_taken")))  # fmt: skip
def copy_week(session: Writing, actor: Writer, week: WeekDep, body: WeekCopy) -> WeekOut:
    """Six months on unless told otherwise, on the same weekdays at the same times on the wall."""
    return shown.week(session, actor, service.copy(session, actor, week, body))


@routes.put("/{slug}/schedule", operation_id="rescheduleWeek", summary="Move a week's schedule",
            responses=refuses((403, "organizers_only"), (409, "already_begun, week_cancelled, week_archived"), (412, "stale_version")))  # fmt: skip
def reschedule_week(
    session: Writing, actor: Writer, week: WeekDep, body: Reschedule, if_match: IfMatch
) -> WeekOut:
    """What has begun is fixed, but the start of the present phase may move later, which reopens the phase before.

    To move the week on by hand, give now for the phase that begins: up to 60 s in the past counts as now.
    """
    return shown.week(
        session, actor, service.reschedule(session, actor, week, body.schedule, body.reason, if_match)
    )


@routes.post("/{slug}/accept-guardrails", operation_id="acceptGuardrails", summary="Accept the guardrails of a week",
             responses=refuses((409, "week_closed, week_cancelled")))  # fmt: skip
def accept_guardrails(session: Writing, actor: Writer, week: WeekDep) -> WeekOut:
    """Once, before the first sign-up; a repeat changes nothing."""
    service.accept_guardrails(session, actor, week)
    return shown.week(session, actor, week)


@routes.get("/{slug}/organizers", operation_id="listOrganizers", summary="Who organizes a week")
def list_organizers(session: Reading, actor: Reader, week: WeekDep) -> All[PersonRef]:  # noqa: ARG001  # only who is signed in
    return All[PersonRef].model_construct(items=queries.organizers(session, week.id))


@routes.put("/{slug}/organizers/{person_id}", status_code=204, operation_id="addOrganizer", summary="Name an organizer of a week",
            responses=refuses((403, "organizers_only"), (409, "deactivated, members_only, week_cancelled")))  # fmt: skip
def add_organizer(session: Writing, actor: Writer, week: WeekDep, person: PersonDep) -> None:
    service.add_organizer(session, actor, week, person)


@routes.delete("/{slug}/organizers/{person_id}", status_code=204, operation_id="removeOrganizer",
               summary="End somebody's organizing of a week", responses=refuses((403, "organizers_only"), (409, "week_cancelled")))  # fmt: skip
def remove_organizer(session: Writing, actor: Writer, week: WeekDep, person: PersonDep) -> None:
    service.remove_organizer(session, actor, week, person)


@routes.get("/{slug}/guests", operation_id="listGuests", summary="The guests of a week")
def list_guests(session: Reading, actor: Reader, week: WeekDep) -> All[PersonRef]:  # noqa: ARG001  # only who is signed in
    """People of the role guest who see this week. Its organizers invite them."""
    return All[PersonRef].model_construct(items=queries.guests(session, week.id))


@routes.put("/{slug}/guests/{person_id}", status_code=204, operation_id="inviteGuest", summary="Have a guest see a week",
            responses=refuses((403, "organizers_only"), (409, "deactivated, no_guest, week_cancelled")))  # fmt: skip
def invite_guest(session: Writing, actor: Writer, week: WeekDep, person: PersonDep) -> None:
    """A guest sees the weeks alone that they were invited to, and whom those show. A repeat changes nothing."""
    service.invite_guest(session, actor, week, person)


@routes.delete("/{slug}/guests/{person_id}", status_code=204, operation_id="removeGuest",
               summary="Have a guest see a week no more", responses=refuses((403, "organizers_only"), (409, "week_cancelled")))  # fmt: skip
def remove_guest(session: Writing, actor: Writer, week: WeekDep, person: PersonDep) -> None:
    """Their places in it are freed; what they did stays."""
    service.remove_guest(session, actor, week, person)


@routes.put("/{slug}/participation", operation_id="takePart", summary="Say whether I take part",
            responses=refuses((409, "week_closed, week_cancelled")))  # fmt: skip
def take_part(session: Writing, actor: Writer, week: WeekDep, body: ParticipationIn) -> ParticipationOut:
    """Everyone active takes part unless they say that they are out."""
    mine = service.take_part(session, actor, week, body)
    return queries.participation_shown(session, mine)
