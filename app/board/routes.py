"""Reading what is shown together: weeks, the board, a pitch, its sign-ups, and what is mine."""

from typing import Annotated

from fastapi import Query, Request
from sqlmodel import Session, col, select

from app.board import anew, facets, kept, of_person, parts, shown, whole
from app.board.rows import Asked, board_rows, found
from app.board.schemas import BoardRow, PitchOfPerson, PitchOut, Sort
from app.core import clock
from app.core.fields import Cursor, Id, Limit
from app.core.fields import Query as QueryText
from app.core.http import Made, Reading, refuses, router
from app.core.paging import beyond, read_cursor, write_cursor
from app.core.schema import Page
from app.events.queries import State, state_of
from app.people import queries as people
from app.people.deps import PersonDep, Reader, Visitor
from app.people.models import Person
from app.pitches.deps import PitchDep
from app.pitches.models import Pitch, PitchLead, PitchStatus
from app.signups import policy as signup_policy
from app.signups import queries as signups
from app.signups.deps import SignUpDep
from app.signups.models import OPEN_STATUSES, SignUp
from app.signups.schemas import SignUpOut
from app.weeks import queries as weeks
from app.weeks.deps import WeekDep
from app.weeks.deps import seen as week_seen
from app.weeks.schemas import ParticipationOut, WeekOut, WeekRow

routes = router()

LimitQuery = Annotated[Limit, Query()]
_CURSOR = refuses((400, "bad_cursor"))


@routes.get(
    "/weeks", tags=["Weeks"], operation_id="listWeeks", summary="All weeks that I may see", responses=_CURSOR
)
def list_weeks(
    session: Reading, actor: Reader, cursor: Cursor | None = None, limit: LimitQuery = 50
) -> Page[WeekRow]:
    """Newest first. Archived weeks were imported; they have dates and no schedule."""
    found, following = weeks.newest(session, actor, cursor, limit)
    return Page[WeekRow].model_construct(items=shown.week_rows(session, actor, found), next=following)


@routes.get(
    "/weeks/{slug}",
    tags=["Weeks"],
    operation_id="getWeek",
    summary="One week, with its phase and what I can do",
)
def get_week(session: Reading, actor: Visitor, week: WeekDep) -> WeekOut:
    return shown.week(session, actor, week)


@routes.get("/weeks/{slug}/participation", tags=["Weeks"], operation_id="listParticipation", responses=_CURSOR,
            summary="Who takes part")  # fmt: skip
def list_participation(
    session: Reading, actor: Reader, week: WeekDep, without_crew: bool = False,
    cursor: Cursor | None = None, limit: LimitQuery = 50,
) -> Page[ParticipationOut]:  # fmt: skip
    """By the order in which people came. `without_crew` keeps those who hold no accepted member place.

    For an archived week: those of whom the source says that they took part. Guests find those whom the week shows.
    """
    condition = weeks.said_something(week.id) if week.archived else weeks.takes_part(week.id)
    condition &= people.known_to(actor)
    if without_crew:
        condition &= col(Person.id).not_in(signups.has_place_in(week))
    items, following = weeks.participants(session, week.id, condition, cursor, limit)
    return Page[ParticipationOut].model_construct(items=items, next=following)


@routes.get(
    "/weeks/{slug}/pitches",
    tags=["Pitches"],
    operation_id="listPitches",
    summary="The board",
    responses=_CURSOR,
    response_model=Page[BoardRow],
)
def list_pitches(  # noqa: PLR0913, PLR0917  # the filters are the contract's
    request: Request, session: Reading, actor: Visitor, week: WeekDep,  # noqa: ARG001  # the scope to read
    q: Annotated[QueryText | None, Query(description="Words to find; the last may be unfinished.")] = None,
    tag: QueryText | None = None,
    skill: Annotated[QueryText | None, Query(description="A skill that is needed or can be learned.")] = None,
    status: PitchStatus = PitchStatus.SUBMITTED,
    open: Annotated[bool | None, Query(description="Whether there is a free place.")] = None,  # noqa: A002  # its name in the contract
    lead: Annotated[Id | None, Query(description="The id of a person who leads.")] = None,
    home_team: Annotated[QueryText | None, Query(description="A home team that has a member in the crew.")] = None,
    sort: Sort = Sort.NEWEST, cursor: Cursor | None = None, limit: LimitQuery = 50,
) -> Made:  # fmt: skip
    """The same for all who may see the week: no drafts, nothing of the reader's own."""
    asked = Asked(q, tag, skill, status, open, lead, home_team, sort, cursor, limit)

    def make(reader: Session, state: State) -> Made:
        of = parts.of_week(session, week, state)
        told, following = found(reader, of.week, asked)
        bodies = parts.on_board(reader, of, told, state)
        if asked.of_chance:
            parts.chances(reader, of, state)
            anew.note(request.scope, session, of, state)
        return Made.whole(parts.joined(bodies, following))

    return (
        kept.anew(session, week, state_of(session, week.id), make)
        if asked.of_chance
        else kept.reply(session, week, "board", asked, make)
    )


@routes.get(
    "/weeks/{slug}/facets",
    tags=["Pitches"],
    operation_id="getFacets",
    summary="What there is to filter the board by",
    response_model=facets.Facets,
)
def get_facets(session: Reading, actor: Visitor, week: WeekDep) -> Made:  # noqa: ARG001  # the scope to read
    """The labels of the submitted pitches, with the pitches and places behind each."""
    return kept.reply(session, week, "facets", None, lambda reader, _: Made.of(facets.of_week(reader, week)))


