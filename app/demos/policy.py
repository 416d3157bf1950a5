"""Who may say how a crew shows what it did, and who orders the demos."""

from app.core.actor import Actor
from app.core.decision import Decision, not_now, unless_organizing
from app.pitches.models import Pitch, PitchStatus
from app.weeks.models import Week
from app.weeks.phases import Phase
from app.weeks.policy import Row, Who, always, within

DESCRIBING: Row = {**always(Who.CREW, Phase.EXPLORING, Phase.DEMOS), Phase.WRAP_UP: Who.ORGANIZER}
ORDERING: Row = always(
    Who.ORGANIZER, Phase.ANNOUNCED, Phase.PITCHING, Phase.FORMING, Phase.EXPLORING, Phase.DEMOS, Phase.WRAP_UP
)


def may_describe(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    if pitch.status is not PitchStatus.SUBMITTED:
        return not_now(f"pitch_{pitch.status}", f"This pitch is {pitch.status}; it shows no demo.")
    return within(actor, week, DESCRIBING, near, code="demos_closed", doing="set the demo details")


def may_order(actor: Actor, week: Week) -> Decision:
    if not actor.may_organize(week.id):
        return unless_organizing(actor, week.id, "organizers_only", "Only organizers set the running order.")
    return within(actor, week, ORDERING, Who.ORGANIZER, code="demos_closed", doing="set the running order")
