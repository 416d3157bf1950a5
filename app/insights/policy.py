"""Who sees the figures of a week."""

from app.core.actor import Actor
from app.core.decision import Decision, no, yes
from app.weeks.models import Week


def may_see_insights(actor: Actor, week: Week) -> Decision:
    if actor.may_organize(week.id):
        return yes()
    return no("organizers_only", "Only the organizers of this week see its figures.")
