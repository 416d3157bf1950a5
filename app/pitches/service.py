"""The life of a pitch: begun, submitted, edited, handed over, withdrawn, restored, continued."""

from collections.abc import Iterable, Sequence
from itertools import chain

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, text
from app.core.actor import Actor, Role
from app.core.errors import Conflict, NotFound, require_version
from app.core.queries import given
from app.core.schema import Link
from app.events.log import record
from app.events.payloads import Change
from app.people import queries as people
from app.people.models import Person
from app.pitches import events, policy, queries
from app.pitches.models import JoinMode, LabelKind, Pitch, PitchLabel, PitchLead, PitchStatus
from app.pitches.schemas import HandOver, PitchIn, PitchPatch
from app.pitches.settling import settled
from app.weeks.models import Week
from app.weeks.policy import Who

LABELS = {"tags": LabelKind.TAG, "skills_needed": LabelKind.NEEDED, "skills_to_learn": LabelKind.TO_LEARN}

_LABELS_OF_KIND_OUT = sa.delete(PitchLabel).where(
    col(PitchLabel.pitch_id) == given("of_pitch"), col(PitchLabel.kind) == given("of_kind")
)
_LABELS_IN = sa.insert(PitchLabel)
_LEADS_OUT = sa.delete(PitchLead).where(col(PitchLead.pitch_id) == given("of_pitch"))
_LEADS_IN = sa.insert(PitchLead)
_LEADS_NAMES = (
    select(Person.name)
    .join(PitchLead, col(PitchLead.person_id) == Person.id)
    .where(PitchLead.pitch_id == given("pitch_id"))
    .order_by(col(PitchLead.position), col(PitchLead.person_id))
)


def pitch(session: Session, actor: Actor, week: Week, new: PitchIn) -> Pitch:
    """Bring an idea into a week, as a draft of one's own or submitted at once. Raises Conflict("pitching_closed")."""
    (policy.may_draft if new.draft else policy.may_pitch)(actor, week).require()
    return _begin(session, actor, week, new, continues_id=None)


def submit(session: Session, actor: Actor, week: Week, draft: Pitch) -> Pitch:
    """Let others see a draft. Raises Conflict("pitching_closed"), Conflict("already_submitted")."""
    draft = queries.locked(session, draft.id)
    policy.may_submit(actor, week, draft, _near(session, actor, draft)).require()
    draft.status = PitchStatus.SUBMITTED
    draft.submitted_at = clock.now()
    session.add(draft)
    session.flush()
    make_findable(session, draft)
    _tell_submitted(session, actor, draft)
    return draft


def edit(
    session: Session, actor: Actor, week: Week, old: Pitch, patch: PitchPatch, expected: int | None = None
) -> Pitch:
    """Change a pitch. Raises Conflict("below_places_taken") for a crew limit that would put somebody out."""
    edited = settled(session, actor, old.id, whole_line="crew_limit" in patch.model_fields_set)
    policy.may_edit(actor, week, edited, _near(session, actor, edited)).require()
    require_version(edited.version, expected)
    changes = _changes(session, edited, patch)
    if not changes:
        return edited
    limit = changes["crew_limit"].after if "crew_limit" in changes else None
    if isinstance(limit, int) and limit < edited.places_taken:
        raise Conflict(
            "below_places_taken",
            f"{edited.places_taken} places are taken; ask somebody to leave first, or keep the limit.",
        )
    for name, change in changes.items():
        _put(session, edited, name, change.after)
    edited.version += 1
    session.add(edited)
    session.flush()
    if edited.status is PitchStatus.SUBMITTED:
        make_findable(session, edited)
    record(session, actor, events.PitchEdited(week_id=edited.week_id, pitch_id=edited.id, changes=changes))
    return edited


def withdraw(session: Session, actor: Actor, week: Week, old: Pitch, reason: str) -> Pitch:
    """Take a pitch back; its crew is freed by a reaction, and nothing is erased."""
    withdrawn = queries.locked(session, old.id)
    policy.may_withdraw(actor, week, withdrawn, _near(session, actor, withdrawn)).require()
    withdrawn.status = PitchStatus.WITHDRAWN
    withdrawn.withdrawn_at = clock.now()
    withdrawn.withdraw_reason = reason
    _changed(session, withdrawn)
    record(session, actor, events.PitchWithdrawn(week_id=week.id, pitch_id=withdrawn.id, why=reason))
    return withdrawn


