"""Who gets the files that hold all of a week."""

from app.core.actor import Actor
from app.core.decision import Decision, no, yes
from app.weeks.models import Week


def may_have_package(actor: Actor, week: Week) -> Decision:
    """Sign-ups that were declined and people who are out are in it."""
    if actor.may_organize(week.id):
        return yes()
    return no("organizers_only", "Only the organizers of this week get all of it in one file.")
