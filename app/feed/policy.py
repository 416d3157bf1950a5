"""Who may read the log as a whole."""

from app.core.actor import Actor
from app.core.decision import Decision, unless_organizing, yes


def may_read_the_log(actor: Actor, week_id: str | None) -> Decision:
    """Everyone reads what they may see, event by event; who did what to whom, as a whole, is for those who organize it."""
    if actor.organizes_all or (week_id is not None and actor.may_organize(week_id)):
        return yes()
    return unless_organizing(
        actor, week_id, "organizers_only", "Only organizers read the log as a whole, or that of their week."
    )
