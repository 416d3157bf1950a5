"""An assistant for tests: the official client, over real HTTP, against this process's application."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from httpx2 import AsyncClient
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from tests import world as worlds
from tests.world import Someone


class Assistant:
    """Calls tools as one person's assistant, one call at a time."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __getattr__(self, method: str) -> Any:
        """Any method of the client, waited for."""
        return lambda *arguments: worlds.event_loop().call(getattr(self.client, method), *arguments)

    def calls(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """What a call that must succeed gives."""
        result = self._result(tool, arguments)
        assert not result.is_error, result.content[0].text
        return result.structured_content

    def is_refused(self, tool: str, **arguments: Any) -> tuple[str, str]:
        """The code and the text of a call that must be refused."""
        result = self._result(tool, arguments)
        assert result.is_error, result.structured_content
        return result.structured_content["code"], result.content[0].text

    def _result(self, tool: str, arguments: dict[str, Any]) -> CallToolResult:
        return self.call_tool(tool, arguments)


@contextmanager
def assistant_of(address: str, token: str, mode: str = "auto") -> Iterator[Assistant]:
    """An assistant with a token, connected in one of the protocol's two ways."""
    portal = worlds.event_loop()
    with ExitStack() as stack:
        http = portal.call(lambda: AsyncClient(headers={"Authorization": f"Bearer {token}"}))
        stack.enter_context(portal.wrap_async_context_manager(http))
        client = Client(streamable_http_client(address, http_client=http), mode=mode)
        yield Assistant(stack.enter_context(portal.wrap_async_context_manager(client)))


@pytest.fixture(scope="session")
def mcp_address(application: FastAPI) -> Iterator[str]:
    """Where the tests' application is served, once for all of them."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def assistant(mcp_address: str, ada: Someone) -> Iterator[Assistant]:
    """Ada's, with a token for all that she may do."""
    with assistant_of(mcp_address, secret_of(ada)) as connected:
        yield connected


def secret_of(who: Someone | worlds.Client) -> str:
    client = who.client if isinstance(who, Someone) else who
    return client.http.headers["Authorization"].removeprefix("Bearer ")