def restore(session: Session, actor: Actor, week: Week, old: Pitch) -> Pitch:
    """Bring a withdrawn pitch back, with an empty crew: its people may have joined others."""
    restored = queries.locked(session, old.id)
    policy.may_restore(actor, week, restored, _near(session, actor, restored)).require()
    restored.status = PitchStatus.SUBMITTED
    restored.withdrawn_at = restored.withdraw_reason = None
    _changed(session, restored)
    record(session, actor, events.PitchRestored(week_id=week.id, pitch_id=restored.id))
    return restored


def delete_draft(
    session: Session, actor: Actor, week: Week, draft: Pitch, expected: int | None = None
) -> None:
    """Throw away a draft that nobody else has seen. Raises Conflict("already_submitted")."""
    draft = queries.locked(session, draft.id)
    policy.may_delete(actor, week, draft, _near(session, actor, draft)).require()
    require_version(draft.version, expected)
    connection = session.connection()
    connection.execute(sa.delete(PitchLabel).where(col(PitchLabel.pitch_id) == draft.id))
    connection.execute(sa.delete(PitchLead).where(col(PitchLead.pitch_id) == draft.id))
    connection.execute(sa.update(Pitch).where(col(Pitch.continues_id) == draft.id).values(continues_id=None))
    session.delete(draft)
    record(session, actor, events.DraftDeleted(week_id=week.id, pitch_id=draft.id))


def continue_in(session: Session, actor: Actor, old: Pitch, week: Week) -> Pitch:
    """A draft of one's own in another week that goes on with a pitch: its text and links, never its people.

    Raises Conflict("pitching_closed") when that week takes no drafts.
    """
    policy.may_draft(actor, week).require()
    labels = queries.labels(session, [old.id])
    new = PitchIn.model_construct(
        title=old.title, summary=old.summary, body=old.body, crew_limit=old.crew_limit, join=JoinMode(old.join_mode),
        links=[Link.kept(link) for link in old.links], where="", chat_url=old.chat_url, draft=True,
        tags=labels[old.id, LabelKind.TAG],
        skills_needed=labels[old.id, LabelKind.NEEDED], skills_to_learn=labels[old.id, LabelKind.TO_LEARN],
    )  # fmt: skip
    return _begin(session, actor, week, new, continues_id=old.id)


def hand_over(session: Session, actor: Actor, week: Week, old: Pitch, to: HandOver) -> Pitch:
    """Change who leads. A lead gives up their own part; an organizer replaces all leads; `keep` adds one.

    Raises Conflict("last_lead") when nobody would lead a pitch that has members, Conflict("deactivated", "members_only").
    """
    new = [to.person_id] if to.person_id else []
    people.kept(session, {*queries.leads_of(session, old.id), *new})  # before the pitch, as who signs up does
    handed = settled(session, actor, old.id)
    policy.may_hand_over(actor, week, handed, _near(session, actor, handed)).require()
    before = queries.leads_of(session, handed.id)
    after = _leads_after(session, actor, before, to)
    if not after and handed.places_taken:
        raise Conflict(
            "last_lead", "The crew needs somebody who answers for the pitch; hand it over, or withdraw it."
        )
    if after == before:
        return handed
    _put_leads(session, handed.id, after)
    _changed(session, handed)
    if handed.status is PitchStatus.SUBMITTED:
        make_findable(session, handed)
    record(session, actor, events.PitchHandedOver(
        week_id=week.id, pitch_id=handed.id, leads_before=before, leads_after=after
    ))  # fmt: skip
    return handed


def make_findable(session: Session, shown: Pitch) -> None:
    """Put a pitch's words, labels and leads into the text index."""
    labels = (label for group in queries.labels(session, [shown.id]).values() for label in group)
    names = session.exec(_LEADS_NAMES, params={"pitch_id": shown.id})
    text.index(session, "pitch", shown.id, *_found_by(shown, labels, names))


def _found_by(shown: Pitch, labels: Iterable[str], names: Iterable[str]) -> list[str]:
    return [shown.title, shown.summary, *labels, *names, shown.body]


