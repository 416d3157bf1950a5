"""A real OpenID provider in a thread, whose answers a test may twist on their way out, as a forger or a fault would."""

import json
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import flask
import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it is built upon a part of its library that is to leave
    import oidc_provider_mock
    from oidc_provider_mock._server import _threaded_server

_HTTP = httpx.Client(verify=False)  # it speaks plain HTTP; reading certificates would take most of the time


@dataclass
class Provider:
    """The provider, from outside (`issuer`, `agree`) and, for what goes wrong with providers, from inside."""

    issuer: str = ""
    storage: Any = None
    twist: Callable[[dict[str, Any]], None] | None = None
    """Changes the claims of an ID token; it is signed anew, with the provider's own key."""
    key: RSAKey | None = None
    """Signs in place of the provider's own."""
    gone: set[str] = field(default_factory=set)
    """Paths that answer 503."""

    def knows(self, subject: str, **claims: Any) -> str:
        _HTTP.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()
        return subject

    def agree(self, address: str, subject: str) -> dict[str, str]:
        """What it hands to our callback when somebody says yes there."""
        return self._answered(address, {"sub": subject})

    def deny(self, address: str) -> dict[str, str]:
        return self._answered(address, {"action": "deny"})

    def time(self) -> datetime:
        return parsedate_to_datetime(_HTTP.get(f"{self.issuer}/jwks").headers["date"])

    def change_key(self) -> None:
        self.storage.jwk = type(self.storage.jwk).generate_key(is_private=True)

    def _answered(self, address: str, form: dict[str, str]) -> dict[str, str]:
        reply = _HTTP.post(address, data=form)
        assert reply.status_code in (302, 303), reply.text
        return dict(httpx.URL(reply.headers["location"]).params)

    def own_key(self) -> RSAKey:
        return RSAKey.import_key(self.storage.jwk.as_dict(is_private=True))

    def resigned(self, signed: str) -> str:
        claims = jwt.decode(signed, self.own_key(), ["RS256"]).claims
        if self.twist:
            self.twist(claims)
        key = self.key or self.own_key()
        return jwt.encode({"alg": "RS256", "kid": self.own_key().kid}, claims, key, ["RS256"])


@contextmanager
def a_provider() -> Iterator[Provider]:
    made = Provider()
    app = oidc_provider_mock.app(require_nonce=True)

    @app.before_request
    def look_inside() -> tuple[str, int] | None:
        made.storage = flask.g.oidc_provider_mock_storage
        return ("", 503) if flask.request.path in made.gone else None

    @app.after_request
    def twisted(reply: flask.Response) -> flask.Response:
        if flask.request.path == "/oauth2/token" and reply.status_code == 200 and (made.twist or made.key):
            body = json.loads(reply.get_data())
            body["id_token"] = made.resigned(body["id_token"])
            reply.set_data(json.dumps(body))
        return reply

    with _threaded_server(app, poll_interval=0.02) as server:
        made.issuer = f"http://localhost:{server.server_port}"
        yield made


def code_of(address: str) -> str | None:
    """What a page is told of why nobody was let in."""
    found = re.search(r"[?&]refused=(\w+)", address)
    return found[1] if found else None
