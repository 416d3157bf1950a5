"""How a week, a pitch and a sign-up are shown to one reader, in GETs and in the replies to writes alike."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.board import can
from app.board.rows import board_rows
from app.board.schemas import PitchInWeek, PitchOut
from app.core import clock
from app.core.actor import Actor
from app.core.schema import Link
from app.demos import queries as demos
from app.outcomes import queries as outcomes
from app.outcomes.schemas import OutcomeOut
from app.people import queries as people
from app.people.schemas import PersonRef
from app.pitches import policy as pitch_policy
from app.pitches import queries as pitches
from app.pitches.models import Pitch
from app.pitches.queries import NamedWithLeads
from app.signups import queries as signups
from app.signups.models import SignUp, SignUpStatus
from app.signups.policy import status_at
from app.signups.schemas import SignUpOut
from app.weeks import policy as week_policy
from app.weeks import queries as weeks
from app.weeks.models import Participation, Week
from app.weeks.phases import SCHEDULED, Schedule
from app.weeks.policy import Who
from app.weeks.schemas import Day, MyParticipation, ScheduleOut, WeekOut, WeekRef, WeekRow


def week_rows(session: Session, actor: Actor, shown: Sequence[Week]) -> list[WeekRow]:
    """Weeks as a list shows them."""
    counts = pitches.pitch_counts(session, [week.id for week in shown])
    parents = _related(session, actor, {week.parent_id for week in shown})
    return [_week_row(week, counts, parents) for week in shown]


def week(session: Session, actor: Actor, shown: Week) -> WeekOut:
    """One week, whole, with what the reader can do."""
    counts = pitches.pitch_counts(session, [shown.id])
    related = _related(session, actor, {shown.parent_id, shown.copied_from_id})
    mine = weeks.participation(session, shown.id, actor.person_id)
    return WeekOut.model_construct(
        **dict(_week_row(shown, counts, related)),
        focus=shown.focus, description=shown.description, guardrails=shown.guardrails, url=shown.url,
        guardrails_accepted=mine is not None and mine.guardrails_accepted_at is not None,
        participation=_participation(actor, mine), copied_from=_ref(related.get(shown.copied_from_id or "")),
        organizers=weeks.organizers(session, shown.id), can=can.week_can(session, actor, shown),
    )  # fmt: skip


def _related(session: Session, actor: Actor, week_ids: set[str | None]) -> dict[str, Week]:
    """Those of some weeks that the reader may see, by id."""
    known = weeks.named(session, {id_ for id_ in week_ids if id_})
    return {id_: week for id_, week in known.items() if week_policy.may_see(actor, week)}


def _week_row(shown: Week, counts: dict[str, int], related: dict[str, Week]) -> WeekRow:
    schedule, now = shown.schedule, clock.now()
    goes_on = schedule is not None and shown.published_at is not None and shown.cancelled_at is None
    return WeekRow.model_construct(
        id=shown.id, slug=shown.slug, title=shown.title, phase=shown.phase(now), time_zone=shown.time_zone,
        theme=shown.theme, public=shown.public, archived=shown.archived,
        phase_until=schedule.next_begin(now) if schedule and goes_on else None,
        schedule=_schedule(schedule) if schedule else None, starts_on=shown.starts_on, ends_on=shown.ends_on,
        dates_text=shown.dates_text, location=shown.location, parent=_ref(related.get(shown.parent_id or "")),
        pitch_count=counts.get(shown.id, 0), version=shown.version,
    )  # fmt: skip


def _schedule(of: Schedule) -> ScheduleOut:
    return ScheduleOut.model_construct(None, **{str(phase): of.begins[phase] for phase in SCHEDULED})


def _participation(actor: Actor, mine: Participation | None) -> MyParticipation | None:
    if actor.person_id is None:
        return None
    days = [Day(day) for day in mine.days] if mine else []
    return MyParticipation.model_construct(taking_part=mine is None or mine.taking_part, days=days)


def _ref(of: Week | None) -> WeekRef | None:
    return WeekRef.model_construct(slug=of.slug, title=of.title) if of else None


def pitch(session: Session, actor: Actor, in_week: Week, shown: Pitch) -> PitchOut:
    """One pitch, whole: with its crew, what came of it, and what the reader has to do with it and can do."""
    me, signed_in = actor.person_id, actor.signed_in
    out = to_all(session, in_week, shown, me)
    near = nearness(actor, out)
    mine, held = signups.newest_and_held(session, shown, me) if me else (None, None)
    if out.outcome is not None:
        out.outcome.can = can.outcome_can(actor, in_week, shown, near)
    if not signed_in:
        out.where, out.chat_url, out.withdraw_reason = "", None, None
    out.continues, out.continued_by = _earlier(session, actor, shown), _later(session, actor, shown)
    out.my_signup = signups_shown(session, actor, [mine], {in_week.id: in_week})[0] if mine else None
    room = signups.has_room(shown, in_week, out.places_taken)
    out.can = can.pitch_can(actor, in_week, shown, near, mine, held.id if held else None, room=room)
    return out


def to_all(session: Session, in_week: Week, shown: Pitch, me: str | None) -> PitchOut:
    """One pitch as it reads to everybody who is signed in, but for who talked: nothing of its reader's own, and of no other week."""
    row = board_rows(session, [shown], {in_week.id: in_week})[0]
    comments, interested = pitches.talk(session, shown.id, me) if me else (0, False)
    demo = demos.of_pitch(session, shown.id)
    return PitchOut.model_construct(
        **dict(row), body=shown.body, links=[Link.kept(link) for link in shown.links], where=shown.where,
        chat_url=shown.chat_url, created_at=shown.created_at, withdrawn_at=shown.withdrawn_at, withdraw_reason=shown.withdraw_reason,
        continues=None, continued_by=[], comments=comments, interested=interested, my_signup=None,
        demo=demos.shown(session, [(demo, shown)])[0] if demo else None, outcome=outcomes.one(session, shown, in_week),
        source_results=shown.source_results, version=shown.version, can={},
    )  # fmt: skip


