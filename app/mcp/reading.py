"""Tools that read. Where a route shows the same, the route's own function is called: one answer for both ways in."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from app.board import facets, shown
from app.board import routes as board
from app.board.rows import Asked, page
from app.board.schemas import BoardRow, PitchOut, Sort
from app.core import text
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.fields import Cursor, Id, Labels, Slug
from app.core.fields import Query as Words
from app.core.schema import Page
from app.insights import policy as insights_policy
from app.insights import queries as insights
from app.mcp import queries
from app.mcp.schemas import By, PitchesForMe, PitchesFound, PitchForMe, PitchFound, WeekSummary
from app.outcomes import queries as outcomes
from app.outcomes.models import OutcomeKind
from app.outcomes.schemas import OutcomesAfter
from app.people.models import Person
from app.pitches.deps import seen as pitch_seen
from app.pitches.models import Pitch
from app.signups import queries as signups
from app.signups.schemas import SignUpOut
from app.weeks.deps import seen as week_seen
from app.weeks.models import Week
from app.weeks.schemas import WeekRow

WeekSlug = Annotated[Slug, Field(description="The week's slug, from list_weeks.")]
PitchId = Annotated[Id, Field(description="The pitch's id, from search_pitches or another tool.")]
Few = Annotated[int, Field(ge=1, le=50, description="At most so many.")]
More = Annotated[Cursor | None, Field(description="The `next` of the answer before, for what follows it.")]

NOTHING_KNOWN = "Nothing is known to look for: the person can add skills to their profile, or you name some."


def list_weeks(session: Session, actor: Actor, limit: Few = 10, cursor: More = None) -> Page[WeekRow]:
    """List the company's exploration weeks, newest first, each with its phase and schedule.

    Begin here: other tools want a week's slug. The phase tells what is open now: people pitch in `pitching`, join
    crews in `forming`, work in `exploring`, and outcomes are recorded from then on.
    """
    return board.list_weeks(session, actor, cursor, limit)


def week_summary(session: Session, actor: Actor, week: WeekSlug) -> WeekSummary:
    """Tell how one week stands: its phase, schedule, theme and guardrails, its pitches, and what came of them.

    `week.can` says what this person may do in it now, and where not, why and from when. Organizers also get figures on
    people and crews.
    """
    in_week = week_seen(session, actor, week)
    board_facets = facets.of_week(session, in_week)
    figures = (
        insights.of_week(session, in_week)
        if insights_policy.may_see_insights(actor, in_week).allowed
        else None
    )
    return WeekSummary.model_construct(
        week=shown.week(session, actor, in_week), pitches=board_facets.pitches,
        pitches_with_room=board_facets.with_room, tags=[label.name for label in board_facets.tags],
        skills=[label.name for label in board_facets.skills], outcomes=queries.outcome_counts(session, in_week),
        people_figures=figures.people if figures else None, pitch_figures=figures.pitches if figures else None,
        crew_figures=figures.crews if figures else None,
    )  # fmt: skip


def search_pitches(  # noqa: PLR0913, PLR0917  # each filter is an argument that an assistant may leave out
    session: Session,
    actor: Actor,
    words: Annotated[
        Words, Field(description="Words that must all be there; case and accents don't matter.")
    ] = "",
    week: Annotated[
        Slug | None, Field(description="A week's slug; without it, all weeks are searched.")
    ] = None,
    tag: Annotated[Words | None, Field(description="A tag that they have. Needs a week.")] = None,
    skill: Annotated[
        Words | None, Field(description="A skill that is needed or can be learned. Needs a week.")
    ] = None,
    open: Annotated[bool | None, Field(description="Whether there is a free place. Needs a week.")] = None,  # noqa: A002  # as the API names it
    limit: Few = 20,
    cursor: More = None,
) -> PitchesFound:
    """Find pitches by words, tag, skill or free places: within one week, or by words alone over all weeks.

    Without a week it finds what was tried before. To match a person's own skills use find_pitches_for_me instead.
    """
    if week is not None:
        asked = Asked(words or None, tag, skill, open=open, sort=Sort.NEWEST, cursor=cursor, limit=limit)
        rows, following = page(session, week_seen(session, actor, week), asked)
        return PitchesFound.model_construct(items=[found(row) for row in rows], next=following)
    if not text.words_of(words) or tag or skill or open is not None or cursor:
        raise Invalid(
            "week_needed", "Over all weeks pitches are found by words alone; else name a week.", field="week"
        )
    rows = queries.of_all_weeks(session, actor, words, limit)
    return PitchesFound.model_construct(items=[found(row) for row in rows], next=None)


def find_pitches_for_me(
    session: Session,
    actor: Actor,
    week: WeekSlug,
    by: Annotated[
        By, Field(description="What to match: what I can do, what I want to learn, or both.")
    ] = By.BOTH,
    skills: Annotated[Labels | None, Field(description="Instead of the skills in the profile.")] = None,
    wants_to_learn: Annotated[Labels | None, Field(description="Instead of what the profile says.")] = None,
    limit: Few = 10,
) -> PitchesForMe:
    """Find pitches of a week that need what this person can do, or teach what they want to learn; the best first.

    Takes both from the person's profile unless you name others. Leaves out what they lead or have signed up for.
    """
    in_week = week_seen(session, actor, week)
    me = session.get_one(Person, actor.person_id)
    bring = [] if by is By.WANTS_TO_LEARN else (me.skills if skills is None else skills)
    learn = [] if by is By.SKILLS else (me.wants_to_learn if wants_to_learn is None else wants_to_learn)
    best = queries.fitting(session, in_week, me.id, bring, learn, limit)
    return PitchesForMe.model_construct(
        my_skills=bring, i_want_to_learn=learn, note=None if bring or learn else NOTHING_KNOWN,
        items=[_for_me(in_week, pitch, row, bring, learn) for pitch, row in best],
    )  # fmt: skip


def read_pitch(session: Session, actor: Actor, pitch_id: PitchId) -> PitchOut:
    """Read one pitch whole: its text (Markdown), leads, crew, demo and outcome, and how this person stands to it.

    `can` says what they may do with it now, and where not, why and from when. Read it before you sign somebody up or
    record an outcome.
    """
    placed = pitch_seen(session, actor, pitch_id)
    return shown.pitch(session, actor, placed.week, placed.pitch)


def my_signups(
    session: Session,
    actor: Actor,
    week: Annotated[Slug | None, Field(description="Only those of this week.")] = None,
    limit: Few = 20,
    cursor: More = None,
) -> Page[SignUpOut]:
    """List this person's own places, offers, invitations and wishes, newest first, also those that are over.

    `status` accepted with `role` member is their crew in that week; `position` is their place in a waiting line.
    """
    return board.list_my_signups(session, actor, week, cursor, limit)


def list_outcomes(
    session: Session,
    actor: Actor,
    after: Annotated[
        int, Field(ge=0, le=2**62, description="The `last` of the answer before; 0 for all.")
    ] = 0,
    week: Annotated[Slug | None, Field(description="Only those of this week.")] = None,
    kind: Annotated[OutcomeKind | None, Field(description="Only those of this kind.")] = None,
    limit: Few = 20,
) -> OutcomesAfter:
    """List what became of pitches: every outcome recorded or changed since a number, each once, in order of change.

    Remember `last` and send it as `after` next time, to be told only what is new. `more` says whether to go on at once.
    """
    return outcomes.page(session, actor, after, week=week, kind=kind, limit=limit)


def found(row: BoardRow) -> PitchFound:
    """A pitch of the board in short."""
    return PitchFound.model_construct(**_in_short(row))


def _for_me(
    week: Week, pitch: Pitch, row: BoardRow, bring: Sequence[str], learn: Sequence[str]
) -> PitchForMe:
    return PitchForMe.model_construct(
        **_in_short(row), skills_i_bring=_shared(row.skills_needed, bring),
        skills_i_would_learn=_shared(row.skills_to_learn, learn),
        has_room=signups.has_room(pitch, week, row.places_taken),
    )  # fmt: skip


def _in_short(row: BoardRow) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in PitchFound.model_fields if name != "leads"}
    return {**kept, "leads": [lead.name for lead in row.leads]}


def _shared(labels: Iterable[str], mine: Iterable[str]) -> list[str]:
    folded = {text.fold(label) for label in mine}
    return [label for label in labels if text.fold(label) in folded]
