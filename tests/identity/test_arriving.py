"""Who somebody is to us who signs in at the identity provider: over real round trips with a real one."""

from urllib.parse import parse_qs, urlsplit

from app.core.actor import Role
from app.people.deps import COOKIE
from tests.identity.conftest import US, WREN, Door
from tests.identity.provider import Provider
from tests.world import World, done


def test_the_page_learns_where_one_signs_in(door: Door) -> None:
    session = done(door.browser().get("session"))

    assert (session["provider"], session["signs_out_at_provider"]) == ("Ovenlark account", False)


def test_somebody_new_is_added_as_the_provider_has_them(door: Door, wren: str) -> None:
    person = door.enters(wren)

    assert (person["name"], person["email"], person["time_zone"], person["role"]) == (
        "Wren Halloway", "wren@ovenlark.example", "Europe/Lisbon", "member",
    )  # fmt: skip


def test_whoever_is_here_by_their_address_is_the_same_person(
    door: Door, world: World, provider: Provider
) -> None:
    here = world.person("Ash Fenner", "Ovens")
    provider.knows("ash-7", email=here.email.upper(), email_verified=True, name="Ash Fenner-Lund")

    person = door.enters("ash-7")

    assert (person["id"], person["name"], person["home_team"]) == (here.id, "Ash Fenner-Lund", "Ovens")


def test_a_known_subject_stays_the_same_person_under_another_address(
    door: Door, provider: Provider, wren: str
) -> None:
    before = door.enters(wren)
    provider.knows(wren, **WREN | {"email": "wren.h@ovenlark.example", "name": "Wren Hale"})

    after = door.enters(wren)

    assert after["id"] == before["id"]
    assert (after["email"], after["name"]) == ("wren.h@ovenlark.example", "Wren Hale")


def test_an_address_that_goes_to_somebody_new_opens_nothing_of_who_had_it(
    door: Door, provider: Provider, wren: str
) -> None:
    door.enters(wren)
    provider.knows("wren-2", **WREN)

    assert door.refuses("wren-2") == "linked_elsewhere"


def test_a_known_subject_does_not_take_over_an_address_of_somebody_else(
    door: Door, world: World, provider: Provider, wren: str
) -> None:
    before = door.enters(wren)
    ash = world.person("Ash Fenner")
    provider.knows(wren, **WREN | {"email": ash.email})

    assert door.enters(wren)["email"] == before["email"]


def test_an_address_that_is_not_verified_lets_nobody_in(door: Door, world: World, provider: Provider) -> None:
    here = world.person("Ash Fenner")
    provider.knows("sly", email=here.email, email_verified=False)
    provider.knows("silent", email=here.email)
    provider.knows("text", email=here.email, email_verified="true")

    assert [door.refuses(subject) for subject in ("sly", "silent", "text")] == ["email_not_verified"] * 3


def test_a_provider_that_never_says_whether_may_be_trusted_by_a_setting(
    door: Door, provider: Provider
) -> None:
    door.set(oidc_trust_emails=True)
    provider.knows("quiet", email="quiet@ovenlark.example")
    provider.knows("sly", email="sly@ovenlark.example", email_verified=False)

    assert door.enters("quiet")["name"] == "quiet"
    assert door.refuses("sly") == "email_not_verified"


def test_no_address_lets_nobody_in(door: Door, provider: Provider) -> None:
    provider.knows("nameless", name="No Address")
    provider.knows("odd", email="two@at@signs", email_verified=True)

    assert [door.refuses("nameless"), door.refuses("odd")] == ["email_missing"] * 2


def test_only_the_domains_that_are_set_are_let_in(door: Door, provider: Provider, wren: str) -> None:
    door.set(oidc_email_domains="ovenlark.example, @flour.example")
    provider.knows("guest", email="guest@ovenlark.example.evil.example", email_verified=True)
    provider.knows("miller", email="miller@FLOUR.example", email_verified=True)

    assert door.refuses("guest") == "domain_not_allowed"
    assert door.enters("miller")
    assert door.enters(wren)


def test_who_has_left_is_not_let_in(door: Door, world: World, wren: str) -> None:
    admin = world.person("Adele Crown", role=Role.ADMIN)
    person = door.enters(wren)
    done(admin.post(f"people/{person['id']}/deactivate"))

    assert door.refuses(wren) == "deactivated"


def test_who_was_anonymised_comes_back_as_somebody_new(door: Door, world: World, wren: str) -> None:
    admin = world.person("Adele Crown", role=Role.ADMIN)
    before = door.enters(wren)
    for step in ("deactivate", "anonymise"):
        done(admin.post(f"people/{before['id']}/{step}"))

    assert door.enters(wren)["id"] != before["id"]


# --- what somebody may do here


def test_the_first_admin_is_named_by_a_setting_as_long_as_there_is_none(
    door: Door, world: World, provider: Provider, wren: str
) -> None:
    door.set(first_admin="WREN@ovenlark.example")
    assert door.enters(wren)["role"] == "admin"

    adele = world.person("Adele Crown", role=Role.ADMIN)
    me = done(adele.get("people", params={"q": "Wren"}))["items"][0]
    done(adele.patch(f"people/{me['id']}", {"role": "member"}))
    assert door.enters(wren)["role"] == "member"


def test_groups_give_roles_and_take_them(door: Door, world: World, provider: Provider) -> None:
    world.person("Adele Crown", role=Role.ADMIN)
    door.set(oidc_admin_groups="it", oidc_organizer_groups="events, hr")

    def in_groups(*groups: str) -> str:
        provider.knows("ivy", email="ivy@ovenlark.example", email_verified=True, groups=list(groups))
        return door.enters("ivy")["role"]

    assert [in_groups("hr"), in_groups("x", "it", "hr"), in_groups()] == ["organizer", "admin", "member"]


