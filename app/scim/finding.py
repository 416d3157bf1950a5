"""Searching: the filters that directories send are asked of the database, on its indexes; any other of a bounded number of rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from scim2_models import InvalidFilterException, Resource, ResourceType, SearchRequest, TooManyException
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from scim2_server.memory import InMemoryStorage
from scim2_server.storage import SearchPage
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col

from app.core.fields import folded_email
from app.people.models import HomeTeam, HomeTeamStay, Person
from app.people.queries import folded_team
from app.scim import groups, users
from app.scim.models import DirectoryGroup, DirectoryUser

MOST = 1000
"""How many resources are looked through for a filter or an order that the database isn't asked."""
MOST_CHARACTERS = 2000
_LONGEST = 300
"""No value that is kept is longer; a database may refuse to look for one."""
_FAR = 2**31

Column: TypeAlias = "SQLCoreOperations[Any]"
Condition: TypeAlias = sa.ColumnElement[bool]
Rows: TypeAlias = Any  # a select of several tables: their number is in its type
Search: TypeAlias = SearchRequest[Any]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of text: how a value has to be folded to be compared with it, and which rows have a value, by an index."""

    column: Column
    fold: Callable[[str], Any]
    equal: Callable[[Any], Condition]
    in_parts: bool = True
    """Whether parts may be looked for. Not in what keeps its case: SQLite would find it in any."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a type of resource is searched in."""

    rows: Rows
    id: Column
    words: Mapping[str, Words]
    shown: Callable[[Session, Sequence[Any]], Sequence[Resource[Any]]]


class _BeyondSql(Exception):
    """A condition that the database isn't asked."""


def _same(text: str) -> str:
    return text


def _lower(text: str) -> sa.ColumnElement[str]:
    """By the database's own idea of lower case, as it lowers the column."""
    return sa.func.lower(text)


def _by_user(column: Column) -> Callable[[Any], Condition]:
    """Which people have a value in a column of the directory's table."""
    return lambda value: col(Person.id).in_(sa.select(col(DirectoryUser.person_id)).where(column == value))


def _works_in(home_team_id: str) -> Condition:
    """Which people work in a home team."""
    present = sa.select(col(HomeTeamStay.person_id)).where(
        col(HomeTeamStay.home_team_id) == home_team_id, col(HomeTeamStay.until).is_(None)
    )
    return col(Person.id).in_(present)


def _has_member(person_id: str) -> Condition:
    """Which home team somebody works in."""
    present = sa.select(col(HomeTeamStay.home_team_id)).where(
        col(HomeTeamStay.person_id) == person_id, col(HomeTeamStay.until).is_(None)
    )
    return col(HomeTeam.id).in_(present)


def _words(
    column: Column,
    fold: Callable[[str], Any],
    equal: Callable[[Any], Condition] | None = None,
    *,
    in_parts: bool = True,
) -> Words:
    return Words(column, fold, equal or (lambda value: column == value), in_parts)


_USER_NAME = sa.func.coalesce(col(DirectoryUser.user_name_folded), col(Person.email_folded))
_ADDRESS = _words(col(Person.email_folded), folded_email)
_TEAM_OF = _words(col(HomeTeam.id), _same, _works_in, in_parts=False)
_MANAGER = _words(col(Person.manager_id), _same, in_parts=False)
_MEMBERS = _words(sa.null(), _same, _has_member, in_parts=False)
USERS = Searched(
    users.ROWS, col(Person.id),
    {
        "id": _words(col(Person.id), _same, in_parts=False),
        "username": _words(_USER_NAME, folded_email, lambda name: col(Person.id).in_(users.called(name))),
        "externalid": _words(
            col(DirectoryUser.external_id), _same, _by_user(col(DirectoryUser.external_id)), in_parts=False
        ),
        "displayname": _words(sa.func.lower(Person.name), _lower),
        "emails": _ADDRESS, "emails.value": _ADDRESS,
        "groups": _TEAM_OF, "groups.value": _TEAM_OF,
        "manager": _MANAGER, "manager.value": _MANAGER,
    },
    users.shown,
)  # fmt: skip
GROUPS = Searched(
    groups.ROWS, col(HomeTeam.id),
    {
        "id": _words(col(HomeTeam.id), _same, in_parts=False),
        "externalid": _words(col(DirectoryGroup.external_id), _same, in_parts=False),
        "displayname": _words(col(HomeTeam.name_folded), folded_team),
        "members": _MEMBERS, "members.value": _MEMBERS,
    },
    groups.shown,
)  # fmt: skip
_TYPES = {"User": USERS, "Group": GROUPS}
_ORDERS = {"id": "id", "username": "username", "displayname": "displayname", "meta.created": "id"}


def search(session: Session, resource_types: list[ResourceType], asked: Search) -> SearchPage:
    """One page of what matches, with the number of all. Raises InvalidFilterException, TooManyException."""
    if asked.filter is not None and len(asked.filter) > MOST_CHARACTERS:
        raise InvalidFilterException(
            detail=f"A filter has at most {MOST_CHARACTERS:,} characters; ask several times."
        )
    types = [_TYPES[str(resource_type.name)] for resource_type in resource_types]
    plans = [_planned(asked, kind) for kind in types]
    if len(types) == 1 and plans[0][1] and _order(asked, types[0]) is not None:
        return _page(session, asked, types[0], plans[0][0])
    return _looked_through(session, resource_types, asked, plans)


