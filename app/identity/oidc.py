"""OpenID Connect Core 1.0 with any conforming provider: authorization code, PKCE, nonce, discovery, keys that change.

What a provider says is believed only if its token is signed by a key that it publishes, names us and itself, carries the
nonce of the very sign-in that we began in this browser, and is not over. All else is `Refused`, with a code for the page.
"""

import hmac
import secrets
import ssl
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, ValidationError

from app.core import clock
from app.core.logging import log

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client
    from joserfc.jwk import KeySet

TRIP_LASTS = timedelta(minutes=10)
"""How long somebody may take at the provider."""
METADATA_LASTS = timedelta(hours=1)
TAKES_S = 10.0
CLOCKS_DIFFER_S = 60
"""By how much the provider's clock and ours may be apart."""
_DISCOVERY = "/.well-known/openid-configuration"
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")  # fmt: skip
"""What a token may be signed with: by a key that the provider alone has. Never `none`, never a secret of two."""


class Refusal(StrEnum):
    """Why somebody was not let in; the page has a sentence for each."""

    NOT_BEGUN_HERE = "not_begun_here"
    TOOK_TOO_LONG = "took_too_long"
    PROVIDER_SAID_NO = "provider_said_no"
    PROVIDER_UNREACHABLE = "provider_unreachable"
    NOT_BELIEVED = "not_believed"
    EMAIL_MISSING = "email_missing"
    EMAIL_NOT_VERIFIED = "email_not_verified"
    DOMAIN_NOT_ALLOWED = "domain_not_allowed"
    LINKED_ELSEWHERE = "linked_elsewhere"
    DEACTIVATED = "deactivated"
    NOT_BY_PROXY = "not_by_proxy"
    TOO_MANY = "too_many"


class Refused(Exception):
    """Nobody is signed in. `why` is for the log: it names no person and no secret."""

    def __init__(self, code: Refusal, why: str = "") -> None:
        super().__init__(why or code)
        self.code, self.why = code, why


