"""Every reaction and every type of event, so that REST, command line, worker and tests all have them by importing this."""

from app.imports import events as imports
from app.outcomes import reactions as outcomes
from app.pitches import reactions as pitches
from app.scim import reactions as scim
from app.signups import reactions as signups

ALL = (pitches, signups, outcomes, scim)
BESIDE = (imports,)  # nothing reacts to these; they are types of event that readers may ask for
