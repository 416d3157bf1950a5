"""Tools that write, each with a dry run: the same checks and the same answer, and nothing is kept."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from app.board import shown
from app.board.rows import board_rows
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.core.fields import Labels, Summary, Text, Title
from app.core.schema import Link
from app.mcp.reading import PitchId, WeekSlug, found
from app.mcp.schemas import Done, PitchFound, Thing
from app.outcomes import routes as outcome_routes
from app.outcomes.models import NextStep, OutcomeKind
from app.outcomes.schemas import ImpactIn, OutcomeIn, OutcomeOut
from app.pitches import service as pitches
from app.pitches.deps import Placed
from app.pitches.deps import seen as pitch_seen
from app.pitches.models import JoinMode
from app.pitches.schemas import CrewLimit, Links, PitchIn
from app.signups import queries as signups
from app.signups import routes as signup_routes
from app.signups import service as signup_service
from app.signups.models import CrewRole, SignUpStatus
from app.signups.schemas import SignUpIn, SignUpOut
from app.weeks.deps import seen as week_seen

DryRun = Annotated[
    bool,
    Field(strict=True, description="True to check everything and say what would happen, without doing it."),
]
Evidence = Annotated[list[Link], Field(max_length=50, description="Links that show it.")]


def sign_up(
    session: Session,
    actor: Actor,
    pitch_id: PitchId,
    role: Annotated[
        CrewRole, Field(description="Members take a place; helpers and mentors don't.")
    ] = CrewRole.MEMBER,
    message: Annotated[Summary, Field(description="A word to the lead, where the lead decides.")] = "",
    dry_run: DryRun = False,
) -> Done[SignUpOut]:
    """Sign this person up for a pitch; the answer's status says what came of it.

    Open crews with room take them at once (`accepted`), others have the lead decide (`asked`) or a line (`waiting`).
    Refused when they have a crew in that week: then use switch_crew. Others see it. Do it only when the person said so, best after a dry run.
    """
    placed = pitch_seen(session, actor, pitch_id)
    made = signup_routes.sign_up(session, actor, placed, SignUpIn(role=role, message=message))
    return _done(Done[SignUpOut], dry_run, f"sign up for “{made.pitch.title}”: {_standing(made)}", made)


def switch_crew(
    session: Session,
    actor: Actor,
    pitch_id: Annotated[PitchId, Field(description="The pitch to go to.")],
    message: Annotated[Summary, Field(description="A word to the lead, where the lead decides.")] = "",
    dry_run: DryRun = False,
) -> Done[SignUpOut]:
    """Give up this person's place in their crew of that week for a place in another one, in one step.

    If the new crew is full they wait in its line and keep the place that they have. Do it only when the person said so.
    """
    placed = pitch_seen(session, actor, pitch_id)
    held = signups.held_place(session, placed.week.id, actor.person_id or "")
    if held is None:
        raise Conflict("no_such_place", "You have no crew in this week that you could give up.")
    wish = SignUpIn(message=message, switch_from=held.id)
    made = signup_routes.sign_up(session, actor, placed, wish)
    return _done(Done[SignUpOut], dry_run, f"switch to “{made.pitch.title}”: {_standing(made)}", made)


def leave_crew(session: Session, actor: Actor, pitch_id: PitchId, dry_run: DryRun = False) -> Done[SignUpOut]:
    """Give up this person's place in a crew, or take back their wish for one (asked, waiting, offered, invited).

    The next in line gets the place, so coming back may mean waiting. Do it only when the person said so.
    """
    placed = pitch_seen(session, actor, pitch_id)
    mine = signups.open_one(session, placed.pitch.id, actor.person_id or "")
    if mine is None:
        raise NotFound("You have no place and no wish on this pitch that could be given up.")
    left = signup_service.leave(session, actor, mine)
    made = shown.signups_shown(session, actor, [left], {placed.week.id: placed.week})[0]
    return _done(Done[SignUpOut], dry_run, f"leave “{made.pitch.title}”", made)


def draft_pitch(  # noqa: PLR0913, PLR0917  # a pitch's fields, each of which may be left out
    session: Session,
    actor: Actor,
    week: WeekSlug,
    title: Title,
    summary: Annotated[Summary, Field(description="One or two sentences for the board.")] = "",
    body: Annotated[
        Text, Field(description="The idea in Markdown: what for, what in a week, whom it needs.")
    ] = "",
    tags: Labels = [],  # noqa: B006  # pydantic copies a default for each call
    skills_needed: Labels = [],  # noqa: B006
    skills_to_learn: Labels = [],  # noqa: B006
    crew_limit: Annotated[
        CrewLimit | None, Field(description="Places in the crew; null for no limit.")
    ] = None,
    join: Annotated[
        JoinMode, Field(description="Who lets people in: nobody, the lead, or by invitation.")
    ] = JoinMode.OPEN,
    links: Links = [],  # noqa: B006
    dry_run: DryRun = False,
) -> Done[PitchFound]:
    """Write a pitch into a week as this person's own draft.

    Only they and organizers see it until they submit it, on the page; you can't submit it for them. Search first:
    somebody may have pitched the same.
    """
    new = PitchIn(
        title=title, summary=summary, body=body, tags=tags, skills_needed=skills_needed, draft=True,
        skills_to_learn=skills_to_learn, crew_limit=crew_limit, join=join, links=links,
    )  # fmt: skip
    in_week = week_seen(session, actor, week)
    draft = pitches.pitch(session, actor, in_week, new)
    made = found(board_rows(session, [draft], {in_week.id: in_week})[0])
    return _done(Done[PitchFound], dry_run, f"draft “{made.title}” in {in_week.title}", made)


def record_outcome(  # noqa: PLR0913, PLR0917  # an outcome's fields, each of which may be left out
    session: Session,
    actor: Actor,
    pitch_id: PitchId,
    kind: Annotated[
        OutcomeKind, Field(description="All of equal rank: `stopped` and `learning` are results too.")
    ],
    summary: Annotated[Text, Field(description="What we did.")] = "",
    learned: Annotated[Text, Field(description="What we learned.")] = "",
    evidence: Evidence = [],  # noqa: B006  # pydantic copies a default for each call
    next: Annotated[NextStep | None, Field(description="What comes of it now.")] = None,  # noqa: A002  # as the API names it
    home: Annotated[Summary, Field(description="Who owns it now.")] = "",
    impact: Annotated[
        list[ImpactIn], Field(max_length=20, description="Numbers that it made different.")
    ] = [],  # noqa: B006
    version: Annotated[int, Field(ge=0, description="0 for the first; else the version that you read.")] = 0,
    dry_run: DryRun = False,
) -> Done[OutcomeOut]:
    """Record what became of a pitch, for its leads and crew, from exploring on; also when it failed.

    The whole outcome is replaced: what you leave out is emptied. If there is one already, read_pitch gives it with the
    `version` to send. Make nothing up: numbers and links come from the person.
    """
    told = OutcomeIn(
        kind=kind, summary=summary, learned=learned, evidence=evidence, next=next, home=home, impact=impact
    )
    placed: Placed = pitch_seen(session, actor, pitch_id)
    made = outcome_routes.put_outcome(session, actor, placed, told, version)
    return _done(
        Done[OutcomeOut],
        dry_run,
        f"record “{made.kind}” for “{made.pitch.title}”, version {made.version}",
        made,
    )


def _done(of: type[Done[Thing]], dry_run: bool, what: str, result: Thing) -> Done[Thing]:
    summary = f"Nothing was changed. This would {what}." if dry_run else f"Done: {what}."
    return of.model_construct(done=not dry_run, summary=summary, result=result)


def _standing(made: SignUpOut) -> str:
    if made.status is SignUpStatus.WAITING:
        return f"{made.status}, place {made.position} in line"
    return str(made.status)
