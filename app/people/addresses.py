"""Secret addresses: how they begin and end, and who reads through one."""

from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor, Scope, Via
from app.core.errors import Conflict, Forbidden, Gone, NotFound
from app.core.queries import given
from app.core.rivals import lock
from app.events.log import record
from app.people import events, last_use, sign_in
from app.people.models import AddressKind, Person, SecretAddress

SECRET = r"^[A-Za-z0-9_-]{43}$"
MOST = 20
_READS = frozenset({Scope.READ, Scope.OUTCOMES_READ})
_BEHIND = (
    select(SecretAddress, Person)
    .join(Person, col(Person.id) == SecretAddress.person_id)
    .where(SecretAddress.secret_hash == given("hash"))
)


def make(session: Session, actor: Actor, kind: AddressKind) -> tuple[SecretAddress, str]:
    """An address of the actor's own, and its secret, of which the hash alone is kept. Raises Conflict("too_many_addresses"), Forbidden("deactivated")."""
    if actor.person_id is None:
        raise Forbidden("people_only", "An address belongs to a person.")
    lock(session, session.get_one(Person, actor.person_id))  # of two at once one may be too many
    sign_in.keep_here(session, actor.person_id)
    if len(of_person(session, actor.person_id)) >= MOST:
        raise Conflict("too_many_addresses", f"You have {MOST} addresses; revoke one that nothing uses.")
    secret, hashed = sign_in.new_secret()
    address = SecretAddress(person_id=actor.person_id, kind=kind, secret_hash=hashed)
    session.add(address)
    record(session, actor, events.AddressMade(address_id=address.id, person_id=address.person_id, kind=kind))
    return address, secret


def revoke(session: Session, actor: Actor, address_id: str) -> None:
    """End an address of the actor's own. Raises NotFound for one that is not theirs or has ended."""
    address = session.get(SecretAddress, address_id)
    if address is None or not actor.is_person(address.person_id):
        raise NotFound
    lock(session, address)
    if address.revoked_at is not None:
        raise NotFound
    address.revoked_at = clock.now()
    record(session, actor, events.AddressRevoked(address_id=address.id, person_id=address.person_id))


def of_person(session: Session, person_id: str) -> list[SecretAddress]:
    """A person's addresses, newest first, without those that have ended."""
    found = select(SecretAddress).where(
        SecretAddress.person_id == person_id, col(SecretAddress.revoked_at).is_(None)
    )
    return list(session.exec(found.order_by(col(SecretAddress.id).desc())))


def reader(session: Session, secret: str, kind: AddressKind) -> Actor:
    """Who reads through an address: its person as a member or guest, and no more. Raises NotFound and Gone("address_revoked")."""
    address, person = session.exec(_BEHIND, params={"hash": sign_in.hash_of(secret)}).first() or (None, None)
    if address is None or person is None or address.kind is not kind:
        raise NotFound
    if address.revoked_at is not None or not person.is_active:
        raise Gone("address_revoked", "This address was revoked; its person can make another under My week.")
    last_use.note(address)
    return Actor(
        person.id, person.role, _READS, via=Via.TOKEN, guest_of=sign_in.weeks_of_guest(session, person)
    )
