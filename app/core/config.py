"""The settings, from `OFFTRAIL_*` variables; each may also come from a file named by `OFFTRAIL_*_FILE`."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything that can be set. Production refuses what is meant for trying things out."""

    model_config = SettingsConfigDict(env_prefix="OFFTRAIL_", extra="ignore", frozen=True)

    database_url: str = Field(
        "sqlite:///offtrail.db", description="Where the data is: `sqlite:///PATH` or `postgresql://…`."
    )
    environment: Environment = Field(
        Environment.DEVELOPMENT, description="`production` refuses local sign-in and a shifted clock."
    )
    local_sign_in: bool = Field(
        False, description="Let anyone sign in as anyone by a click: for trying things out alone."
    )
    clock_file: Path | None = Field(
        None, description="A file with seconds by which the clock is shifted: for tests alone."
    )
    log_level: str = Field("info", description="`debug`, `info`, `warning` or `error`.")
    worker_inside: bool = Field(True, description="Run the worker as a thread of `serve`.")
    pool_size: int = Field(
        20,
        ge=2,
        le=200,
        description="Requests in flight at once in one process, and so database connections.",
    )

    @model_validator(mode="after")
    def _refuse_what_is_for_trying(self) -> Self:
        if self.environment is Environment.PRODUCTION:
            if self.local_sign_in:
                raise ValueError("OFFTRAIL_LOCAL_SIGN_IN must be off when OFFTRAIL_ENVIRONMENT=production")
            if self.clock_file is not None:
                raise ValueError("OFFTRAIL_CLOCK_FILE must be unset when OFFTRAIL_ENVIRONMENT=production")
        return self


def load() -> Settings:
    """The settings of this process. Raises ValueError (pydantic) with what is wrong."""
    from_files = {
        name.removeprefix("OFFTRAIL_").removesuffix("_FILE").lower(): Path(path).read_text().strip()
        for name, path in os.environ.items()
        if name.startswith("OFFTRAIL_") and name.endswith("_FILE") and name != "OFFTRAIL_CLOCK_FILE"
    }
    return Settings(**from_files)  # type: ignore[arg-type]  # values are text, parsed by pydantic
