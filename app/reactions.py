"""Every reaction, so that REST, command line, worker and tests all have them: importing this registers them."""

from app.outcomes import reactions as outcomes
from app.signups import reactions as signups

ALL = (signups, outcomes)