def _begin(session: Session, actor: Actor, week: Week, new: PitchIn, continues_id: str | None) -> Pitch:
    assert actor.person_id is not None, "policies let people alone pitch"
    fields = new.model_dump(exclude={"draft", "join", *LABELS})
    begun = Pitch(
        week_id=week.id,
        join_mode=new.join,
        title_folded=queries.folded(new.title),
        continues_id=continues_id,
        status=PitchStatus.DRAFT if new.draft else PitchStatus.SUBMITTED,
        submitted_at=None if new.draft else clock.now(),
        **fields,
    )
    session.add(begun)
    session.flush()
    _add(session, _LEADS_IN, _lead_rows(begun.id, [actor.person_id]))
    labels = {kind: getattr(new, name) for name, kind in LABELS.items()}
    _add(session, _LABELS_IN, [row for kind in labels for row in _label_rows(begun.id, kind, labels[kind])])
    record(session, actor, events.PitchDrafted(week_id=week.id, pitch_id=begun.id, continues_id=continues_id))
    if not new.draft:
        lead = session.get_one(Person, actor.person_id)
        words = _found_by(begun, chain.from_iterable(labels.values()), [lead.name])
        text.index_new(session, "pitch", {begun.id: words})
        _tell_submitted(session, actor, begun)
    return begun


def _tell_submitted(session: Session, actor: Actor, pitch: Pitch) -> None:
    record(session, actor, events.PitchSubmitted(week_id=pitch.week_id, pitch_id=pitch.id, title=pitch.title))


def _changes(session: Session, edited: Pitch, patch: PitchPatch) -> dict[str, Change]:
    """What a patch would change, by field, with before and after. Null empties what may be empty."""
    wanted = patch.sent("crew_limit", "chat_url")
    labels = queries.labels(session, [edited.id]) if wanted.keys() & LABELS.keys() else {}
    changes = {}
    for name, after in wanted.items():
        before = (
            labels[edited.id, LABELS[name]]
            if name in LABELS
            else getattr(edited, "join_mode" if name == "join" else name)
        )
        if before != after:
            changes[name] = Change(before=before, after=after)
    return changes


def _put(session: Session, edited: Pitch, name: str, value: object) -> None:
    if name in LABELS:
        assert isinstance(value, list)
        put_labels(session, edited.id, LABELS[name], value)
    elif name == "join":
        edited.join_mode = JoinMode(str(value))
    else:
        setattr(edited, name, value)
        if name == "title":
            edited.title_folded = queries.folded(edited.title)


def put_labels(session: Session, pitch_id: str, kind: LabelKind, labels: Sequence[str]) -> None:
    """Replace a pitch's labels of one kind."""
    session.connection().execute(_LABELS_OF_KIND_OUT, {"of_pitch": pitch_id, "of_kind": kind})
    _add(session, _LABELS_IN, _label_rows(pitch_id, kind, labels))


def _put_leads(session: Session, pitch_id: str, person_ids: Sequence[str]) -> None:
    session.connection().execute(_LEADS_OUT, {"of_pitch": pitch_id})
    _add(session, _LEADS_IN, _lead_rows(pitch_id, person_ids))


def _label_rows(pitch_id: str, kind: LabelKind, labels: Sequence[str]) -> list[dict[str, object]]:
    return [
        {"pitch_id": pitch_id, "kind": kind, "position": position, "text": label, "folded": queries.folded(label)}
        for position, label in enumerate(labels)
    ]  # fmt: skip


def _lead_rows(pitch_id: str, person_ids: Sequence[str]) -> list[dict[str, object]]:
    return [{"pitch_id": pitch_id, "person_id": id_, "position": at} for at, id_ in enumerate(person_ids)]


def _add(session: Session, statement: sa.Insert, rows: list[dict[str, object]]) -> None:
    if rows:
        session.connection().execute(statement, rows)


def _leads_after(session: Session, actor: Actor, before: list[str], to: HandOver) -> list[str]:
    new: list[str] = []
    if to.person_id is not None:
        person = session.get(Person, to.person_id)
        if person is None:
            raise NotFound("There is no such person to hand it to.")
        if not person.is_active:
            raise Conflict("deactivated", f"{person.name} has left the company.")
        if person.role is Role.GUEST:
            raise Conflict("members_only", f"{person.name} is a guest; guests lead no pitch.")
        new = [person.id]
    if to.keep:
        return list(dict.fromkeys([*before, *new]))
    if actor.person_id not in before:
        return new
    staying = [lead for lead in before if lead != actor.person_id]
    return list(dict.fromkeys([*new, *staying]))


def _near(session: Session, actor: Actor, of: Pitch) -> Who:
    return policy.standing(actor, queries.leads_of(session, of.id))


def _changed(session: Session, changed: Pitch) -> None:
    changed.version += 1
    session.add(changed)
    session.flush()
