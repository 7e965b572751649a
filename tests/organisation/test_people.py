from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from time_machine import travel

from luister.common.clock import now
from luister.common.models import Mail
from luister.organisation.enums import Permission, Role
from luister.organisation.models import ApiKey, Event, Membership, Unit, User
from luister.organisation.queries import find_api_key, invitation_link, invited_person, may, people_for
from luister.organisation.rules import Actor, LastAdministrator, LinkIsOver, PersonExists, Refused
from luister.organisation.services import (
    accept_invitation,
    add_person,
    change_person,
    create_api_key,
    disable_person,
    enable_person,
    give_role,
    invite_person,
    reset_password,
    revoke_api_key,
    send_invitation,
    set_password,
    take_role,
    use_api_key,
)
from tests.factories import PASSWORD, SignIn, actor, make_person

GOOD = "een paard op de gang"


def test_a_person_is_added_without_a_password_and_the_log_knows_by_whom(admin: User):
    user = add_person(email=" Jan.Nowak@Example.ORG ", name="Jan Nowak", language="pl", by=actor(admin))

    assert (user.email, user.language, user.has_usable_password()) == ("Jan.Nowak@example.org", "pl", False)
    assert [(event.action, event.actor, event.subject_label) for event in Event.objects.all()] == [("person.added", admin, "Jan Nowak")]


def test_an_address_belongs_to_one_person_whatever_its_case(admin: User):
    add_person(email="jan@example.org", name="Jan", by=actor(admin))

    with pytest.raises(PersonExists, match="JAN@"):
        add_person(email="JAN@example.org", name="Other", by=actor(admin))


@pytest.mark.parametrize(
    ("email", "language", "said"), [("jan", "en", "“jan” is not"), ("jan@example.org", "xx", "accepted: en, pl, nl, sv")]
)
def test_a_wrong_address_or_language_is_refused_with_what_is_accepted(admin: User, email: str, language: str, said: str):
    with pytest.raises(Refused, match=said):
        add_person(email=email, name="Jan", language=language, by=actor(admin))


def test_a_password_that_is_easy_to_guess_is_refused(admin: User):
    with pytest.raises(ValidationError):
        add_person(email="jan@example.org", name="Jan", password="password123", by=actor(admin))
    assert not User.objects.filter(name="Jan").exists()


def test_only_who_manages_people_adds_them(manager: User):
    with pytest.raises(PermissionDenied):
        add_person(email="jan@example.org", name="Jan", by=actor(manager))


def test_an_invitation_lets_in_once(admin: User, krakow: Unit):
    user = invite_person(email="jan@example.org", name="Jan", language="en", role=Role.COLLEAGUE, unit=krakow, by=actor(admin))
    mail = Mail.objects.get()
    (link,) = [word for word in mail.text.split() if "/invitation/" in word]
    token = link.rstrip("/").rsplit("/", 1)[1]

    assert (mail.recipient, "Ada Admin invites you" in mail.text, "7 days" in mail.text) == ("jan@example.org", True, True)
    assert accept_invitation(token=token, password=GOOD) == user
    assert User.objects.get(pk=user.pk).check_password(GOOD)
    with pytest.raises(LinkIsOver):
        accept_invitation(token=token, password="another " + GOOD)
    with pytest.raises(Refused, match="needs no invitation"):
        send_invitation(user=User.objects.get(pk=user.pk), by=actor(admin))


def token_for(user: User) -> str:
    return invitation_link(user).rstrip("/").rsplit("/", 1)[1]


def test_an_invitation_ends_with_time_a_new_address_or_disabling(admin: User):
    user = add_person(email="jan@example.org", name="Jan", by=actor(admin))
    token = token_for(user)
    assert invited_person(token) == user
    assert invited_person(token[:-2]) is None

    with travel(now() + timedelta(days=7, minutes=1)):
        assert invited_person(token) is None
    change_person(user=user, email="jan@example.com", by=actor(admin))
    assert invited_person(token) is None
    fresh = token_for(user)
    disable_person(user=user, by=actor(admin))
    assert invited_person(fresh) is None


def test_a_link_made_for_another_purpose_invites_nobody(admin: User):
    from django.core import signing

    assert invited_person(signing.dumps([admin.pk, "x"], salt="another purpose")) is None


def test_disabling_ends_sessions_and_keys_at_once_and_enabling_does_not_bring_them_back(
    admin: User, colleague: User, krakow: Unit, sign_in: SignIn
):
    sign_in(Client(), colleague)
    sign_in(Client(), admin)
    _key, token = create_api_key(name="mine", scopes=["cases:see"], unit=krakow, user=colleague, by=actor(colleague))

    disable_person(user=colleague, by=actor(admin))

    assert Session.objects.count() == 1
    assert find_api_key(token) is None
    assert not may(actor(User.objects.get(pk=colleague.pk)), Permission.SEE_CASES)
    enable_person(user=colleague, by=actor(admin))
    assert find_api_key(token) is None


def test_the_last_administrator_can_neither_be_disabled_nor_lose_the_role(admin: User, root: Unit):
    with pytest.raises(LastAdministrator, match="only administrator"):
        disable_person(user=admin, by=actor(admin))
    with pytest.raises(LastAdministrator):
        take_role(membership=admin.memberships.get(), by=actor(admin))

    second = make_person(role=Role.ADMINISTRATOR)
    disable_person(user=admin, by=actor(second))
    with pytest.raises(LastAdministrator):
        take_role(membership=second.memberships.get(), by=actor(second))


