"""Where people worked, by the rule for figures about a week, which later moves do not change."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from app.core import clock
from app.people import queries as people
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.weeks.models import Week


def counted(session: Session, week: Week, joined: Mapping[str, datetime | None]) -> dict[str, str | None]:
    """Each person's home team at the start of exploring, or when they joined a crew, if later.

    `joined` has the people, with the instant at which each was accepted, if anyone was.
    """
    stays = people.stays(session, joined.keys())
    exploring = min(week.exploring_at or clock.now(), clock.now())
    return {
        person_id: people.home_team_at(stays.get(person_id, []), max(exploring, accepted_at or exploring))
        for person_id, accepted_at in joined.items()
    }


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
