"""The settings, from `OFFTRAIL_*` variables; each may also come from a file named by `OFFTRAIL_*_FILE`."""

import difflib
import os
from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.mail import Mailer, MailTls

_PREFIX, _IN_FILE = "OFFTRAIL_", "_FILE"
_OF_OTHERS = {"URL", "TOKEN", "TEST_DATABASE", "SAMPLE_DATA", "CHROMIUM"}
"""What programs that call the service, and its tests, read from variables with the same beginning."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """Everything that can be set; an empty variable sets nothing. Production refuses what is meant for trying things out."""

    model_config = SettingsConfigDict(
        env_prefix="OFFTRAIL_", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = Field(
        "sqlite:///offtrail.db", description="Where the data is: `sqlite:///PATH` or `postgresql://…`."
    )
    environment: Environment = Field(
        Environment.DEVELOPMENT,
        description="`production` refuses local sign-in, a shifted clock and debug logs.",
    )
    local_sign_in: bool = Field(
        False, description="Let anyone sign in as anyone by a click: for trying things out alone."
    )
    clock_file: Path | None = Field(
        None, description="A file with seconds by which the clock is shifted: for tests alone."
    )
    log_level: LogLevel = Field(LogLevel.INFO, description="`debug`, `info`, `warning` or `error`.")
    worker_inside: bool = Field(True, description="Run the worker as a thread of `serve`.")
    pool_size: int = Field(
        20,
        ge=2,
        le=200,
        description="Requests in flight at once in one process, and so database connections.",
    )

    webhook_hosts: str | None = Field(
        None,
        description="Hosts within the company that web hooks may go to: `name` or `name:port`, by commas.",
    )
    secret_key: str | None = Field(
        None,
        repr=False,
        description="Seals secrets in the database. Several by commas: the first seals, each opens.",
    )

    public_address: str | None = Field(
        None,
        description="Where people open Offtrail, such as `https://offtrail.example.com`. Sign-in at a provider and by mail need it.",
    )
    first_admin: str | None = Field(
        None,
        description="The e-mail address of who becomes an admin by signing in at the provider, as long as there is none.",
    )
    oidc_issuer: str | None = Field(
        None, description="The identity provider, by the `issuer` of its discovery document."
    )
    oidc_client_id: str | None = Field(None, description="What the provider knows Offtrail as.")
    oidc_client_secret: str | None = Field(
        None, repr=False, description="The secret that the provider gave with it; none for a public client."
    )
    oidc_name: str = Field("your company's account", description="What the button to sign in calls it.")
    oidc_scopes: str = Field(
        "openid profile email", description="What the provider is asked for; some need another for groups."
    )
    oidc_email_domains: str | None = Field(
        None, description="Domains of the e-mail addresses that may sign in, by commas; all, where unset."
    )
    oidc_trust_emails: bool = Field(
        False,
        description="Take an e-mail address for verified where the provider doesn't say (`email_verified` missing).",
    )
    oidc_home_team_claim: str | None = Field(
        None, description="The claim with the name of a person's home team, such as `department`."
    )
    oidc_groups_claim: str = Field("groups", description="The claim that lists a person's groups.")
    oidc_admin_groups: str | None = Field(None, description="Groups whose people are admins, by commas.")
    oidc_organizer_groups: str | None = Field(
        None, description="Groups whose people are organizers, by commas."
    )

    mail_server: str | None = Field(
        None,
        description="`name:port` of the mail server that sends sign-in links, for companies without a provider.",
    )
    mail_from: str | None = Field(None, description="Whom mails are from, such as `offtrail@example.com`.")
    mail_tls: MailTls = Field(
        MailTls.STARTTLS, description="`starttls`, `tls` (from the first byte on), or `none`."
    )
    mail_user: str | None = Field(None, description="What the mail server knows Offtrail as, if it asks.")
    mail_password: str | None = Field(None, repr=False, description="The password for that.")

    proxy_addresses: str | None = Field(
        None,
        description="Addresses or networks of a proxy that signs people in before they come here, by commas; it alone is believed.",
    )
    proxy_email_header: str = Field(
        "X-Forwarded-Email", description="The header in which that proxy names a person's e-mail address."
    )
    proxy_name_header: str | None = Field(
        None, description="The header in which it gives their name, if it does."
    )

    @property
    def allowed_hosts(self) -> frozenset[str]:
        return frozenset(host.lower() for host in _listed(self.webhook_hosts))

    @property
    def secret_keys(self) -> tuple[str, ...]:
        return tuple(_listed(self.secret_key))

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(one) for one in _listed(self.proxy_addresses))

    @property
    def mailer(self) -> Mailer | None:
        """What sends mail; None where none is set."""
        if self.mail_server is None:
            return None
        host, _, port = self.mail_server.rpartition(":")
        return Mailer(
            host, int(port), self.mail_from or "", self.mail_tls, self.mail_user, self.mail_password
        )

    @property
    def signs_in_at(self) -> str | None:
        """What people sign in at, by name, other than locally; None where that is nothing."""
        return self.oidc_name if self.oidc_issuer or self.proxy_addresses else None

    @property
    def email_domains(self) -> frozenset[str]:
        return frozenset(domain.lower().removeprefix("@") for domain in _listed(self.oidc_email_domains))

    @property
    def admin_groups(self) -> frozenset[str]:
        return frozenset(_listed(self.oidc_admin_groups))

    @property
    def organizer_groups(self) -> frozenset[str]:
        return frozenset(_listed(self.oidc_organizer_groups))

    @field_validator("database_url")
    @classmethod
    def _is_one_of_two(cls, url: str) -> str:
        if urlsplit(url).scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
            raise ValueError("OFFTRAIL_DATABASE_URL must begin with sqlite:/// or postgresql://")
        return url

    @model_validator(mode="after")
    def _refuse_what_is_for_trying(self) -> Self:
        if self.environment is Environment.PRODUCTION:
            if self.local_sign_in:
                raise ValueError("OFFTRAIL_LOCAL_SIGN_IN must be off when OFFTRAIL_ENVIRONMENT=production")
            if self.clock_file is not None:
                raise ValueError("OFFTRAIL_CLOCK_FILE must be unset when OFFTRAIL_ENVIRONMENT=production")
            if self.log_level is LogLevel.DEBUG:
                raise ValueError("OFFTRAIL_LOG_LEVEL must not be debug when OFFTRAIL_ENVIRONMENT=production")
        return self

    @model_validator(mode="after")
    def _can_reach_the_provider(self) -> Self:
        if self.oidc_issuer is None:
            return self
        needed = ["oidc_client_id", "public_address"]
        if self.environment is Environment.PRODUCTION:
            needed.append("secret_key")
            for name in ("oidc_issuer", "public_address"):
                if not str(getattr(self, name)).startswith("https://"):
                    raise ValueError(f"{_PREFIX}{name.upper()} must begin with https:// when OFFTRAIL_ENVIRONMENT=production")  # fmt: skip
        for name in needed:
            if not getattr(self, name):
                raise ValueError(f"{_PREFIX}{name.upper()} must be set beside OFFTRAIL_OIDC_ISSUER")
        return self

    @field_validator("proxy_addresses")
    @classmethod
    def _are_networks(cls, addresses: str | None) -> str | None:
        for one in _listed(addresses):
            try:
                network = ip_network(one)
            except ValueError as error:
                raise ValueError(
                    f"OFFTRAIL_PROXY_ADDRESSES has to name addresses or networks: {error}"
                ) from error
            if network.prefixlen == 0:
                raise ValueError(
                    "OFFTRAIL_PROXY_ADDRESSES must not hold every address: anybody could be anyone"
                )
        return addresses

    @model_validator(mode="after")
    def _has_one_way_in(self) -> Self:
        if self.oidc_issuer and self.proxy_addresses:
            raise ValueError(
                "OFFTRAIL_PROXY_ADDRESSES must be unset beside OFFTRAIL_OIDC_ISSUER: one of them says who somebody is"
            )
        return self

    @field_validator("mail_server")
    @classmethod
    def _is_a_server(cls, server: str | None) -> str | None:
        host, _, port = (server or "x:1").rpartition(":")
        if not host or not port.isdigit():
            raise ValueError("OFFTRAIL_MAIL_SERVER must be like mail.example.com:587")
        return server

    @model_validator(mode="after")
    def _can_send_mail(self) -> Self:
        for name in ("mail_from", "public_address") if self.mail_server else ():
            if not getattr(self, name):
                raise ValueError(f"{_PREFIX}{name.upper()} must be set beside OFFTRAIL_MAIL_SERVER")
        return self

    @field_validator("public_address")
    @classmethod
    def _is_an_origin(cls, address: str | None) -> str | None:
        parts = urlsplit(address or "http://x")
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
            raise ValueError(
                "OFFTRAIL_PUBLIC_ADDRESS must be like https://offtrail.example.com, without a path"
            )
        return address.rstrip("/") if address else None

    @field_validator("secret_key")
    @classmethod
    def _can_not_be_guessed(cls, keys: str | None) -> str | None:
        if any(len(key) < 32 for key in _listed(keys)):
            raise ValueError("OFFTRAIL_SECRET_KEY must have at least 32 characters: `openssl rand -hex 32`")
        return keys


def _listed(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").split(",") if one.strip()]


def load() -> Settings:
    """The settings of this process. Raises ValueError with a sentence for each that is wrong, and no value."""
    try:
        return Settings(**_from_files())  # type: ignore[arg-type]  # values are text, parsed by pydantic
    except ValidationError as error:
        raise ValueError("\n".join(_sentence(line) for line in error.errors())) from error


def unknown() -> Iterator[str]:
    """A sentence for each variable that looks like a setting and is none."""
    settings = [name.upper() for name in Settings.model_fields]
    for variable in sorted(name for name, value in os.environ.items() if value):
        name = variable.upper().removeprefix(_PREFIX)
        ending = _IN_FILE if name.endswith(_IN_FILE) and name not in settings else ""
        name = name.removesuffix(ending)
        if variable.upper().startswith(_PREFIX) and name not in {*settings, *_OF_OTHERS}:
            near = difflib.get_close_matches(name, settings, 1)
            meant = f"perhaps {_PREFIX}{near[0]}{ending} is meant" if near else "docs/operating.md lists them"
            yield f"{variable} is set, and is no setting; {meant}."


def _from_files() -> dict[str, str]:
    return {
        name.removeprefix("OFFTRAIL_").removesuffix("_FILE").lower(): _read(name, path)
        for name, path in os.environ.items()
        if name.startswith("OFFTRAIL_") and name.endswith("_FILE") and name != "OFFTRAIL_CLOCK_FILE" and path
    }


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeError) as error:
        raise ValueError(f"{name}: {path} can't be read: {error}") from error


def _sentence(line: ErrorDetails) -> str:
    """What is wrong, with the variable's name unless the validator has named it."""
    said = line["msg"].removeprefix("Value error, ")
    return said if said.startswith("OFFTRAIL_") else f"OFFTRAIL_{str(line['loc'][0]).upper()}: {said}"
