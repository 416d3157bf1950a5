"""The settings: from variables or from files, and told in a sentence when they are wrong."""

from pathlib import Path

import pytest

from app.core.config import load, unknown


def wrong(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    with monkeypatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(f"OFFTRAIL_{name}", value)
        with pytest.raises(ValueError) as refusal:
            load()
    return str(refusal.value).splitlines()


def test_nothing_has_to_be_set() -> None:
    settings = load()

    assert (settings.database_url, settings.environment, settings.local_sign_in) == (
        "sqlite:///offtrail.db", "development", False,
    )  # fmt: skip


def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLOCK_FILE", "LOCAL_SIGN_IN", "DATABASE_URL", "LOG_LEVEL", "DATABASE_URL_FILE"):
        monkeypatch.setenv(f"OFFTRAIL_{name}", "")

    settings = load()

    assert (settings.clock_file, settings.local_sign_in, settings.log_level) == (None, False, "info")


def test_a_setting_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "database_url"
    secret.write_text("postgresql://offtrail:s3cret@db/offtrail\n")
    monkeypatch.setenv("OFFTRAIL_DATABASE_URL_FILE", str(secret))

    assert load().database_url == "postgresql://offtrail:s3cret@db/offtrail"


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    missing = tmp_path / "missing"

    told = wrong(monkeypatch, DATABASE_URL_FILE=str(missing))

    assert [line.partition(" can't")[0] for line in told] == [f"OFFTRAIL_DATABASE_URL_FILE: {missing}"]


def test_the_clock_file_is_a_setting_and_no_file_with_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OFFTRAIL_CLOCK_FILE", str(tmp_path / "shift"))

    assert load().clock_file == tmp_path / "shift"


def test_production_refuses_what_is_for_trying_things_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(monkeypatch, ENVIRONMENT="production", LOCAL_SIGN_IN="true") == [
        "OFFTRAIL_LOCAL_SIGN_IN must be off when OFFTRAIL_ENVIRONMENT=production"
    ]
    assert wrong(monkeypatch, ENVIRONMENT="production", CLOCK_FILE="/tmp/shift") == [
        "OFFTRAIL_CLOCK_FILE must be unset when OFFTRAIL_ENVIRONMENT=production"
    ]
    assert wrong(monkeypatch, ENVIRONMENT="production", LOG_LEVEL="debug") == [
        "OFFTRAIL_LOG_LEVEL must not be debug when OFFTRAIL_ENVIRONMENT=production"
    ]


PROVIDER = {
    "OIDC_ISSUER": "https://login.example.com",
    "OIDC_CLIENT_ID": "offtrail",
    "PUBLIC_ADDRESS": "https://offtrail.example.com",
}


def test_a_provider_needs_what_it_is_spoken_to_with(monkeypatch: pytest.MonkeyPatch) -> None:
    for missing in ("OIDC_CLIENT_ID", "PUBLIC_ADDRESS"):
        given = {name: value for name, value in PROVIDER.items() if name != missing}
        assert wrong(monkeypatch, **given) == [f"OFFTRAIL_{missing} must be set beside OFFTRAIL_OIDC_ISSUER"]


def test_in_production_a_provider_takes_a_key_of_ones_own_and_https(monkeypatch: pytest.MonkeyPatch) -> None:
    given = PROVIDER | {"ENVIRONMENT": "production", "SECRET_KEY": "k" * 32}

    assert wrong(monkeypatch, **given | {"SECRET_KEY": ""}) == [
        "OFFTRAIL_SECRET_KEY must be set beside OFFTRAIL_OIDC_ISSUER"
    ]
    for name in ("OIDC_ISSUER", "PUBLIC_ADDRESS"):
        assert wrong(monkeypatch, **given | {name: "http://plain.example"}) == [
            f"OFFTRAIL_{name} must begin with https:// when OFFTRAIL_ENVIRONMENT=production"
        ]


def test_a_proxy_that_is_believed_is_named_and_is_not_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    for addresses in ("10.0.0.7, 0.0.0.0/0", "::/0"):
        assert "must not hold every address" in wrong(monkeypatch, PROXY_ADDRESSES=addresses)[0]
    assert "has to name addresses or networks" in wrong(monkeypatch, PROXY_ADDRESSES="proxy.example.com")[0]
    assert "must be unset beside" in wrong(monkeypatch, PROXY_ADDRESSES="10.0.0.7", **PROVIDER)[0]


def test_a_mail_server_is_named_with_its_port_and_with_whom_mails_are_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {
        "MAIL_SERVER": "mail.example.com:587",
        "MAIL_FROM": "o@example.com",
        "PUBLIC_ADDRESS": "https://o.example.com",
    }

    assert wrong(monkeypatch, **given | {"MAIL_SERVER": "mail.example.com"}) == [
        "OFFTRAIL_MAIL_SERVER must be like mail.example.com:587"
    ]
    for name in ("MAIL_FROM", "PUBLIC_ADDRESS"):
        assert wrong(monkeypatch, **given | {name: ""}) == [
            f"OFFTRAIL_{name} must be set beside OFFTRAIL_MAIL_SERVER"
        ]


def test_the_public_address_is_where_the_page_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (
        "offtrail.example.com",
        "https://offtrail.example.com/page",
        "ftp://offtrail.example.com",
    ):
        assert wrong(monkeypatch, PUBLIC_ADDRESS=address)[0].startswith(
            "OFFTRAIL_PUBLIC_ADDRESS must be like"
        )
    monkeypatch.setenv("OFFTRAIL_PUBLIC_ADDRESS", "https://offtrail.example.com/")

    assert load().public_address == "https://offtrail.example.com"


def test_what_is_wrong_is_told_by_the_variables_name_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = wrong(monkeypatch, DATABASE_URL="mysql://ada:s3cret@db/x", LOG_LEVEL="loud", ENVIRONMENT="staging", POOL_SIZE="1",
                 LOCAL_SIGN_IN="perhaps")  # fmt: skip

    assert told[0] == "OFFTRAIL_DATABASE_URL must begin with sqlite:/// or postgresql://"
    assert [line.partition(":")[0] for line in told[1:]] == [
        "OFFTRAIL_ENVIRONMENT", "OFFTRAIL_LOCAL_SIGN_IN", "OFFTRAIL_LOG_LEVEL", "OFFTRAIL_POOL_SIZE",
    ]  # fmt: skip
    assert "s3cret" not in str(told)


def test_a_variable_that_is_no_setting_is_named_with_the_nearest_that_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DATABASE_ULR", "POOLSIZE_FILE", "WINGS", "CLOCK_FILE", "URL", "SECRET_KEY_FILE"):
        monkeypatch.setenv(f"OFFTRAIL_{name}", "secret")
    monkeypatch.setenv("offtrail_log_level", "info")
    monkeypatch.setenv("OFFTRAIL_EMPTY", "")

    assert list(unknown()) == [
        "OFFTRAIL_DATABASE_ULR is set, and is no setting; perhaps OFFTRAIL_DATABASE_URL is meant.",
        "OFFTRAIL_POOLSIZE_FILE is set, and is no setting; perhaps OFFTRAIL_POOL_SIZE_FILE is meant.",
        "OFFTRAIL_WINGS is set, and is no setting; docs/operating.md lists them.",
    ]
