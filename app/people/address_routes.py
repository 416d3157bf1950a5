"""My secret addresses over HTTP: for calendars and feed readers, which can send no token."""

from app.core.http import IdPath, Reading, Writing, refuses, router
from app.core.schema import All
from app.people import addresses
from app.people.deps import Me, Reader, Writer
from app.people.schemas import AddressIn, AddressOut, NewAddressOut

routes = router(tag="Me")


@routes.get("/me/addresses", operation_id="listMyAddresses", summary="My secret addresses")
def list_my_addresses(session: Reading, actor: Reader, me: Me) -> All[AddressOut]:  # noqa: ARG001  # only with the scope to read
    """Newest first, without their secrets; those that were revoked are left out."""
    items = [AddressOut.model_validate(address) for address in addresses.of_person(session, me.id)]
    return All[AddressOut].model_construct(items=items)


@routes.post("/me/addresses", status_code=201, operation_id="makeAddress", summary="Make a secret address of mine",
             responses=refuses((403, "deactivated"), (409, "too_many_addresses, secret_already_shown")))  # fmt: skip
def make_address(session: Writing, actor: Writer, body: AddressIn) -> NewAddressOut:
    """The secret is in this reply and nowhere else: `/calendars/{secret}.ics`, or `/feeds/{secret}/outcomes.atom`.

    Whoever knows the address reads what its kind shows, as you do, until you revoke it.
    """
    address, secret = addresses.make(session, actor, body.kind)
    return NewAddressOut.model_validate({**address.model_dump(), "secret": secret})


@routes.delete("/me/addresses/{address_id}", status_code=204, operation_id="revokeAddress",
               summary="End a secret address of mine")  # fmt: skip
def revoke_address(session: Writing, actor: Writer, address_id: IdPath) -> None:
    """Who asks there from now on is told so: 410 `address_revoked`."""
    addresses.revoke(session, actor, address_id)