def _page(session: Session, asked: Search, kind: Searched, rows: Rows) -> SearchPage:
    total = session.connection().execute(sa.select(sa.func.count()).select_from(rows.subquery())).scalar_one()
    order = _order(asked, kind)
    assert order is not None, "asked before"
    if asked.sort_order == SearchRequest.SortOrder.descending:
        order = [column.desc() for column in order]
    page = rows.order_by(*order).offset(min(asked.start_index_0 or 0, _FAR)).limit(asked.count)
    found = session.exec(page).all()
    shown = groups.shown(session, found, asked) if kind is GROUPS else kind.shown(session, found)
    return SearchPage(total, list(shown))


def _looked_through(
    session: Session,
    resource_types: list[ResourceType],
    asked: Search,
    plans: Sequence[tuple[Rows, bool]],
) -> SearchPage:
    """The library's own storage does it, over what is left when the database has been asked what it can be."""
    found: list[Resource[Any]] = []
    for resource_type, (rows, _) in zip(resource_types, plans, strict=True):
        kind = _TYPES[str(resource_type.name)]
        left = session.exec(rows.limit(MOST + 1 - len(found))).all()
        found += kind.shown(session, left)
        if len(found) > MOST:
            raise TooManyException(
                detail=f"More than {MOST:,} would have to be looked through; filter by id, userName, externalId, displayName or emails.value."
            )
    memory = InMemoryStorage()
    memory.resources = found
    return memory.search(resource_types, asked)


def _order(asked: Search, kind: Searched) -> list[Column] | None:
    """By what the database sorts; None for an order that it isn't asked."""
    if asked.sort_by is None:
        return [kind.id]
    name = _ORDERS.get(str(asked.sort_by).rpartition(":")[2].lower())
    return [kind.words[name].column, kind.id] if name else None


def _planned(asked: Search, kind: Searched) -> tuple[Rows, bool]:
    """The rows that can match, and whether all of them do."""
    if asked.filter is None:
        return kind.rows, True
    node = asked.filter.ast
    try:
        return kind.rows.where(_condition(node, kind)), True
    except _BeyondSql:
        return kind.rows.where(*_conditions_of_some(node, kind)), False


def _conditions_of_some(node: FilterNode, kind: Searched) -> list[Condition]:
    """What the database can be asked of terms that must all hold."""
    terms = node.terms if isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_ else ()
    found = []
    for term in terms:
        try:
            found.append(_condition(term, kind))
        except _BeyondSql:
            found += _conditions_of_some(term, kind)
    return found


def _condition(node: FilterNode, kind: Searched) -> Condition:
    """Raises _BeyondSql."""
    match node:
        case Comparison():
            return _comparison(kind, _name(node.attr_path), node)
        case Present() if _name(node.attr_path) != "members":
            return _of(kind, _name(node.attr_path)).column.is_not(None)
        case Not():
            return ~sa.func.coalesce(_condition(node.expr, kind), sa.false())
        case LogicalExpr():
            terms = [_condition(term, kind) for term in node.terms]
            return sa.and_(*terms) if node.op == LogicalOperator.and_ else sa.or_(*terms)
        case ValuePath(val_filter=Comparison() as inner) if inner.attr_path.attr.lower() == "value":
            return _comparison(kind, f"{_name(node.attr_path)}.value", inner)
    raise _BeyondSql


def _name(path: AttrPath) -> str:
    return (f"{path.attr}.{path.sub_attr}" if path.sub_attr else path.attr).lower()


def _of(kind: Searched, name: str) -> Words:
    if name not in kind.words:
        raise _BeyondSql
    return kind.words[name]


def _comparison(kind: Searched, name: str, node: Comparison) -> Condition:
    if name == "active" and kind is USERS and node.op == CompareOperator.eq and isinstance(node.value, bool):
        return col(Person.deactivated_at).is_(None) == sa.literal(node.value)
    words = _of(kind, name)
    if not isinstance(node.value, str):
        raise _BeyondSql
    if not _can_be_kept(node.value):
        return sa.true() if node.op == CompareOperator.ne else sa.false()
    value = words.fold(node.value)
    if node.op == CompareOperator.eq:
        return words.equal(value)
    if node.op == CompareOperator.ne and words is not _MEMBERS:
        return ~sa.func.coalesce(words.equal(value), sa.false())
    if not words.in_parts or node.op not in _PATTERNS:
        raise _BeyondSql
    pattern = _PATTERNS[node.op].format(_escaped(node.value if words.fold is _lower else value))
    return words.column.like(_lower(pattern) if words.fold is _lower else pattern, escape="/")


_PATTERNS = {CompareOperator.co: "%{}%", CompareOperator.sw: "{}%", CompareOperator.ew: "%{}"}


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _can_be_kept(text: str) -> bool:
    """Whether any row can hold it: PostgreSQL knows no NUL, and halves of surrogate pairs are no characters."""
    return len(text) <= _LONGEST and "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
