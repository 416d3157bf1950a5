"""A proxy that signs people in before they come here is believed, and nobody else who sends its headers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.config import Settings
from app.core.peers import KeepPeer
from app.people.deps import COOKIE
from tests.identity.provider import code_of
from tests.serving import serving
from tests.world import Client, World, done

EMAIL = "X-Forwarded-Email"


@pytest.fixture
def behind(world: World) -> Iterator[Any]:
    """Has the application believe a proxy at these addresses; the test's own is 127.0.0.1."""
    state = world.app.state
    before = state.settings

    def set_(addresses: str, **settings: Any) -> None:
        state.settings = Settings(database_url="sqlite://", proxy_addresses=addresses, **settings)

    yield set_
    state.settings = before


def enters(
    world: World, headers: dict[str, str] | list[tuple[str, str]], browser: Client | None = None
) -> tuple[str, dict[str, Any] | None]:
    """Where a browser ends that comes with these headers, and who it is signed in as."""
    browser = browser or Client(KeepPeer(world.app))
    reply = browser.get("session/provider?next=/me", headers=headers, follow_redirects=False)
    assert reply.status_code == 303
    return reply.headers["location"], done(browser.get("session"))["person"]


def test_whom_the_proxy_names_is_signed_in(world: World, behind: Any) -> None:
    behind("10.0.0.0/8, 127.0.0.1", proxy_name_header="X-Forwarded-Name")

    where, person = enters(world, {EMAIL: "wren@ovenlark.example", "X-Forwarded-Name": "Wren Halloway"})

    assert (where, person and person["name"]) == ("/me", "Wren Halloway")
    assert enters(world, {EMAIL: "WREN@ovenlark.example"})[1] == person


def test_somebody_who_is_here_keeps_who_they_are(world: World, behind: Any) -> None:
    ada = world.person("Ada Quill")
    behind("127.0.0.1")

    assert enters(world, {EMAIL: ada.email})[1] == done(ada.get("me"))


def test_the_page_offers_it(world: World, behind: Any) -> None:
    behind("127.0.0.1", oidc_name="Ovenlark account")

    session = done(Client(world.app).get("session"))

    assert (session["provider"], session["local_sign_in"]) == ("Ovenlark account", False)


@pytest.mark.parametrize("address", ["10.0.0.7", "127.0.0.2/32", "::1"])
def test_the_header_of_anybody_else_is_not_believed(world: World, behind: Any, address: str) -> None:
    behind(address)

    where, person = enters(world, {EMAIL: "wren@ovenlark.example"})

    assert (code_of(where), person) == ("not_by_proxy", None)


def test_two_addresses_are_nobodys(world: World, behind: Any) -> None:
    """A proxy that adds its header to one that a browser has sent leaves both."""
    behind("127.0.0.1")

    where, person = enters(world, [(EMAIL, "admin@ovenlark.example"), (EMAIL, "wren@ovenlark.example")])
    none, nobody = enters(world, {})

    assert (code_of(where), person) == ("email_missing", None)
    assert (code_of(none), nobody) == ("email_missing", None)


def test_the_header_means_nothing_anywhere_else(world: World, behind: Any) -> None:
    ada = world.person("Ada Quill")
    behind("127.0.0.1")

    assert Client(KeepPeer(world.app)).get("me", headers={EMAIL: ada.email}).status_code == 401


@pytest.mark.system
@pytest.mark.sqlite_only(reason="whom a connection comes from is nothing that a database knows")
def test_a_forwarded_address_does_not_make_a_caller_the_proxy(database_url: str, tmp_path: Path) -> None:
    """`X-Forwarded-For` is believed of a caller on the same machine, for links; never here."""
    settings = {"OFFTRAIL_PROXY_ADDRESSES": "10.0.0.7"}
    with serving(database_url, tmp_path / "log", **settings) as port:
        reply = httpx.get(
            f"http://127.0.0.1:{port}/api/v1/session/provider",
            headers={EMAIL: "wren@ovenlark.example", "X-Forwarded-For": "10.0.0.7"},
            trust_env=False,
        )

    assert code_of(reply.headers["location"]) == "not_by_proxy"
    assert COOKIE not in reply.cookies
