"""Who may record what became of a pitch, and when."""

from app.core.actor import Actor
from app.core.decision import Decision, not_now
from app.pitches.models import Pitch, PitchStatus
from app.weeks.models import Week
from app.weeks.phases import Phase
from app.weeks.policy import Row, Who, always, within

RECORDING: Row = {**always(Who.CREW, Phase.EXPLORING, Phase.DEMOS, Phase.WRAP_UP), Phase.CLOSED: Who.LEAD}


def may_record(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    """Allowed without a demo, and when the pitch failed or was withdrawn: that it doesn't work is an outcome too."""
    if pitch.status not in (PitchStatus.SUBMITTED, PitchStatus.WITHDRAWN):
        return not_now(f"pitch_{pitch.status}", f"This pitch is {pitch.status}; it has no outcome.")
    return within(actor, week, RECORDING, near, code="outcomes_closed", doing="record an outcome")