def test_nobody_gives_a_role_outside_their_own_scope(care: Unit, krakow: Unit, field_service: Unit, root: Unit, stranger: User):
    local = make_person("Local", role=Role.ADMINISTRATOR, unit=care)

    give_role(user=stranger, unit=krakow, role=Role.ADMINISTRATOR, by=actor(local))
    for unit in (field_service, root):
        with pytest.raises(PermissionDenied):
            give_role(user=stranger, unit=unit, role=Role.COLLEAGUE, by=actor(local))


def test_nobody_passes_on_more_than_they_have(admin: User, root: Unit, stranger: User):
    key, _token = create_api_key(name="hr", scopes=["people:manage"], unit=root, by=actor(admin))

    with pytest.raises(PermissionDenied, match="Missing: "):
        give_role(user=stranger, unit=root, role=Role.COLLEAGUE, by=Actor.from_key(key))


def test_a_local_administrator_has_no_power_over_those_above(care: Unit, admin: User, colleague: User):
    local = make_person("Local", role=Role.ADMINISTRATOR, unit=care)

    set_password(user=colleague, password=GOOD, by=actor(local))
    for act in (
        lambda: disable_person(user=admin, by=actor(local)),
        lambda: set_password(user=admin, password=GOOD, by=actor(local)),
        lambda: change_person(user=admin, email="mine@example.org", by=actor(local)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_everybody_changes_their_own_name_language_and_password_and_not_their_address(colleague: User, admin: User):
    change_person(user=colleague, name="Kasia", language="pl", by=actor(colleague))
    set_password(user=colleague, password=GOOD, by=actor(colleague))

    for act in (
        lambda: change_person(user=colleague, email="k@example.org", by=actor(colleague)),
        lambda: change_person(user=admin, name="Boss", by=actor(colleague)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_reset_password_opens_the_door_and_is_hard_to_guess(operator: Actor, colleague: User):
    password = reset_password(user=colleague, by=operator)

    assert User.objects.get(pk=colleague.pk).check_password(password)
    assert not User.objects.get(pk=colleague.pk).check_password(PASSWORD)
    assert len(password) == 23


def test_a_role_given_twice_is_held_once_and_logged_once(admin: User, stranger: User, care: Unit):
    for _time in range(2):
        give_role(user=stranger, unit=care, role=Role.ANALYST, by=actor(admin))

    assert Membership.objects.filter(user=stranger).count() == 1
    assert Event.objects.filter(action="role.given").count() == 1


def test_people_are_seen_by_those_of_their_units_and_above(admin: User, manager: User, colleague: User, neighbour: User, stranger: User):
    assert set(people_for(actor(admin))) == {admin, manager, colleague, neighbour, stranger}
    assert set(people_for(actor(manager))) == {manager, colleague}
    assert set(people_for(actor(neighbour))) == {neighbour}
    assert set(people_for(actor(stranger))) == {stranger}


def test_a_key_is_shown_once_and_kept_as_a_hash(colleague: User, krakow: Unit):
    key, token = create_api_key(name="laptop", scopes=["cases:see"], unit=krakow, user=colleague, by=actor(colleague))

    assert use_api_key(token) == key
    assert ApiKey.objects.get().last_used_at is not None
    assert token not in str(ApiKey.objects.values())
    assert find_api_key(token + "x") is None
    assert find_api_key("lsk_" + key.prefix) is None


def test_an_expired_or_revoked_key_opens_nothing(colleague: User, krakow: Unit):
    key, token = create_api_key(
        name="a", scopes=["cases:see"], unit=krakow, user=colleague, by=actor(colleague), expires_at=now() + timedelta(days=1)
    )

    with travel(now() + timedelta(days=2)):
        assert find_api_key(token) is None
    assert find_api_key(token) == key
    revoke_api_key(key=key, by=actor(colleague))
    assert find_api_key(token) is None


def test_keys_carry_no_more_than_their_maker_may(colleague: User, manager: User, krakow: Unit, admin: User, root: Unit):
    with pytest.raises(PermissionDenied, match="manage people"):
        create_api_key(name="a", scopes=["cases:see", "people:manage"], unit=krakow, user=colleague, by=actor(colleague))
    with pytest.raises(PermissionDenied):
        create_api_key(name="a", scopes=["cases:see"], unit=root, user=colleague, by=actor(colleague))
    with pytest.raises(PermissionDenied):
        create_api_key(name="service", scopes=["cases:see"], unit=krakow, by=actor(manager))
    with pytest.raises(PermissionDenied, match="not for somebody else"):
        create_api_key(name="a", scopes=["cases:see"], unit=krakow, user=colleague, by=actor(admin))
    with pytest.raises(Refused, match="accepted: one or more of figures:see"):
        create_api_key(name="a", scopes=["everything"], unit=root, by=actor(admin))
    key, _token = create_api_key(name="a", scopes=["settings:manage"], unit=root, by=actor(admin))
    with pytest.raises(PermissionDenied, match="A key can't make"):
        create_api_key(name="b", scopes=["settings:manage"], unit=root, by=Actor.from_key(key))


def test_a_stranger_revokes_no_keys(colleague: User, neighbour: User, krakow: Unit):
    key, _token = create_api_key(name="a", scopes=["cases:see"], unit=krakow, user=colleague, by=actor(colleague))

    with pytest.raises(PermissionDenied):
        revoke_api_key(key=key, by=actor(neighbour))