class Trip(BaseModel):
    """A sign-in on its way to the provider and back; the browser carries it, sealed."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    next: str
    ends: float

    @classmethod
    def begin(cls, where: str) -> "Trip":
        ends = (clock.now() + TRIP_LASTS).timestamp()
        return cls(
            state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48),
            next=where, ends=ends,
        )  # fmt: skip

    @classmethod
    def read(cls, text: str | None) -> "Trip | None":
        try:
            return cls.model_validate_json(text or "")
        except ValidationError:
            return None

    def require_returned(self, state: str | None) -> None:
        """Raises Refused unless it is this trip that came back, in time."""
        if not hmac.compare_digest((state or "").encode(), self.state.encode()):
            raise Refused(Refusal.NOT_BEGUN_HERE, "the state is another")
        if clock.now().timestamp() > self.ends:
            raise Refused(Refusal.TOOK_TOO_LONG)


class _Metadata(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3), as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    id_token_signing_alg_values_supported: list[str] = ["RS256"]
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


@dataclass(slots=True)
class Provider:
    """One provider, and what it knows us as. What it publishes is kept for an hour, its keys until one is missing."""

    issuer: str
    client_id: str
    client_secret: str | None
    scopes: str
    returns_to: str
    """Our address that the provider sends people back to; it has to know it."""

    _metadata: _Metadata | None = None
    _keys: "KeySet | None" = None
    _fresh_until: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def introduces_itself(self) -> None:
        """Ask what it publishes of itself. Raises Refused where it doesn't answer, or is another."""
        self._published()

    def sends_to(self, trip: Trip) -> str:
        """The address at the provider where a sign-in begins. Raises Refused(PROVIDER_UNREACHABLE)."""
        metadata = self._published()
        with self._client(metadata) as client:
            url, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=trip.state, nonce=trip.nonce, code_verifier=trip.verifier,
            )  # fmt: skip
        return str(url)

    def believed(self, trip: Trip, code: str) -> dict[str, Any]:
        """The claims of whom the provider sent back with a code. Raises Refused."""
        import httpx2
        from authlib.integrations.base_client import OAuthError
        from joserfc.errors import JoseError

        metadata = self._published()
        with self._client(metadata) as client:
            try:
                token = client.fetch_token(
                    metadata.token_endpoint, code=code, code_verifier=trip.verifier,
                    grant_type="authorization_code", redirect_uri=self.returns_to,
                )  # fmt: skip
                claims = self._checked(metadata, trip, token)
                if metadata.userinfo_endpoint:
                    claims |= _more(metadata.userinfo_endpoint, token, claims["sub"]) | {"iss": self.issuer}
            except OAuthError as error:
                raise Refused(Refusal.NOT_BELIEVED, f"the code was refused: {error.error}") from error
            except httpx2.HTTPError as error:
                raise Refused(Refusal.PROVIDER_UNREACHABLE, type(error).__name__) from error
            except (JoseError, ValueError) as error:
                raise Refused(Refusal.NOT_BELIEVED, f"{type(error).__name__}: {error}") from error
            else:
                return claims

    def signs_out_at(self, back_to: str) -> str | None:
        """Where somebody ends their session at the provider too (RP-Initiated Logout 1.0); None where it has no such place."""
        place = self._published().end_session_endpoint
        query = urlencode({"client_id": self.client_id, "post_logout_redirect_uri": back_to})
        return f"{place}{'&' if '?' in place else '?'}{query}" if place else None

    def _client(self, metadata: _Metadata) -> "OAuth2Client":
        from authlib.integrations.httpx_client import OAuth2Client

        basic = "client_secret_basic" in metadata.token_endpoint_auth_methods_supported
        method = "client_secret_basic" if basic else "client_secret_post"
        return OAuth2Client(
            self.client_id, self.client_secret, scope=self.scopes, redirect_uri=self.returns_to,
            token_endpoint_auth_method=method if self.client_secret else "none",
            code_challenge_method="S256", timeout=TAKES_S, verify=_certificates(),
        )  # fmt: skip

    def _published(self) -> _Metadata:
        """What the provider publishes of itself. An old copy serves while it can't be reached."""
        import httpx2

        now = clock.now().timestamp()
        with self._lock:
            if self._metadata is None or now >= self._fresh_until:
                try:
                    found = _Metadata.model_validate(_got(self.issuer.rstrip("/") + _DISCOVERY))
                except (httpx2.HTTPError, ValueError) as error:
                    if self._metadata is None:
                        raise Refused(Refusal.PROVIDER_UNREACHABLE, type(error).__name__) from error
                    log.warning("oidc_discovery_failed", error=type(error).__name__)
                    return self._metadata
                if found.issuer != self.issuer:
                    raise Refused(Refusal.NOT_BELIEVED, "the issuer calls itself something else")
                self._metadata, self._fresh_until = found, now + METADATA_LASTS.total_seconds()
            return self._metadata

    def _checked(self, metadata: _Metadata, trip: Trip, token: dict[str, Any]) -> dict[str, Any]:
        """The claims of an ID token (OpenID Connect Core 1.0, section 3.1.3.7). Raises JoseError, ValueError."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError

        signed = str(token.get("id_token") or "")
        algorithms = [name for name in metadata.id_token_signing_alg_values_supported if name in _ALGORITHMS]
        try:
            read = jwt.decode(signed, self._keys or self._fetched(metadata), algorithms)
        except (JoseError, ValueError):
            read = jwt.decode(signed, self._fetched(metadata), algorithms)  # it may have a new key
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
            },
            {"nonce": trip.nonce, "client_id": self.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(clock.now().timestamp()), leeway=CLOCKS_DIFFER_S)
        return dict(claims)

    def _fetched(self, metadata: _Metadata) -> "KeySet":
        from joserfc.jwk import KeySet, KeySetSerialization

        self._keys = KeySet.import_key_set(cast(KeySetSerialization, _got(metadata.jwks_uri)))
        return self._keys


def _more(url: str, token: dict[str, Any], subject: str) -> dict[str, Any]:
    """What the provider says beside the token, if it is about the same person (section 5.3.4). Raises ValueError."""
    said = _got(url, {"authorization": f"Bearer {token['access_token']}"})
    if said.get("sub") != subject:
        raise ValueError("userinfo is about somebody else")
    return said


def _got(url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """A JSON object. Raises httpx2.HTTPError, ValueError."""
    import httpx2

    reply = httpx2.get(url, headers=headers, timeout=TAKES_S, verify=_certificates())
    said = reply.raise_for_status().json()
    if not isinstance(said, dict):
        raise ValueError("an object was expected")
    return said


@cache
def _certificates() -> ssl.SSLContext:
    """Made once: reading the authorities takes some 20 ms. `SSL_CERT_FILE` names a company's own."""
    import httpx2

    return httpx2.create_ssl_context()