def nearness(actor: Actor, out: PitchOut) -> Who:
    """How near the reader is to a pitch that is shown."""
    return pitch_policy.standing(actor, [lead.id for lead in out.leads], [one.person.id for one in out.crew])


def outcome(session: Session, actor: Actor, in_week: Week, of: Pitch, near: Who) -> OutcomeOut | None:
    """What became of a pitch, with whether the reader may change it."""
    found = outcomes.one(session, of, in_week)
    if found is not None:
        found.can = can.outcome_can(actor, in_week, of, near)
    return found


def standing(session: Session, actor: Actor, of: Pitch) -> Who:
    """How near the reader is to a pitch: lead, crew, or anyone."""
    return pitch_policy.standing(actor, pitches.leads_of(session, of.id), signups.crew_of(session, of.id))


def signups_shown(
    session: Session, actor: Actor, shown: Sequence[SignUp], in_weeks: dict[str, Week]
) -> list[SignUpOut]:
    """Sign-ups as they read now, with the place in line and what the reader can do with each."""
    on = pitches.named_with_leads(session, {signup.pitch_id for signup in shown})
    places = signups.positions(session, shown)
    return signups_shown_to(session, [(actor, signup) for signup in shown], in_weeks, on, places)


def signups_shown_to(
    session: Session,
    pairs: Sequence[tuple[Actor, SignUp]],
    in_weeks: Mapping[str, Week],
    on: Mapping[str, NamedWithLeads],
    places: Mapping[str, int],
) -> list[SignUpOut]:
    """Likewise, each to a reader of its own, on pitches and with places in line that are known."""
    named = people.refs(session, {signup.person_id for _, signup in pairs})
    return [
        _signup(actor, signup, in_weeks[signup.week_id], on[signup.pitch_id], named, places.get(signup.id))
        for actor, signup in pairs
    ]


def _signup(
    actor: Actor,
    of: SignUp,
    in_week: Week,
    on: NamedWithLeads,
    named: Mapping[str, PersonRef],
    place: int | None,
) -> SignUpOut:
    near = pitch_policy.standing(actor, on.leads)
    status = status_at(of, in_week.phase(clock.now()))
    private = actor.is_person(of.person_id) or near is Who.LEAD or actor.may_organize(in_week.id)
    return SignUpOut.model_construct(
        id=of.id, pitch_id=of.pitch_id, pitch=on.pitch, week=in_week.slug, week_title=in_week.title, person=named[of.person_id], role=of.role, status=status,
        position=place if status is SignUpStatus.WAITING else None, message=of.message if private else "",
        asked_at=of.asked_at, accepted_at=of.accepted_at, switch_from=of.switch_from_id if private else None,
        offer_expires_at=of.offer_expires_at if status is SignUpStatus.OFFERED else None,
        version=of.version, can=can.signup_can(actor, in_week, of, near),
    )  # fmt: skip


def _earlier(session: Session, actor: Actor, of: Pitch) -> PitchInWeek | None:
    earlier = session.get(Pitch, of.continues_id) if of.continues_id else None
    return next(iter(_in_week(session, actor, [earlier])), None) if earlier else None


def _later(session: Session, actor: Actor, of: Pitch) -> list[PitchInWeek]:
    return _in_week(session, actor, pitches.continued_by(session, of.id))


def _in_week(session: Session, actor: Actor, some: Sequence[Pitch]) -> list[PitchInWeek]:
    """Those of some pitches that the reader may see."""
    if not some:
        return []
    known = weeks.named(session, {one.week_id for one in some})
    leads = pitches.leads(session, [one.id for one in some])
    return [
        PitchInWeek.model_construct(id=one.id, title=one.title, week=known[one.week_id].slug)
        for one in some
        if pitch_policy.may_see(actor, known[one.week_id], one, leads[one.id])
    ]
