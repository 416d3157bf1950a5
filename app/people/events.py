"""What happens to people, as the log tells it; names and addresses stay in the erasable rows."""

from datetime import datetime
from typing import ClassVar

from app.events.payloads import Change, Event, Private


class _PersonEvent(Event):
    subject: ClassVar[str] = "person_id"
    about: ClassVar[str | None] = "person_id"

    person_id: str


class PersonAdded(_PersonEvent):
    """Somebody is new here."""

    type: ClassVar[str] = "person.added"

    role: str
    name: Private
    email: Private
    home_team_id: str | None
    manager: Private = None


class PersonEdited(_PersonEvent):
    """`fields` names what changed; the words before and after, and the managers' ids, are private, the rest is in `changes`."""

    type: ClassVar[str] = "person.edited"

    fields: list[str]
    name_before: Private = None
    name_after: Private = None
    email_before: Private = None
    email_after: Private = None
    manager_before: Private = None
    manager_after: Private = None
    changes: dict[str, Change]


class HomeTeamMoved(_PersonEvent):
    """A person works in another home team from now on."""

    type: ClassVar[str] = "person.moved"

    home_team_before: str | None
    home_team_after: str | None


class HomeTeamAdded(Event):
    """The company's directory told of a home team before anybody works there; most come with the first who does (`person.moved`)."""

    type: ClassVar[str] = "home_team.added"
    subject: ClassVar[str] = "home_team_id"

    home_team_id: str
    name: str


class HomeTeamRenamed(Event):
    """A home team is called something else, in what is told of earlier weeks too."""

    type: ClassVar[str] = "home_team.renamed"
    subject: ClassVar[str] = "home_team_id"

    home_team_id: str
    name_before: str
    name_after: str


class PersonDeactivated(_PersonEvent):
    """A person left: their sessions and tokens end, their places in weeks that are not closed are freed."""

    type: ClassVar[str] = "person.deactivated"


class PersonReactivated(_PersonEvent):
    """Somebody who had left may sign in again; what ended stays ended."""

    type: ClassVar[str] = "person.reactivated"


class PersonAnonymised(_PersonEvent):
    """Who somebody was is erased, here and in all that was told before; what they took part in stays, without their name."""

    type: ClassVar[str] = "person.anonymised"


class ViewBegan(_PersonEvent):
    """Somebody looks at everything as a lower role sees it, in one browser, until then at most, and changes nothing meanwhile."""

    type: ClassVar[str] = "view.began"

    role: str
    until: datetime


class ViewEnded(_PersonEvent):
    """Somebody looks as themselves again, before the time was over."""

    type: ClassVar[str] = "view.ended"


class TokenCreated(Event):
    """A program got a key with which it acts as this person, within these scopes."""

    type: ClassVar[str] = "token.created"
    subject: ClassVar[str] = "token_id"

    token_id: str
    person_id: str
    scopes: list[str]


class TokenRevoked(Event):
    """A program's key works no more."""

    type: ClassVar[str] = "token.revoked"
    subject: ClassVar[str] = "token_id"

    token_id: str
    person_id: str


class AddressMade(Event):
    """Somebody made an address that shows their calendar or feeds to whoever knows it."""

    type: ClassVar[str] = "address.made"
    subject: ClassVar[str] = "address_id"

    address_id: str
    person_id: str
    kind: str


class AddressRevoked(Event):
    """A secret address shows nothing any more."""

    type: ClassVar[str] = "address.revoked"
    subject: ClassVar[str] = "address_id"

    address_id: str
    person_id: str
