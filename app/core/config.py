"""The settings, from `OFFTRAIL_*` variables; each may also come from a file named by `OFFTRAIL_*_FILE`."""

import difflib
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsConfigDict

from app.core.limit_settings import LimitSettings
from app.core.sign_in_settings import SignInSettings, listed

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


class Settings(SignInSettings, LimitSettings):
    """Everything that can be set; an empty variable sets nothing. Production refuses what is meant for trying things out."""

    model_config = SettingsConfigDict(
        env_prefix="OFFTRAIL_", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = Field(
        "sqlite:///offtrail.db", description="Where the data is: `sqlite:///PATH` or `postgresql://…`."
    )
    replica_url: str | None = Field(
        None,
        repr=False,
        description="A read replica of that PostgreSQL, which boards are read from where it has come as far.",
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
    slow_statement_ms: int = Field(
        1000,
        ge=0,
        description="Log statements to the database that take as long or longer, in milliseconds; 0 for all.",
    )
    metrics_token: str | None = Field(
        None,
        repr=False,
        min_length=16,
        description="What `/metrics` is read with, as a bearer token; without one whoever reaches it reads it.",
    )
    worker_inside: bool = Field(True, description="Run the worker as a thread of `serve`.")
    pool_size: int = Field(
        20,
        ge=2,
        le=200,
        description="Requests in flight at once in one process, and so database connections.",
    )
    head_seconds: float = Field(15, gt=0, le=600, description="How long the head of a request may take.")
    body_seconds: float = Field(60, gt=0, le=600, description="How long the body of a request may take.")
    reply_seconds: float = Field(
        30, gt=0, le=600, description="In how long a client takes 64 KiB of a reply, or all that is left."
    )
    database_seconds: float = Field(
        15, gt=0, le=600, description="How long the database may take for one statement (SQLite: one step)."
    )
    connections: int = Field(900, ge=10, le=100_000, description="Connections at once to one process.")

    webhook_hosts: str | None = Field(
        None,
        description="Hosts within the company that web hooks may go to: `name` or `name:port`, by commas.",
    )
    keep_ended_days: int = Field(
        30, ge=0, le=3650, description="Days for which ended sessions, tokens and secret addresses are kept."
    )
    keep_deliveries_days: int = Field(
        30, ge=1, le=3650, description="Days for which it is kept what web hooks were sent."
    )
    anonymise_after_days: int | None = Field(
        None,
        ge=1,
        le=36500,
        description="Days after which whoever has left is anonymised; never, where unset.",
    )
    secret_key: str | None = Field(
        None,
        repr=False,
        description="Seals secrets in the database. Several by commas: the first seals, each opens.",
    )

    scim_token: str | None = Field(
        None,
        repr=False,
        description="The secret with which the company's directory comes to `/scim/v2`. Several by commas: each is let in.",
    )

    @property
    def scim_tokens(self) -> tuple[str, ...]:
        return tuple(listed(self.scim_token))

    @property
    def allowed_hosts(self) -> frozenset[str]:
        return frozenset(host.lower() for host in listed(self.webhook_hosts))

    @property
    def secret_keys(self) -> tuple[str, ...]:
        return tuple(listed(self.secret_key))

    @field_validator("database_url")
    @classmethod
    def _is_one_of_two(cls, url: str) -> str:
        if urlsplit(url).scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
            raise ValueError("OFFTRAIL_DATABASE_URL must begin with sqlite:/// or postgresql://")
        return url

    @model_validator(mode="after")
    def _is_of_postgresql(self) -> Self:
        kinds = {
            urlsplit(url).scheme.partition("+")[0] for url in (self.database_url, self.replica_url) if url
        }
        if self.replica_url is not None and not kinds <= {"postgresql", "postgres"}:
            raise ValueError(
                f"{_PREFIX}REPLICA_URL goes with PostgreSQL: both addresses begin with postgresql://"
            )
        return self

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

    @field_validator("secret_key", "scim_token")
    @classmethod
    def _can_not_be_guessed(cls, keys: str | None, told: ValidationInfo) -> str | None:
        if any(len(key) < 32 for key in listed(keys)):
            raise ValueError(
                f"{_PREFIX}{str(told.field_name).upper()} must have at least 32 characters: `openssl rand -hex 32`"
            )
        return keys


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
