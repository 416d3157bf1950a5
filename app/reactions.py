"""Every reaction and every type of event, so that REST, command line, worker and tests all have them by importing this."""

from app.imports import events as imports
from app.outcomes import reactions as outcomes
from app.pitches import reactions as pitches
from app.scim import reactions as scim
from app.signups import reactions as signups
from app.webhooks import reactions as webhooks
from app.weeks import reactions as weeks

ALL = (weeks, pitches, signups, outcomes, webhooks, scim)
BESIDE = (imports,)  # nothing reacts to these; they are types of event that readers may ask for
