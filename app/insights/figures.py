"""A week's figures, made from its facts: the same whether they are shown at once, rolled up or made anew."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.queries import among, rows
from app.insights import facts as read
from app.insights.facts import Facts
from app.insights.schemas import (
    CrewFigures,
    HomeTeamFigures,
    OutcomeFigures,
    PeopleFigures,
    WeekFigures,
)
from app.outcomes.models import Outcome, OutcomeKind
from app.pitches.models import Pitch, PitchStatus
from app.weeks.models import Week
from app.weeks.schemas import WeekRef

_OUTCOMES = (
    sa.select(col(Pitch.week_id), col(Outcome.kind), sa.func.count())
    .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
    .where(
        among(col(Pitch.week_id), "ids"), col(Pitch.status) == PitchStatus.SUBMITTED,
        col(Outcome.withdrawn_at).is_(None),
    )
    .group_by(col(Pitch.week_id), col(Outcome.kind))
)  # fmt: skip


class OfHomeTeam(TypedDict):
    id: str | None
    taking_part: int
    with_crew: int


class Figures(TypedDict):
    """What is kept of a week in a roll-up; nothing but JSON."""

    taking_part: int | None
    with_crew: int | None
    pitches: int
    crews: int | None
    mixed: int | None
    outcomes: dict[str, int]
    home_teams: list[OfHomeTeam]


def of_weeks(session: Session, found: Sequence[Week]) -> dict[str, Figures]:
    """The figures of weeks, counted now, by the id of the week: the same few statements for one and for many."""
    if not found:
        return {}
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for week_id, kind, count in rows(session, _OUTCOMES, ids=[week.id for week in found]):
        outcomes[week_id][kind] = count
    return {facts.week.id: of(facts, outcomes[facts.week.id]) for facts in read.of_weeks(session, found)}


def of(facts: Facts, outcomes: Mapping[str, int]) -> Figures:
    """A week's figures from its facts. What the source of an archived week doesn't tell at all is None, not nought."""
    counted, crewed = people(facts), crews(facts)
    archived = facts.week.archived
    no_people = archived and not facts.taking_part
    no_crews = archived and not facts.members
    no_teams = archived and not any(facts.home_teams[member.person_id] for member in facts.members)
    return Figures(
        taking_part=None if no_people else counted.taking_part,
        with_crew=None if no_crews else counted.with_crew,
        pitches=len(facts.pitches),
        crews=None if no_crews else crewed.crews,
        mixed=None if no_teams else crewed.mixed,
        outcomes={kind.value: outcomes.get(kind, 0) for kind in OutcomeKind},
        home_teams=of_home_teams(facts),
    )


def people(facts: Facts) -> PeopleFigures:
    with_crew = facts.taking_part & facts.have_crew
    wishing = facts.taking_part & facts.have_wish - with_crew
    idle = len(facts.taking_part) - len(with_crew) - len(wishing)
    return PeopleFigures.model_construct(
        taking_part=len(facts.taking_part), with_crew=len(with_crew), wishing=len(wishing), idle=idle
    )


def crews(facts: Facts) -> CrewFigures:
    found: dict[str, set[str | None]] = {}
    for signup in facts.members:
        found.setdefault(signup.pitch_id, set()).add(facts.home_teams[signup.person_id])
    sizes = Counter(signup.pitch_id for signup in facts.members)
    return CrewFigures.model_construct(
        crews=len(found),
        mixed=sum(len(home_teams) > 1 for home_teams in found.values()),
        alone=sum(size == 1 for size in sizes.values()),
    )


def of_home_teams(facts: Facts) -> list[OfHomeTeam]:
    everyone = Counter(facts.home_teams[person_id] for person_id in facts.taking_part)
    with_crew = Counter(facts.home_teams[person_id] for person_id in facts.have_crew & facts.taking_part)
    return [
        OfHomeTeam(id=id_, taking_part=everyone[id_], with_crew=with_crew[id_])
        for id_ in sorted(everyone, key=lambda id_: id_ or "")
    ]


def named(counted: Sequence[OfHomeTeam], names: Mapping[str, str]) -> list[HomeTeamFigures]:
    """The figures of home teams under the names that they have now, in the order of those; who has none comes last."""
    shown = [
        HomeTeamFigures.model_construct(
            home_team=names[one["id"]] if one["id"] else None,
            taking_part=one["taking_part"], with_crew=one["with_crew"],
        )
        for one in counted
    ]  # fmt: skip
    return sorted(shown, key=lambda one: (one.home_team is None, one.home_team or ""))


def shown(week: Week, figures: Figures, names: Mapping[str, str]) -> WeekFigures:
    told: dict[str, Any] = {
        **figures, "outcomes": OutcomeFigures.model_construct(None, **figures["outcomes"]),
        "home_teams": named(figures["home_teams"], names),
    }  # fmt: skip
    return WeekFigures.model_construct(
        week=WeekRef.model_construct(slug=week.slug, title=week.title),
        sorts_at=week.sorts_at, archived=week.archived, **told,
    )  # fmt: skip
