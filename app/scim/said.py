"""What a directory says of a person, looked at by the rules that names and addresses have everywhere."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from scim2_models import InvalidValueException

from app.core import wording
from app.core.fields import EMAIL, Account, Email, Label, Name, TimeZone
from app.scim import schemas

_ACCOUNT, _EMAIL, _LABEL, _NAME, _ZONE = (
    TypeAdapter(kind) for kind in (Account, Email, Label, Name, TimeZone)
)


@dataclass(frozen=True, slots=True)
class Said:
    """A user of the directory, as far as Offtrail has a use for it. What is None was not said."""

    user_name: str
    external_id: str | None
    name: str | None
    """What to call the person: displayName, else what the parts of the name make."""
    has_display_name: bool
    parts: dict[str, str]
    address: str | None
    email: dict[str, object] | None
    """The address's type and whether it is primary, where it was given as one of emails."""
    department: str | None
    manager: str | None
    """An id of ours, or what the directory calls the manager."""
    zone: str | None
    active: bool | None

    @classmethod
    def by(cls, user: schemas.Person, *, active: bool | None = None) -> "Said":
        """`active` stands in where that is not said. Raises InvalidValueException, naming the attribute."""
        user_name = checked(_ACCOUNT, user.user_name, "userName")
        email = _chosen(user.emails or [])
        given = checked(_EMAIL, email.value, "emails.value") if email else None
        parts = _parts(user.name)
        display_name = _if(_NAME, user.display_name, "displayName")
        extension = user[schemas.Enterprise]
        return cls(
            user_name=user_name,
            external_id=_if(_ACCOUNT, user.external_id, "externalId"),
            name=display_name or _called(parts),
            has_display_name=display_name is not None,
            parts=parts,
            address=given or (user_name if EMAIL.fullmatch(user_name) else None),
            email={"type": _if(_LABEL, email.type, "emails.type"), "primary": email.primary} if email else None,
            department=_if(_LABEL, extension.department if extension else None, "department"),
            manager=_if(_ACCOUNT, _manager(extension), "manager.value"),
            zone=_if(_LABEL, user.timezone, "timezone"),
            active=active if user.active is None else user.active,
        )  # fmt: skip

    @property
    def kept(self) -> dict[str, object]:
        """What of it is handed back: which attributes were given, and the values of those that a person here has no column for."""
        kept = {
            "display_name": self.has_display_name, "parts": self.parts, "email": self.email,
            "department": self.department is not None, "manager": self.manager is not None,
            "active": self.active is not None, "zone": self.zone,
        }  # fmt: skip
        return {name: value for name, value in kept.items() if value}

    @property
    def known_zone(self) -> str | None:
        """The time zone, if it is one of IANA's: Windows has names of its own."""
        try:
            return _ZONE.validate_python(self.zone)
        except ValidationError:
            return None


def checked(kind: TypeAdapter[Any], value: object, attribute: str) -> Any:  # the kind's own type
    """Raises InvalidValueException with a sentence that names the attribute."""
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        [line, *_] = error.errors()
        raise InvalidValueException(detail=f"{attribute}: {wording.sentence(dict(line))}") from error


def _if(kind: TypeAdapter[Any], value: str | None, attribute: str) -> Any:  # as above, or None
    return checked(kind, value, attribute) if value is not None and value.strip() else None


def _chosen(emails: list[schemas.Email]) -> schemas.Email | None:
    """The address that is kept: the primary one, else that for work, else the first."""
    given = [email for email in emails if email.value and email.value.strip()]
    return max(
        given, key=lambda email: (bool(email.primary), (email.type or "").lower() == "work"), default=None
    )


def _manager(extension: schemas.Enterprise | None) -> str | None:
    """By its value, else by the end of its reference."""
    manager = extension.manager if extension else None
    return (manager.value or str(manager.ref or "").rpartition("/")[2]) if manager else None


def _parts(name: schemas.Name | None) -> dict[str, str]:
    parts = {key: getattr(name, key, None) for key in ("formatted", "given_name", "family_name")}
    told = {key: _if(_NAME, part, f"name.{key}") for key, part in parts.items()}
    return {key: part for key, part in told.items() if part}


def _called(parts: dict[str, str]) -> str | None:
    both = " ".join(parts[key] for key in ("given_name", "family_name") if key in parts)
    return (parts.get("formatted") or both)[:200].strip() or None
