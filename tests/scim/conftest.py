"""A company's directory, as it comes to `/scim/v2` with its secret."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.core.actor import Role
from tests.world import Client, Someone, World

SECRET = "the-directory-s-own-secret-of-these-tests"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class Directory(Client):
    """Speaks SCIM; paths are below its root."""

    def request(self, method: str, path: str, **options: Any) -> Any:
        return super().request(method, f"/scim/v2/{path}", **options)

    def joins(self, user_name: str, **fields: Any) -> dict[str, Any]:
        """What the directory gets for somebody new."""
        reply = self.post("Users", {"schemas": [USER], "userName": user_name} | fields)
        assert reply.status_code == 201, reply.text
        return reply.json()  # type: ignore[no-any-return]

    def user(self, id_: str) -> dict[str, Any]:
        reply = self.get(f"Users/{id_}")
        assert reply.status_code == 200, reply.text
        return reply.json()  # type: ignore[no-any-return]

    def changes(self, path: str, *operations: dict[str, Any]) -> None:
        """A PATCH that must succeed."""
        reply = self.operations(path, *operations)
        assert reply.status_code in (200, 204), reply.text

    def operations(self, path: str, *operations: dict[str, Any]) -> Any:
        return self.patch(path, {"schemas": [PATCH], "Operations": list(operations)})

    def finds(self, where: str, filter_: str, **more: Any) -> list[str]:
        """The ids of what matches."""
        reply = self.get(where, params={"filter": filter_} | more)
        assert reply.status_code == 200, reply.text
        return [found["id"] for found in reply.json().get("Resources", [])]


def told(reply: Any) -> tuple[int, str | None, str]:
    """The status, the kind and the sentence of an error, which has SCIM's shape."""
    body = reply.json()
    assert reply.headers["content-type"] == "application/scim+json"
    assert (body["schemas"], body["status"]) == ([ERROR], str(reply.status_code))
    return reply.status_code, body.get("scimType"), body["detail"]


@pytest.fixture
def directory(world: World) -> Iterator[Directory]:
    settings = world.app.state.settings
    world.app.state.settings = settings.model_copy(
        update={"scim_token": f"an-older-one-that-still-works-today,{SECRET}"}
    )
    yield Directory(world.app, SECRET)
    world.app.state.settings = settings


@pytest.fixture
def thandiwe(world: World) -> Someone:
    return world.person("Thandiwe Reed", "Platform", Role.ADMIN)
