"""What happens to pitches, as the log tells it."""

from typing import ClassVar

from app.events.payloads import Change, Event, Private


class PitchEvent(Event):
    subject: ClassVar[str] = "pitch_id"

    week_id: str
    pitch_id: str


class PitchDrafted(PitchEvent):
    """A pitch was begun; `continues_id` names the earlier pitch that it goes on with."""

    type: ClassVar[str] = "pitch.drafted"

    continues_id: str | None = None


class PitchSubmitted(PitchEvent):
    """Others can see the pitch from now on."""

    type: ClassVar[str] = "pitch.submitted"

    title: str


class PitchEdited(PitchEvent):
    """What a pitch says or asks for changed, with before and after."""

    type: ClassVar[str] = "pitch.edited"

    changes: dict[str, Change]


class PitchWithdrawn(PitchEvent):
    """Its crew is freed, and told why."""

    type: ClassVar[str] = "pitch.withdrawn"

    why: Private


class PitchRestored(PitchEvent):
    """A withdrawn pitch is back, with an empty crew."""

    type: ClassVar[str] = "pitch.restored"


class PitchHandedOver(PitchEvent):
    """Who leads it changed; the lists name persons in order."""

    type: ClassVar[str] = "pitch.handed_over"

    leads_before: list[str]
    leads_after: list[str]


class DraftDeleted(PitchEvent):
    """A draft that nobody else had seen was thrown away."""

    type: ClassVar[str] = "pitch.draft_deleted"


class InterestSaid(PitchEvent):
    """A person finds a pitch interesting."""

    type: ClassVar[str] = "interest.said"

    person_id: str


class InterestLost(PitchEvent):
    """A person took that back."""

    type: ClassVar[str] = "interest.lost"

    person_id: str


class _CommentEvent(PitchEvent):
    subject: ClassVar[str] = "comment_id"

    comment_id: str


class CommentWritten(_CommentEvent):
    """Somebody asked, answered or noted something."""

    type: ClassVar[str] = "comment.written"

    parent_id: str | None
    body: Private


class CommentEdited(_CommentEvent):
    """An author changed the words of a comment."""

    type: ClassVar[str] = "comment.edited"

    before: Private
    after: Private


class CommentDeleted(_CommentEvent):
    """The words of a comment are gone; its place in the thread stays."""

    type: ClassVar[str] = "comment.deleted"
