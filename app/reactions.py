"""Every reaction, so that REST, command line, worker and tests all have them: importing this registers them."""

from app.outcomes import reactions as outcomes
from app.pitches import reactions as pitches
from app.signups import reactions as signups

ALL = (pitches, signups, outcomes)
