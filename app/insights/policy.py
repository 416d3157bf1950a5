"""Who sees the figures of weeks."""

from app.core.actor import Actor
from app.core.decision import Decision, unless_organizing, yes
from app.weeks.models import Week


def may_see_insights(actor: Actor, week: Week) -> Decision:
    if actor.may_organize(week.id):
        return yes()
    return unless_organizing(
        actor, week.id, "organizers_only", "Only the organizers of this week see its figures."
    )


def may_see_insights_over_years(actor: Actor) -> Decision:
    if actor.organizes_all:
        return yes()
    return unless_organizing(
        actor, None, "organizers_only", "Only those who organize all weeks see the figures of all of them."
    )
