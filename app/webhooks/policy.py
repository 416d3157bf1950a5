"""Who keeps web hooks: those who may see all that is sent."""

from app.core.actor import Actor
from app.core.decision import Decision, unless_organizing, yes


def may_keep_webhooks(actor: Actor, week_id: str | None) -> Decision:
    """Register and change addresses: for one week its organizers, for all weeks those who organize all."""
    if actor.organizes_all or (week_id is not None and actor.may_organize(week_id)):
        return yes()
    return unless_organizing(
        actor,
        week_id,
        "organizers_only",
        "Only organizers keep web hooks, and those of one week for that week alone.",
    )
