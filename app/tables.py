"""Every table, so that migrations and tests see them all."""

from app.core.idempotency import KeptAnswer
from app.core.limits import RequestCount
from app.core.migrations import SchemaFloor
from app.core.rounds import WorkerRound
from app.core.text import IndexedText
from app.demos.models import Demo
from app.events.models import ErasableText, EventRow, LogEnd
from app.identity.models import SignInLink
from app.insights.models import RolledUp
from app.outcomes.models import Impact, Outcome
from app.people.models import HomeTeam, HomeTeamStay, Identity, Person, SecretAddress, SignInSession, Token
from app.pitches.models import Comment, Interest, Pitch, PitchLabel, PitchLead
from app.scim.models import DirectoryGroup, DirectoryUser
from app.signups.models import SignUp
from app.webhooks.models import Webhook, WebhookDelivery
from app.weeks.models import Participation, Week, WeekGuest, WeekOrganizer

ALL = (
    KeptAnswer, RequestCount, SchemaFloor, WorkerRound, IndexedText, ErasableText, EventRow, LogEnd, HomeTeam, HomeTeamStay, Person, SignInSession,
    Token, SecretAddress, Identity, SignInLink, DirectoryUser, DirectoryGroup,
    Participation, Week, WeekGuest, WeekOrganizer, Comment, Interest, Pitch, PitchLabel, PitchLead, SignUp, Demo, Impact, Outcome,
    Webhook, WebhookDelivery, RolledUp,
)  # fmt: skip
