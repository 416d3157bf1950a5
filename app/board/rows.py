"""The board's query: filters, sorts and keyset paging over the pitches of one week."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.board import home_teams
from app.board.schemas import BoardRow, InCrew, Sort
from app.core import clock, text
from app.core.paging import Column, Key, beyond, kind_of, read_cursor, write_cursor
from app.core.queries import among, rows
from app.core.tables import Instant
from app.people import queries as people
from app.pitches import queries as pitches
from app.pitches.models import LabelKind, Pitch, PitchLabel, PitchLead, PitchStatus
from app.signups import queries as signups
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.phases import Phase

Chances: TypeAlias = Sequence[tuple[str, int]]
"""Pitches by their ids, each with the number that orders of chance are made from."""
_EPOCH = datetime.fromtimestamp(0, UTC)
_PRIME = 2**31 - 1
_SHOWN = (
    col(Pitch.id), col(Pitch.week_id), col(Pitch.title), col(Pitch.summary), col(Pitch.status), col(Pitch.join_mode),
    col(Pitch.crew_limit), col(Pitch.places_taken), col(Pitch.waiting), col(Pitch.submitted_at),
)  # fmt: skip
"""What the board shows of pitches themselves."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the board."""

    query: str | None = None
    tag: str | None = None
    skill: str | None = None
    status: PitchStatus = PitchStatus.SUBMITTED
    open: bool | None = None
    lead: str | None = None
    home_team: str | None = None
    sort: Sort = Sort.NEWEST
    cursor: str | None = None
    limit: int = 50

    @property
    def filters(self) -> dict[str, object]:
        """What makes it another list than others of its week, under the names of the contract."""
        return {
            "q": self.query, "tag": self.tag, "skill": self.skill, "status": self.status, "open": self.open,
            "lead": self.lead, "home_team": self.home_team, "sort": self.sort,
        }  # fmt: skip

    @property
    def of_chance(self) -> bool:
        """Whether it is shuffled anew each time: the first page of a shuffle."""
        return self.sort is Sort.SHUFFLE and self.cursor is None


def page(session: Session, week: Week, asked: Asked) -> tuple[list[BoardRow], str | None]:
    """A page of the board, and the cursor of the next one. Raises BadRequest("bad_cursor")."""
    told, following = found(session, week, asked)
    return board_rows(session, told, {week.id: week}), following


def found(session: Session, week: Week, asked: Asked) -> tuple[list[Any], str | None]:
    """The pitches of a page, as `_SHOWN` and what they are sorted by, and the cursor of the next one. Raises BadRequest("bad_cursor")."""
    kind, keys = _seen(asked)
    columns, descending = _order(asked.sort, kind)
    statement = sa.select(*_SHOWN, *columns[:-1]).where(
        col(Pitch.week_id) == week.id, *_conditions(session, week, asked)
    )
    if keys:
        statement = statement.where(beyond(columns, keys, descending=descending))
    ordered = [column.desc() if descending else column for column in columns]
    told = rows(session, statement.order_by(*ordered).limit(asked.limit + 1))
    last: list[list[Key]] = [[*row[len(_SHOWN) :], row.id] for row in told[asked.limit - 1 :]]
    return told[: asked.limit], _following(last, 1, kind)


def these(session: Session, pitch_ids: Collection[str]) -> list[Any]:
    """Pitches by their ids, as `board_rows` takes them."""
    return rows(session, sa.select(*_SHOWN).where(among(col(Pitch.id), "ids")), ids=pitch_ids)


def _following(keys: Sequence[Sequence[Key]], limit: int, kind: str) -> str | None:
    """The cursor behind a page, from the keys of its rows, where one more than it holds was asked for."""
    return write_cursor(kind, *keys[limit - 1]) if len(keys) > limit else None


def _seen(asked: Asked) -> tuple[str, list[Key]]:
    """The kind of cursor, which for a shuffle carries its seed, and the keys in it."""
    types: dict[Sort, tuple[type, ...]] = {
        Sort.NEWEST: (datetime, str), Sort.NEEDS_PEOPLE: (int, int, str), Sort.TITLE: (str, str), Sort.SHUFFLE: (int, str),
    }  # fmt: skip
    if asked.sort is not Sort.SHUFFLE:
        kind = f"board.{asked.sort}"
        return kind, read_cursor(asked.cursor, kind, *types[asked.sort]) if asked.cursor else []
    if not asked.cursor:
        return _a_shuffle(), []
    kind = kind_of(asked.cursor, "board.shuffle.")
    return kind, read_cursor(asked.cursor, kind, *types[asked.sort])


