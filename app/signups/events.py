"""What happens to sign-ups, as the log tells it: one event for each status that one can come into."""

from typing import ClassVar

from app.core.fields import Instant
from app.events.payloads import Event, Private
from app.signups.models import SignUpStatus


class SignUpEvent(Event):
    """A sign-up came into a status."""

    subject: ClassVar[str] = "signup_id"

    week_id: str
    pitch_id: str
    signup_id: str
    person_id: str
    role: str


class SignUpAsked(SignUpEvent):
    """Someone asks the lead for a place."""

    type: ClassVar[str] = "signup.asked"
    about: ClassVar[str | None] = "person_id"

    message: Private = None


class SignUpInvited(SignUpEvent):
    """A lead would like somebody in the crew."""

    type: ClassVar[str] = "signup.invited"
    about: ClassVar[str | None] = "person_id"

    message: Private = None


class SignUpWaiting(SignUpEvent):
    """Someone stands in line; `line_number` orders the line."""

    type: ClassVar[str] = "signup.waiting"

    line_number: int


class SignUpOffered(SignUpEvent):
    """A place is held for the first in line, who has a crew elsewhere, until the offer expires."""

    type: ClassVar[str] = "signup.offered"

    expires_at: Instant


class SignUpAccepted(SignUpEvent):
    """Someone is in the crew; `switched_from_id` names the sign-up that was given up for it in the same step."""

    type: ClassVar[str] = "signup.accepted"

    switched_from_id: str | None = None


class SignUpDeclined(SignUpEvent):
    """The lead said no to a wish, or a person to an invitation or an offer."""

    type: ClassVar[str] = "signup.declined"


class SignUpLeft(SignUpEvent):
    """Someone gave up a place or a wish; `was` is what they had."""

    type: ClassVar[str] = "signup.left"

    was: SignUpStatus


class SignUpExpired(SignUpEvent):
    """An offer was not taken in time."""

    type: ClassVar[str] = "signup.expired"


class SignUpEnded(SignUpEvent):
    """A place or a wish ended with its pitch; `was` is what they had."""

    type: ClassVar[str] = "signup.ended"

    was: SignUpStatus
