"""Home teams themselves, as a directory keeps them: added before anybody works there, and renamed."""

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import Conflict
from app.events.log import record
from app.people import events, policy, queries
from app.people.models import HomeTeam
from app.people.service import make_findable


def add(session: Session, actor: Actor, name: str) -> HomeTeam:
    """Add a home team in which nobody works yet. Raises Conflict("home_team_taken")."""
    policy.may_keep_people(actor).require()
    _require_free(session, name, None)
    home_team = HomeTeam(name=name, name_folded=queries.folded_team(name))
    session.add(home_team)
    session.flush()
    record(session, actor, events.HomeTeamAdded(home_team_id=home_team.id, name=name))
    return home_team


def rename(session: Session, actor: Actor, home_team: HomeTeam, name: str) -> HomeTeam:
    """Call a home team something else; whoever worked there did so under the new name. Raises Conflict("home_team_taken")."""
    policy.may_keep_people(actor).require()
    before = home_team.name
    if name == before:
        return home_team
    _require_free(session, name, home_team.id)
    there = queries.kept(session, [person.id for person in queries.present_in(session, home_team.id)])
    home_team.name, home_team.name_folded = name, queries.folded_team(name)
    session.add(home_team)
    session.flush()
    for person in there.values():
        if person.anonymised_at is None:
            make_findable(session, person, name)
    record(
        session, actor, events.HomeTeamRenamed(home_team_id=home_team.id, name_before=before, name_after=name)
    )
    return home_team


def _require_free(session: Session, name: str, home_team_id: str | None) -> None:
    rival = queries.home_team_named(session, name)
    if rival is not None and rival.id != home_team_id:
        raise Conflict("home_team_taken", f"There is a home team {rival.name} already.")
