"""How much one caller may ask for: the settings of the limits."""

from collections.abc import Mapping
from datetime import timedelta

from pydantic import Field
from pydantic_settings import BaseSettings

from app.core.limits import Kind, Limit

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


class LimitSettings(BaseSettings):
    """The part of the settings that keeps one caller from taking everybody's share. 0 is no limit."""

    reads_per_minute: int = Field(3000, ge=0, description="What one session or token may read.")
    writes_per_minute: int = Field(300, ge=0, description="What one session or token may change.")
    searches_per_minute: int = Field(240, ge=0, description="How often one session or token may search.")
    exports_per_hour: int = Field(240, ge=0, description="How many files one session or token may take.")
    sign_ins_per_minute: int = Field(600, ge=0, description="Steps of signing in from one address.")
    links_per_hour: int = Field(300, ge=0, description="Sign-in links asked for from one address.")
    new_tokens_per_hour: int = Field(60, ge=0, description="Tokens that one session or token may make.")

    @property
    def limits(self) -> Mapping[Kind, Limit]:
        return {
            Kind.READS: Limit(self.reads_per_minute, _MINUTE),
            Kind.WRITES: Limit(self.writes_per_minute, _MINUTE),
            Kind.SEARCHES: Limit(self.searches_per_minute, _MINUTE),
            Kind.EXPORTS: Limit(self.exports_per_hour, _HOUR),
            Kind.SIGN_INS: Limit(self.sign_ins_per_minute, _MINUTE),
            Kind.LINKS: Limit(self.links_per_hour, _HOUR),
            Kind.TOKENS: Limit(self.new_tokens_per_hour, _HOUR),
        }