@routes.get(
    "/pitches/{pitch_id}",
    tags=["Pitches"],
    operation_id="getPitch",
    summary="One pitch, with its crew and what I can do",
    response_model=PitchOut,
)
def get_pitch(request: Request, session: Reading, actor: Visitor, placed: PitchDep) -> Made:
    state = state_of(session, placed.week.id)
    of, made = whole.made(session, actor, placed.week, placed.pitch, state)
    anew.note(request.scope, session, of, state)
    return made


@routes.get("/pitches/{pitch_id}/signups", tags=["Sign-ups"], operation_id="listSignUps", responses=_CURSOR,
            summary="The crew, those who ask, and the line in its order")  # fmt: skip
def list_signups(
    session: Reading, actor: Reader, placed: PitchDep, cursor: Cursor | None = None, limit: LimitQuery = 50
) -> Page[SignUpOut]:
    """In the order in which people asked. Wishes that wait for somebody's yes are seen by leads, organizers and oneself."""
    near = shown.standing(session, actor, placed.pitch)
    phase = placed.week.phase(clock.now())
    seen = [
        s
        for s in signups.of_pitch(session, placed.pitch.id)
        if signup_policy.may_see(actor, placed.week, s, near)
        and signup_policy.status_at(s, phase) in OPEN_STATUSES
    ]
    after = read_cursor(cursor, "signups", int)[0] if cursor else 0
    rest = [s for s in seen if s.line_number > after]  # type: ignore[operator]  # an int, by read_cursor
    following = write_cursor("signups", rest[limit - 1].line_number) if len(rest) > limit else None
    items = shown.signups_shown(session, actor, rest[:limit], {placed.week.id: placed.week})
    return Page[SignUpOut].model_construct(items=items, next=following)


@routes.get("/signups/{signup_id}", tags=["Sign-ups"], operation_id="getSignUp", summary="One sign-up")
def get_signup(session: Reading, actor: Reader, found: SignUpDep) -> SignUpOut:
    return shown.signups_shown(session, actor, [found.signup], {found.placed.week.id: found.placed.week})[0]


@routes.get(
    "/me/signups",
    tags=["Me"],
    operation_id="listMySignUps",
    summary="My places and wishes",
    responses=_CURSOR,
)
def list_my_signups(
    session: Reading,
    actor: Reader,
    week: QueryText | None = None,
    cursor: Cursor | None = None,
    limit: LimitQuery = 50,
) -> Page[SignUpOut]:
    """Newest first, also those that are over; `week` keeps those of one week, by its slug."""
    found = (
        select(SignUp)
        .where(SignUp.person_id == actor.person_id, col(SignUp.week_id).in_(weeks.seen_weeks(actor)))
        .order_by(col(SignUp.id).desc())
        .limit(limit + 1)
    )
    if week is not None:
        found = found.where(SignUp.week_id == week_seen(session, actor, week).id)
    if cursor is not None:
        found = found.where(beyond([col(SignUp.id)], read_cursor(cursor, "my_signups", str), descending=True))
    rows = list(session.exec(found))
    in_weeks = weeks.named(session, {signup.week_id for signup in rows})
    following = write_cursor("my_signups", rows[limit - 1].id) if len(rows) > limit else None
    return Page[SignUpOut].model_construct(
        items=shown.signups_shown(session, actor, rows[:limit], in_weeks), next=following
    )


@routes.get("/me/pitches", tags=["Me"], operation_id="listMyPitches", summary="The pitches that I lead, drafts too",
            responses=_CURSOR)  # fmt: skip
def list_my_pitches(
    session: Reading, actor: Reader, cursor: Cursor | None = None, limit: LimitQuery = 50
) -> Page[BoardRow]:
    """Newest first, of all weeks."""
    mine = select(PitchLead.pitch_id).where(PitchLead.person_id == actor.person_id)
    seen = col(Pitch.week_id).in_(weeks.seen_weeks(actor))
    found = select(Pitch).where(col(Pitch.id).in_(mine), seen).order_by(col(Pitch.id).desc()).limit(limit + 1)
    if cursor is not None:
        found = found.where(beyond([col(Pitch.id)], read_cursor(cursor, "my_pitches", str), descending=True))
    rows = list(session.exec(found))
    in_weeks = weeks.named(session, {pitch.week_id for pitch in rows})
    following = write_cursor("my_pitches", rows[limit - 1].id) if len(rows) > limit else None
    return Page[BoardRow].model_construct(items=board_rows(session, rows[:limit], in_weeks), next=following)


@routes.get("/people/{person_id}/pitches", tags=["People"], operation_id="listPitchesOfPerson", responses=_CURSOR,
            summary="What a person leads and joined")  # fmt: skip
def list_pitches_of_person(
    session: Reading, actor: Reader, person: PersonDep, cursor: Cursor | None = None, limit: LimitQuery = 50
) -> Page[PitchOfPerson]:
    """Of all weeks that you may see, the newest first; wishes are left out, and drafts that are not yours to see."""
    items, following = of_person.pitches_of(session, actor, person.id, cursor, limit)
    return Page[PitchOfPerson].model_construct(items=items, next=following)
