"""Where people worked, by the rule for figures about a week, which later moves do not change."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from sqlmodel import Session, col, select

from app.core import clock
from app.people import queries as people
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.phases import Phase

Joined: TypeAlias = Mapping[str, datetime | None]
"""People, with the instant at which each was accepted into a crew, if anyone was."""


def counted(session: Session, week: Week, joined: Joined) -> dict[str, str | None]:
    """The name of each person's home team at the start of exploring, or when they joined a crew, if later."""
    return then(week, joined, people.stays(session, joined.keys()))


def then(week: Week, joined: Joined, stays: Mapping[str, list[people.Stay]]) -> dict[str, str | None]:
    """The same from people's stays: it is whatever these name the home team by.

    Of a week that is over, what came after its end changes nothing, neither a move nor a first home team.
    """
    now = clock.now()
    exploring = min(week.sorts_at, now)  # an archived week's first day
    end = _end(week) or datetime.max.replace(tzinfo=UTC)
    found = {}
    for person_id, accepted_at in joined.items():
        at = max(exploring, accepted_at or exploring)
        known = [stay for stay in stays.get(person_id, []) if stay[0] < end or stay[0] <= at]
        found[person_id] = people.home_team_at(known, at)
    return found


def _end(week: Week) -> datetime | None:
    """When a week that is over was so; for an archived week, when it was imported."""
    if week.phase(clock.now()) is not Phase.CLOSED:
        return None
    return week.created_at if week.archived else week.closed_at


def crews_with(session: Session, week: Week, home_team: str) -> set[str]:
    """The ids of the pitches in whose crews somebody of a home team is a member."""
    rows = session.exec(
        select(SignUp.pitch_id, SignUp.person_id, SignUp.accepted_at).where(
            SignUp.week_id == week.id, SignUp.role == CrewRole.MEMBER, col(SignUp.status) == SignUpStatus.ACCEPTED
        )
    ).all()  # fmt: skip
    home_teams = counted(session, week, {person_id: accepted_at for _, person_id, accepted_at in rows})
    wanted = people.folded_team(home_team)
    return {
        pitch_id
        for pitch_id, person_id, _ in rows
        if people.folded_team(home_teams[person_id] or "") == wanted
    }
