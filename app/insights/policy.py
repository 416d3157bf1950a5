"""Who sees the figures of a week."""

from app.core.actor import Actor
from app.core.decision import Decision, unless_organizing, yes
from app.weeks.models import Week


def may_see_insights(actor: Actor, week: Week) -> Decision:
    if actor.may_organize(week.id):
        return yes()
    return unless_organizing(
        actor, week.id, "organizers_only", "Only the organizers of this week see its figures."
    )
