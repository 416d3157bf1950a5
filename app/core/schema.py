"""The bases of every shape that the API takes or gives."""

from functools import cache
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.core.actor import Actor, Scope
from app.core.decision import Decision, scope_missing
from app.core.errors import Invalid
from app.core.fields import Instant, Name, Url

Item = TypeVar("Item")


class In(BaseModel):
    """A body that somebody sends: a field that isn't known is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Patch(In):
    """A body of which only the fields that are sent change."""

    def sent(self, *nullable: str) -> dict[str, Any]:
        """Those fields. Raises Invalid("null_not_allowed") for a null that would empty what can't be empty."""
        values = self.model_dump(exclude_unset=True)
        for name, value in values.items():
            if value is None and name not in nullable:
                raise Invalid(
                    "null_not_allowed",
                    f"{name} can't be null; leave it out, or send an empty value.",
                    field=name,
                )
        return values


class Out(BaseModel):
    """A body that we send; built from our own values and so not validated a second time by the route."""

    model_config = ConfigDict(from_attributes=True)
    shows_secret: ClassVar[bool] = False

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:  # type: ignore[override]  # mypy's plugin gives each model one of its own
        """As pydantic's, for fields by their own names: a board of fifty pitches is made of five hundred of these. Raises KeyError for one that lacks."""
        fields = cls.__pydantic_fields__
        if len(values) < len(fields):
            values = _defaults(cls) | values
        made, put = object.__new__(cls), object.__setattr__
        put(made, "__dict__", {name: values[name] for name in fields})
        put(made, "__pydantic_fields_set__", _fields_set or set(values))
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
        return made


@cache
def _defaults(kind: type[BaseModel]) -> dict[str, Any]:
    """What fields are where nothing is given, as far as they may be left out."""
    fields = kind.__pydantic_fields__.items()
    return {name: field.get_default() for name, field in fields if not field.is_required()}


class Page(Out, Generic[Item]):
    """Part of a list: ask again with `cursor=<next>` until `next` is null."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page, or null after the last.")


class All(Out, Generic[Item]):
    """A whole list that is short by its nature."""

    items: list[Item]
    next: None = Field(None, description="Always null, as in the last page of other lists: this is all.")


class Can(Out):
    """Whether the reader may do something now, and if not, why and from when.

    `switch_from` is the place to give up for it, where that is what it takes.
    """

    allowed: bool
    code: str | None = None
    reason: str | None = None
    allowed_from: Instant | None = None
    switch_from: str | None = None

    @classmethod
    def of(cls, actor: Actor, decision: Decision) -> "Can":
        """What a policy says, unless the token may change nothing whatever policies say."""
        if Scope.WRITE not in actor.scopes:
            decision = scope_missing(Scope.WRITE)
        return cls.model_construct(
            allowed=decision.allowed,
            code=decision.code,
            reason=decision.reason,
            allowed_from=decision.allowed_from,
        )


class Link(In):
    """A named address on the web."""

    title: Name
    url: Url

    @classmethod
    def kept(cls, row: dict[str, str]) -> "Link":
        """A link as a table keeps it; it was checked when it came."""
        return cls.model_construct(title=row["title"], url=row["url"])


class ProblemOut(BaseModel):
    """An error after RFC 9457, with a stable `code` for programs and a `detail` for people."""

    model_config = ConfigDict(title="Problem")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, str]] | None = None
    allowed_from: Instant | None = None
    switch_from: str | None = None