def test_groups_make_an_organizer_of_a_guest_and_never_a_member(
    door: Door, world: World, provider: Provider
) -> None:
    guest = world.person("Gwen Port", role=Role.GUEST)
    door.set(oidc_organizer_groups="events")

    def in_groups(*groups: str) -> str:
        provider.knows("gwen", email=guest.email, email_verified=True, groups=list(groups))
        return door.enters("gwen")["role"]

    assert [in_groups("x"), in_groups("events")] == ["guest", "organizer"]


def test_the_last_admin_stays_one_whatever_the_groups_say(door: Door, provider: Provider) -> None:
    door.set(oidc_admin_groups="it")
    provider.knows("ivy", email="ivy@ovenlark.example", email_verified=True, groups=["it"])
    door.enters("ivy")
    provider.knows("ivy", email="ivy@ovenlark.example", email_verified=True, groups=[])

    assert door.enters("ivy")["role"] == "admin"


def test_groups_that_are_not_told_change_no_role(door: Door, world: World, provider: Provider) -> None:
    organizer = world.person("Grace Vale", role=Role.ORGANIZER)
    door.set(oidc_admin_groups="it")
    provider.knows("grace", email=organizer.email, email_verified=True)

    assert door.enters("grace")["role"] == "organizer"


def test_the_home_team_follows_its_claim(door: Door, provider: Provider) -> None:
    door.set(oidc_home_team_claim="department")
    for team in ("Ovens", "Rounds"):
        provider.knows("ivy", email="ivy@ovenlark.example", email_verified=True, department=team)
        assert door.enters("ivy")["home_team"] == team


def test_the_manager_follows_its_claim_by_address_or_by_an_id(
    door: Door, world: World, provider: Provider, wren: str
) -> None:
    ash, boss = world.person("Ash Fenner", "Ovens"), door.enters(wren)
    door.set(oidc_manager_claim="manager")

    def with_manager(**claims: object) -> str | None:
        provider.knows("ivy", email="ivy@ovenlark.example", email_verified=True, **claims)
        manager = door.enters("ivy")["manager"]
        return manager and manager["name"]

    assert with_manager(manager=ash.email.upper()) == "Ash Fenner"
    assert with_manager(manager=wren) == boss["name"]
    assert with_manager() == boss["name"]
    assert with_manager(manager=ash.id) == "Ash Fenner"


def test_a_manager_who_means_nobody_here_keeps_nobody_out_and_changes_nothing(
    door: Door, world: World, provider: Provider
) -> None:
    door.set(oidc_manager_claim="manager")
    ash = world.person("Ash Fenner", "Ovens")

    def manager_by(claim: object) -> dict[str, str] | None:
        provider.knows("ivy", email="ivy@ovenlark.example", email_verified=True, manager=claim)
        return door.enters("ivy")["manager"]  # type: ignore[no-any-return]

    odd = [
        "new@ovenlark.example",
        "ivy",
        "ivy@ovenlark.example",
        "",
        " ",
        "x" * 300,
        "a\u0000b",
        7,
        ["a"],
        {"value": "b"},
        None,
    ]
    assert [manager_by(claim) for claim in odd] == [None] * len(odd)
    known = manager_by(ash.email)
    assert [manager_by(claim) for claim in odd] == [known] * len(odd)
    newcomer = world.person("New Boss")
    assert manager_by(newcomer.email) == {"id": newcomer.id, "name": "New Boss", "home_team": "Platform"}


def test_no_manager_comes_from_a_claim_that_no_setting_names_or_of_who_was_erased(
    door: Door, world: World, provider: Provider, wren: str
) -> None:
    admin, boss = world.person("Adele Crown", role=Role.ADMIN), door.enters(wren)
    provider.knows("ivy", email="ivy@ovenlark.example", email_verified=True, manager=wren)
    assert door.enters("ivy")["manager"] is None

    door.set(oidc_manager_claim="manager")
    assert door.enters("ivy")["manager"]["id"] == boss["id"]
    done(admin.post(f"people/{boss['id']}/deactivate"))
    assert door.enters("ivy")["manager"]["id"] == boss["id"]
    done(admin.post(f"people/{boss['id']}/anonymise"))
    assert door.enters("ivy")["manager"] is None


# --- the session


def test_signing_in_gives_the_browser_a_new_secret(door: Door, world: World, wren: str) -> None:
    """A secret that somebody set or saw before opens nothing afterwards."""
    browser = door.browser()
    done(browser.post("session", {"person_id": world.person("Ash Fenner").id}))
    former = browser.http.cookies[COOKIE]

    door.enters(wren, browser)

    assert browser.http.cookies[COOKIE] != former
    other = door.browser()
    other.http.cookies.set(COOKIE, former)
    assert done(other.get("session"))["person"] is None


def test_signing_out_can_go_on_at_the_provider(door: Door, wren: str) -> None:
    browser = door.browser()
    door.enters(wren, browser)
    assert done(browser.get("session"))["signs_out_at_provider"] is True
    assert browser.delete("session").status_code == 204

    reply = browser.get("session/provider/sign-out", follow_redirects=False)

    place = urlsplit(reply.headers["location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == f"{door.provider.issuer}/oauth2/end_session"
    assert parse_qs(place.query) == {"client_id": ["offtrail"], "post_logout_redirect_uri": [f"{US}/sign-in"]}
