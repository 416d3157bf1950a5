"""The protocol, by its library (RFC 7644), over our own services: every refusal is told in SCIM's words."""

import json
from typing import Any, cast

from pydantic import ValidationError
from scim2_models import (
    Error,
    InvalidSyntaxException,
    InvalidValueException,
    PatchOp,
    Resource,
    ResourceType,
    ResponseParameters,
    SCIMException,
    SearchRequest,
    TooManyException,
    UniquenessException,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from scim2_server.storage import ScimStorage, SearchPage
from sqlmodel import Session

from app.core import wording
from app.core.actor import Actor
from app.scim import finding, groups, users
from app.scim.refusals import headers, noted
from app.scim.schemas import PROVIDER, Group, User

MOST_OPERATIONS = 250
"""How many changes one PATCH may ask for."""
_TAKEN = {"email_taken", "home_team_taken", "conflict"}


class Storage(ScimStorage):
    """Where the library reads and writes: the people and home teams of one transaction."""

    def __init__(self, session: Session, actor: Actor, *, writes: bool) -> None:
        self.session, self.actor, self.writes = session, actor, writes

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        if self.writes:
            (users if resource_type.name == "User" else groups).lock(self.session, resource_id)
        if resource_type.name == "User":
            return users.get(self.session, resource_id, to_be_changed=self.writes)
        return groups.get(self.session, resource_id, response_parameters)

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        return finding.search(self.session, resource_types, search_request)

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        if isinstance(resource, User):
            return users.create(self.session, self.actor, resource)
        return groups.create(self.session, self.actor, cast(Group, resource))

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        if isinstance(resource, User):
            return users.update(self.session, self.actor, resource, expected_version)
        return groups.update(self.session, self.actor, cast(Group, resource), expected_version)

    def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        leave = users.delete if resource_type.name == "User" else groups.delete
        leave(self.session, self.actor, resource_id, expected_version)


class _Service(ScimService):
    def read_patch(
        self, resource_type: ResourceType, body: bytes, content_type: str | None
    ) -> "PatchOp[Any]":
        """Counts before it looks: each operation takes the library a millisecond."""
        sent = self.decode_body(body, content_type)
        lists = (
            [value for value in sent.values() if isinstance(value, list)] if isinstance(sent, dict) else []
        )
        if any(len(operations) > MOST_OPERATIONS for operations in lists):
            raise TooManyException(
                detail=f"A request has at most {MOST_OPERATIONS} operations; send several."
            )
        told = [one for operations in lists for one in operations if isinstance(one, dict)]
        if sum(_reduced(str(one.get("path")), one.get("value")) for one in told):
            body = json.dumps(sent).encode()
        return super().read_patch(resource_type, body, content_type)


def _reduced(path: str, value: Any) -> int:  # whatever JSON was sent
    """Have a manager be a value alone: the name is ours to say, though directories send it along. Tells how many were more."""
    if isinstance(value, list):
        return sum(_reduced(path, one) for one in value)
    if not isinstance(value, dict):
        return 0
    within = sum(_reduced(name, one) for name, one in value.items())
    if path.rpartition(":")[2].lower() != "manager" or not value.keys() & {"displayName", "$ref"}:
        return within
    value.pop("displayName", None)
    ref = value.pop("$ref", None)
    value.setdefault("value", str(ref or "").rpartition("/")[2] or None)
    return within + 1


_SERVICE = _Service(PROVIDER)


def answer(session: Session, actor: Actor, request: ScimRequest) -> ScimResponse:
    """Do what a request asks for. Raises what went wrong, for the transaction to be taken back."""
    storage = Storage(session, actor, writes=request.method != "GET")
    response = ScimHandler(_SERVICE, storage).handle(request)
    session.flush()
    return response


def refusal(error: Exception) -> ScimResponse:
    """What an error is in SCIM's words (RFC 7644, section 3.12)."""
    with PROVIDER:
        response = _SERVICE.error_response(_told(error))
    response.headers |= headers(response.status)
    return response


def _told(error: Exception) -> SCIMException:
    if isinstance(error, SCIMException):
        return error
    if isinstance(error, ValidationError):
        return InvalidValueException(detail=wording.sentence(dict(error.errors()[0])))
    if isinstance(error, RecursionError):
        return InvalidSyntaxException(detail="This is nested too deeply.")
    problem = noted(error)
    if problem.code in _TAKEN:
        return UniquenessException(detail=problem.detail)
    if problem.status == 422:
        return InvalidValueException(detail=problem.detail)
    return SCIMException.from_error(Error(status=problem.status, detail=problem.detail))
