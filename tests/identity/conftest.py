from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from app.core.config import Settings
from app.identity.routes import provider_of
from tests.identity.provider import Provider, a_provider, code_of
from tests.world import Client, World, done

US = "http://offtrail.test"
WREN = {"email": "wren@ovenlark.example", "email_verified": True, "name": "Wren Halloway"}


@pytest.fixture(scope="session")
def running() -> Iterator[Provider]:
    with a_provider() as made:
        yield made


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, honest again."""
    running.twist = running.key = None
    running.gone = set()
    return running


@pytest.fixture
def wren(provider: Provider) -> str:
    return provider.knows("wren-1", **WREN, zoneinfo="Europe/Lisbon")


@dataclass
class Door:
    """Our way in at the provider, with the settings of the moment, and a browser that stands before it."""

    world: World
    provider: Provider
    settings: dict[str, Any] = field(default_factory=dict)

    def set(self, **settings: Any) -> None:
        self.settings |= settings
        state = self.world.app.state
        state.settings = Settings(
            database_url="sqlite://", local_sign_in=True, worker_inside=False, public_address=US,
            oidc_issuer=self.provider.issuer, oidc_client_id="offtrail", oidc_client_secret="known to both",
            oidc_name="Ovenlark account", **self.settings,
        )  # fmt: skip
        state.provider = provider_of(state.settings)

    def browser(self) -> Client:
        return Client(self.world.app)

    def knock(self, browser: Client, where: str = "/") -> str:
        """The address at the provider that a browser is sent to."""
        reply = browser.get("session/provider", params={"next": where}, follow_redirects=False)
        assert reply.status_code == 303
        return str(reply.headers["location"])

    def return_(self, browser: Client, handed: dict[str, str]) -> httpx.Response:
        return browser.get("session/provider/callback", params=handed, follow_redirects=False)

    def goes_through(self, browser: Client, subject: str, where: str = "/") -> str:
        """Where somebody ends who says yes at the provider."""
        reply = self.return_(browser, self.provider.agree(self.knock(browser, where), subject))
        assert reply.status_code == 303
        return str(reply.headers["location"])

    def enters(self, subject: str, browser: Client | None = None) -> dict[str, Any]:
        """Who somebody is to us after signing in."""
        browser = browser or self.browser()
        assert self.goes_through(browser, subject) == "/"
        return done(browser.get("session"))["person"]

    def refuses(self, subject: str) -> str | None:
        """Why somebody is not let in."""
        browser = self.browser()
        code = code_of(self.goes_through(browser, subject))
        assert done(browser.get("session"))["person"] is None
        return code


@pytest.fixture
def door(world: World, provider: Provider) -> Iterator[Door]:
    world.clock.now = provider.time()
    state = world.app.state
    before = state.settings, state.provider
    made = Door(world, provider)
    made.set()
    yield made
    state.settings, state.provider = before
