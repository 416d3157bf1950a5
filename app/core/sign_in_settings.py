"""How people come in: the settings of a provider, of a proxy that signs people in, and of links by mail."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings

from app.core.mail import Mailer, MailTls


class SignInSettings(BaseSettings):
    """The part of the settings that says who is let in, and by whom."""

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
    oidc_manager_claim: str | None = Field(
        None,
        description="The claim that says whom a person reports to, by e-mail address or by an id, such as `manager`.",
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
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(one) for one in listed(self.proxy_addresses))

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
        return frozenset(domain.lower().removeprefix("@") for domain in listed(self.oidc_email_domains))

    @property
    def admin_groups(self) -> frozenset[str]:
        return frozenset(listed(self.oidc_admin_groups))

    @property
    def organizer_groups(self) -> frozenset[str]:
        return frozenset(listed(self.oidc_organizer_groups))

    @field_validator("proxy_addresses")
    @classmethod
    def _are_networks(cls, addresses: str | None) -> str | None:
        for one in listed(addresses):
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
                raise ValueError(f"OFFTRAIL_{name.upper()} must be set beside OFFTRAIL_MAIL_SERVER")
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


def listed(text: str | None) -> list[str]:
    """What a setting lists by commas."""
    return [one.strip() for one in (text or "").split(",") if one.strip()]