def _a_shuffle() -> str:
    """The kind of cursor of a new order of chance."""
    return f"board.shuffle.{secrets.randbelow(_PRIME)}"


def chances(session: Session, week: Week) -> Chances:
    """What a week's board is shuffled by, where it isn't filtered."""
    found = sa.select(col(Pitch.id), col(Pitch.shuffle_key)).where(
        col(Pitch.week_id) == week.id, *_of_status(PitchStatus.SUBMITTED)
    )
    return [(id_, key) for id_, key in rows(session, found)]


ENOUGH = 2
"""Times the wanted, that so many are looked for at first: numbers lie about as thick everywhere."""


def by_chance(of: Chances, limit: int) -> tuple[list[str], str | None]:
    """The first page of a new order of chance, by ids, and the cursor of the next one; as `found` sorts it."""
    kind = _a_shuffle()
    factor, offset = _seed(kind)
    wanted = limit + 1
    first = _below(_PRIME * ENOUGH * wanted // (len(of) or 1), of, factor, offset)
    if len(first) < wanted:
        first = _below(_PRIME, of, factor, offset)
    told = sorted(first)[:wanted]
    return [id_ for _, id_ in told[:limit]], _following(told, limit, kind)


def _below(end: int, of: Chances, factor: int, offset: int) -> list[tuple[int, str]]:
    """The pitches whose number is below an end. As `_shuffled`, written out: five hundred calls of it take as long as all else here."""
    return [(number, id_) for id_, key in of if (number := (key * factor + offset) % _PRIME) < end]


def _order(sort: Sort, kind: str) -> tuple[list[Column], bool]:
    """The columns to sort by, the last of them unique, and whether all of them descend."""
    if sort is Sort.NEWEST:
        return [
            sa.func.coalesce(col(Pitch.submitted_at), sa.literal(_EPOCH, Instant())),
            col(Pitch.id),
        ], True
    if sort is Sort.TITLE:
        return [col(Pitch.title_folded), col(Pitch.id)], False
    if sort is Sort.NEEDS_PEOPLE:
        full = sa.case((col(Pitch.places_taken) >= col(Pitch.crew_limit), 1), else_=0)
        return [full, col(Pitch.places_taken), col(Pitch.id)], False
    key = sa.cast(col(Pitch.shuffle_key), sa.BigInteger)
    return [sa.type_coerce(_shuffled(key, *_seed(kind)), sa.BigInteger), col(Pitch.id)], False


def _seed(kind: str) -> tuple[int, int]:
    """The factor and the offset of a shuffle, by the kind of its cursors."""
    digest = hashlib.blake2b(kind.encode(), digest_size=8).digest()
    return 1 + int.from_bytes(digest[:4]) % (_PRIME - 1), int.from_bytes(digest[4:]) % _PRIME


def _shuffled(key: ColumnElement[int], factor: int, offset: int) -> ColumnElement[int]:
    """A number per pitch that depends on the seed: its own key through a linear map modulo a prime."""
    return (key * factor + offset) % _PRIME


def _conditions(session: Session, week: Week, asked: Asked) -> list[ColumnElement[bool]]:
    conditions = _of_status(asked.status)
    if asked.query and (words := text.asked(session, asked.query)):
        found = pitches.OF_WEEK.matching(session, words, week_id=week.id)
        conditions.append(among(col(Pitch.id), "found").params(found=found))
    if asked.tag:
        conditions.append(_labelled(asked.tag, LabelKind.TAG))
    if asked.skill:
        conditions.append(_labelled(asked.skill, LabelKind.NEEDED, LabelKind.TO_LEARN))
    if asked.open is not None:
        conditions.append(_has_room(week) if asked.open else sa.not_(_has_room(week)))
    if asked.lead:
        leads = sa.select(col(PitchLead.pitch_id)).where(col(PitchLead.person_id) == asked.lead)
        conditions.append(col(Pitch.id).in_(leads))
    if asked.home_team:
        conditions.append(col(Pitch.id).in_(home_teams.crews_with(session, week, asked.home_team)))
    return conditions


def _of_status(status: PitchStatus) -> list[ColumnElement[bool]]:
    """Drafts are on no board, whoever asks for them."""
    return [col(Pitch.status) == status, col(Pitch.status) != PitchStatus.DRAFT]


def _labelled(label: str, *kinds: LabelKind) -> ColumnElement[bool]:
    """Asked of each pitch: all that were ever labelled so are gathered by nobody."""
    return sa.exists().where(
        col(PitchLabel.pitch_id) == Pitch.id,
        col(PitchLabel.kind).in_(kinds),
        col(PitchLabel.folded) == pitches.folded(label),
    )


def _has_room(week: Week) -> ColumnElement[bool]:
    """A free place now: a lapsed offer holds none, although it is still stored."""
    lapsed = [col(SignUp.pitch_id) == Pitch.id, col(SignUp.status) == SignUpStatus.OFFERED]
    if week.phase(clock.now()) is Phase.FORMING:
        lapsed.append(col(SignUp.offer_expires_at) <= clock.now())
    freed = sa.select(sa.func.count()).select_from(SignUp).where(*lapsed).scalar_subquery()
    return sa.or_(col(Pitch.crew_limit).is_(None), col(Pitch.places_taken) - freed < col(Pitch.crew_limit))


def board_rows(session: Session, shown: Sequence[Pitch], weeks: dict[str, Week]) -> list[BoardRow]:
    """Pitches as the board shows them, from `_SHOWN` or whole: the same number of statements for one and for many."""
    ids = [pitch.id for pitch in shown]
    phases = {week.id: week.phase(clock.now()) for week in weeks.values()}
    leads, labels, crews = (
        pitches.leads(session, ids),
        pitches.labels(session, ids),
        signups.crews(session, ids),
    )
    interest = pitches.interest_counts(session, ids)
    lapsed = _lapsed_offers(
        session, [pitch for pitch in shown if _has_offers(pitch, crews[pitch.id])], phases
    )
    everyone = {id_ for group in leads.values() for id_ in group} | {
        s.person_id for crew in crews.values() for s in crew
    }
    named, active = people.refs_and_active(session, everyone)
    return [
        BoardRow.model_construct(
            id=pitch.id, week=weeks[pitch.week_id].slug, title=pitch.title, summary=pitch.summary,
            tags=labels[pitch.id, LabelKind.TAG], skills_needed=labels[pitch.id, LabelKind.NEEDED],
            skills_to_learn=labels[pitch.id, LabelKind.TO_LEARN], status=pitch.status, join=pitch.join_mode,
            crew_limit=pitch.crew_limit, places_taken=pitch.places_taken - lapsed.get(pitch.id, 0),
            waiting=signups.waiting_shown(pitch, phases[pitch.week_id]), interest=interest.get(pitch.id, 0),
            lead=named[leads[pitch.id][0]] if leads[pitch.id] else None, leads=[named[id_] for id_ in leads[pitch.id]],
            needs_lead=active.isdisjoint(leads[pitch.id]), submitted_at=pitch.submitted_at,
            crew=[InCrew.model_construct(signup_id=s.id, person=named[s.person_id], role=s.role) for s in crews[pitch.id]],
        )
        for pitch in shown
    ]  # fmt: skip


def _has_offers(pitch: Pitch, crew: Sequence[signups.CrewMember]) -> bool:
    """Whether more places are taken than members were accepted: offers hold the others."""
    return pitch.places_taken != sum(one.role is CrewRole.MEMBER for one in crew)


def _lapsed_offers(session: Session, shown: Sequence[Pitch], phases: dict[str, Phase]) -> dict[str, int]:
    """How many offers of each pitch hold no place any more although they are stored; one statement per phase."""
    lapsed: dict[str, int] = {}
    for phase in {phases[pitch.week_id] for pitch in shown}:
        lapsed |= signups.lapsed_offers(session, [p.id for p in shown if phases[p.week_id] is phase], phase)
    return lapsed
