"""Who may take along what."""

from app.core.actor import Actor
from app.core.decision import Decision, unless_organizing, yes
from app.weeks.models import Week


def may_have_package(actor: Actor, week: Week) -> Decision:
    """Sign-ups that were declined and people who are out are in it."""
    if actor.may_organize(week.id):
        return yes()
    return unless_organizing(
        actor, week.id, "organizers_only", "Only the organizers of this week get all of it in one file."
    )


def may_take_people_along(actor: Actor) -> Decision:
    """Everyone finds people one by one; the whole list with its addresses is for those who keep it."""
    if actor.organizes_all:
        return yes()
    return unless_organizing(actor, None, "organizers_only", "Only organizers take the list of people along.")
