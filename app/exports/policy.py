"""Who may take along what."""

from app.core.actor import Actor
from app.core.decision import Decision, no, yes


def may_take_people_along(actor: Actor) -> Decision:
    """Everyone finds people one by one; the whole list with its addresses is for those who keep it."""
    if actor.organizes_all:
        return yes()
    return no("organizers_only", "Only organizers take the list of people along.")
