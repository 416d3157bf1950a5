"""What a source's words for a role and a status mean here."""

from datetime import datetime

from pydantic import JsonValue

from app.imports.rows import CrewRow, Key, Origin
from app.signups.models import CrewRole, SignUpStatus

LEADS = ("owner", "lead", "leader")
ROLES = {
    "mentor": CrewRole.MENTOR,
    "coach": CrewRole.MENTOR,
    "helper": CrewRole.HELPER,
    "volunteer": CrewRole.HELPER,
}
STATUSES = {
    "declined": SignUpStatus.DECLINED,
    "rejected": SignUpStatus.DECLINED,
    "left": SignUpStatus.LEFT,
    "withdrawn": SignUpStatus.LEFT,
    "cancelled": SignUpStatus.LEFT,
    "canceled": SignUpStatus.LEFT,
    "asked": SignUpStatus.ENDED,
    "invited": SignUpStatus.ENDED,
    "offered": SignUpStatus.ENDED,
    "pending": SignUpStatus.ENDED,
    "waiting": SignUpStatus.ENDED,
    "waitlisted": SignUpStatus.ENDED,
    "expired": SignUpStatus.ENDED,
    "ended": SignUpStatus.ENDED,
}
"""Words for a place that was not had; with any other, or none, the person was in the crew."""


def role_of(word: str) -> CrewRole | None:
    """The role that a word means: None for a lead, member for any word that isn't known."""
    word = word.strip().casefold()
    return None if word in LEADS else ROLES.get(word, CrewRole.MEMBER)


def status_of(word: str) -> SignUpStatus:
    return STATUSES.get(word.strip().casefold(), SignUpStatus.ACCEPTED)


def plain(role: str, status: str) -> list[str]:
    """Which of the two columns say no more than what is kept of them anyway."""
    says_role = role.strip().casefold() in ("", "lead", "owner", *CrewRole)
    says_status = status.strip().casefold() in ("", status_of(status))
    return [column for column, is_plain in (("role", says_role), ("status", says_status)) if is_plain]


def row(
    origin: Origin,
    *,
    week: Key | None,
    pitch: Key | None,
    person: Key,
    role: CrewRole | None,
    status: SignUpStatus = SignUpStatus.ACCEPTED,
    at: datetime | None = None,
    words: dict[str, JsonValue] | None = None,
) -> CrewRow:
    """A row; who was to lead but did not is a sign-up that ended, not a lead."""
    if role is None and status is not SignUpStatus.ACCEPTED:
        role = CrewRole.MEMBER
    return CrewRow(origin, week, pitch, person, role, status, at, words or {})
