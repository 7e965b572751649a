"""What strangers meet at each address. Every address of the installation must stand here; `test_strangers.py` sees to it.

Add a line for each new address:

- `PAGE`: an area that needs some role. A visitor is sent to sign in; a person without roles gets 403 or 404; a colleague of another
  unit may see the page, but nothing of Kraków.
- `OWN`: a page for everybody who is signed in.
- `of_krakow(lambda w: {"pk": w.case.pk})`: something that belongs to Kraków. Others than a visitor get 403 or 404.
- `public(200, 302, args=...)`: anybody may come, and gets one of these answers (to GET or to an empty POST).
- `API`, `api_of_krakow(...)`: the same for the API, where a visitor gets 401.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from luister.action.models import Case, CaseRule
from luister.coaching.models import Obstacle
from luister.common.clock import now
from luister.customers.models import Attribute, Customer
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch, Response
from luister.organisation.models import ApiKey, Membership, Unit, User
from luister.organisation.rules import Actor
from luister.organisation.services import create_api_key
from luister.outreach.models import Campaign, Invitation
from luister.programme.models import Touchpoint
from luister.surveys.models import Survey
from tests import factories

SECRET = "zq7secret"
"""Stands in every name and text of Kraków. Nobody else may ever read it."""


@dataclass
class World:
    """One of everything, all of it Kraków's."""

    unit: Unit
    person: User
    membership: Membership
    key: ApiKey
    touchpoint: Touchpoint
    attribute: Attribute
    customer: Customer
    survey: Survey
    campaign: Campaign
    invitation: Invitation
    batch: ImportBatch
    response: Response
    case: Case
    rule: CaseRule
    obstacle: Obstacle


def make_world(krakow: Unit) -> World:
    """Fill Kraków."""
    person = factories.make_person(f"Kasia {SECRET}", role=factories.Role.COLLEAGUE, unit=krakow)
    key, _token = create_api_key(name=SECRET, scopes=["cases:see"], unit=krakow, user=person, by=Actor.person(person))
    touchpoint = factories.make_touchpoint(f"Hotline {SECRET}", unit=krakow, owner=person)
    Touchpoint.objects.filter(pk=touchpoint.pk).update(key="hotline")  # a page that is not there may repeat its address
    customer = factories.make_customer(f"Jan {SECRET}", key=f"C-{SECRET}", unit=krakow, email=f"{SECRET}@example.org")
    survey = factories.make_open_survey(f"After a call {SECRET}", unit=krakow, touchpoint=touchpoint).survey
    survey.key = "after-a-call"
    survey.save()
    campaign = factories.make_campaign(survey, unit=krakow, touchpoint=touchpoint)
    Campaign.objects.filter(pk=campaign.pk).update(name=f"Campaign {SECRET}")
    closed = factories.make_survey(f"Earlier {SECRET}", unit=krakow)
    response = factories.make_response(
        score=2, comment=f"Nobody called back. {SECRET}", survey=closed, unit=krakow, touchpoint=touchpoint, customer=customer
    )
    batch = ImportBatch.objects.create(
        file_name=f"{SECRET}.csv",
        digest="0" * 64,
        mapping_name=SECRET,
        survey=survey,
        state=BatchState.DONE,
        created_by=person,
        created_by_label=str(person),
        created_at=now(),
    )
    touchpoint.refresh_from_db()
    return World(
        unit=krakow,
        person=person,
        membership=person.memberships.get(),
        key=key,
        touchpoint=touchpoint,
        attribute=Attribute.objects.create(key="contract", name="Contract"),
        customer=customer,
        survey=survey,
        campaign=campaign,
        invitation=factories.make_invitation(campaign, customer),
        batch=batch,
        response=response,
        case=factories.make_case(response=response, owner=person),
        rule=factories.make_rule(f"Rule {SECRET}", unit=krakow),
        obstacle=factories.make_obstacle(unit=krakow, manager=person, raised_by=person, text=f"No calendar. {SECRET}"),
    )


Args = Callable[[World], dict[str, object]]
NO_ENTRY = frozenset({403, 404})
TO_SIGN_IN = 302


@dataclass(frozen=True)
class Expected:
    """What three strangers get. None: anything that is no error of ours and shows nothing of Kraków."""

    visitor: frozenset[int]
    roleless: frozenset[int] | None
    neighbour: frozenset[int] | None
    args: Args = lambda _world: {}
    is_public: bool = False


def of_krakow(args: Args) -> Expected:
    return Expected(frozenset({TO_SIGN_IN}), NO_ENTRY, NO_ENTRY, args)


def api_of_krakow(args: Args) -> Expected:
    return Expected(frozenset({401}), NO_ENTRY, NO_ENTRY, args)


def public(*answers: int, args: Args = lambda _world: {}) -> Expected:
    allowed = frozenset(answers)
    return Expected(allowed, allowed, allowed, args, is_public=True)


PAGE = Expected(frozenset({TO_SIGN_IN}), NO_ENTRY, None)
OWN = Expected(frozenset({TO_SIGN_IN}), None, None)
API = Expected(frozenset({401}), NO_ENTRY, None)

_person = of_krakow(lambda w: {"pk": w.person.pk})
_unit = of_krakow(lambda w: {"key": w.unit.key})
_touchpoint = of_krakow(lambda w: {"key": w.touchpoint.key})
_survey = of_krakow(lambda w: {"key": w.survey.key})
_link = of_krakow(lambda w: {"pk": w.campaign.pk})
_batch = of_krakow(lambda w: {"pk": w.batch.pk})
_voice = of_krakow(lambda w: {"pk": w.response.pk})
_case = of_krakow(lambda w: {"pk": w.case.pk})
_rule = of_krakow(lambda w: {"pk": w.rule.pk})
_attribute = of_krakow(lambda w: {"key": w.attribute.key})
_customer = of_krakow(lambda w: {"pk": w.customer.pk})
_api_case = api_of_krakow(lambda w: {"case_id": w.case.pk})
_api_customer = api_of_krakow(lambda w: {"customer_id": w.customer.pk})
_token = public(200, 400, 404, args=lambda _world: {"token": "nobody-knows-this-token"})

EXPECTED: dict[str, Expected] = {
    # organisation
    "people": PAGE,
    "person-new": PAGE,
    "person": _person,
    "person-access": _person,
    "person-invite": _person,
    "role-take": of_krakow(lambda w: {"pk": w.person.pk, "membership_pk": w.membership.pk}),
    "units": PAGE,
    "unit": _unit,
    "unit-state": _unit,
    "settings": PAGE,
    "leave-demo": PAGE,
    "leaving-demo": PAGE,
    "keys": OWN,
    "key-revoke": of_krakow(lambda w: {"pk": w.key.pk}),
    "events": PAGE,
    "profile": OWN,
    "setup": public(404),
    "invitation": public(404, args=lambda _world: {"token": "no-such-invitation"}),
    "healthz": public(200),
    "readyz": public(200),
    # signing in
    "account_login": public(200, 302),
    "account_logout": public(200, 302),
    "account_inactive": public(200),
    "account_reauthenticate": OWN,
    "account_reset_password": public(200, 302),
    "account_reset_password_done": public(200),
    "account_reset_password_from_key": public(200, args=lambda _world: {"uidb36": "1", "key": "wrong-key"}),
    "account_reset_password_from_key_done": public(200),
    "account_email": public(302),
    "account_change_password": public(302),
    "account_set_password": public(302),
    "account_signup": public(302),
    "mfa_index": OWN,
    "mfa_authenticate": public(302),
    "mfa_reauthenticate": OWN,
    "mfa_activate_totp": OWN,
    "mfa_deactivate_totp": OWN,
    "mfa_view_recovery_codes": OWN,
    "mfa_generate_recovery_codes": OWN,
    "mfa_download_recovery_codes": OWN,
    "set-language": public(204, 302),
    # today
    "today": OWN,
    # programme
    "touchpoints": PAGE,
    "touchpoint-new": PAGE,
    "touchpoint": _touchpoint,
    "touchpoint-switch": _touchpoint,
    # surveys
    "surveys": PAGE,
    "survey-new": PAGE,
    "survey": _survey,
    "survey-wording": _survey,
    "survey-settings": _survey,
    "survey-publish": _survey,
    "survey-switch": _survey,
    "survey-preview": _survey,
    "survey-link-new": _survey,
    "survey-link": _link,
    "survey-link-code": _link,
    "survey-link-invite": _link,
    "survey-link-download": _link,
    "survey-link-close": _link,
    # public
    "answer": _token,
    "answer-thanks": _token,
    "answer-privacy": _token,
    "stop-asking": _token,
    "privacy": public(200),
    # customers
    "customers": PAGE,
    "customer-new": PAGE,
    "customer": _customer,
    "customer-change": _customer,
    "customer-export": _customer,
    "customer-erase": _customer,
    "attributes": PAGE,
    "attribute": _attribute,
    "attribute-delete": _attribute,
    # figures
    "figures": PAGE,
    "figures-chart": Expected(PAGE.visitor, PAGE.roleless, PAGE.neighbour, lambda _world: {"which": "groups", "format": "svg"}),
    "figures-download": PAGE,
    # imports
    "imports": PAGE,
    "import-new": PAGE,
    "import": _batch,
    "import-progress": _batch,
    "import-errors": _batch,
    "import-mapping": _batch,
    "import-check": _batch,
    "import-start": _batch,
    "import-stop": _batch,
    "import-undo": _batch,
    # voices
    "voices": PAGE,
    "voices-mark": PAGE,
    "voices-download": PAGE,
    "voice": _voice,
    "voice-tag": _voice,
    # cases
    "cases": PAGE,
    "case": _case,
    "case-acknowledge": _case,
    "case-assign": _case,
    "case-note": _case,
    "case-call": _case,
    "case-reply": _case,
    "case-close": _case,
    "case-rules": PAGE,
    "case-rule-new": PAGE,
    "case-rule": _rule,
    "case-rule-delete": _rule,
    "case-rule-switch": _rule,
    # meeting
    "meeting": PAGE,
    "meeting-unit": _unit,
    "meeting-story": _unit,
    "meeting-held": _unit,
    "obstacle-raise": _unit,
    "obstacles": PAGE,
    "obstacle": of_krakow(lambda w: {"pk": w.obstacle.pk}),
    # API
    "api-1:openapi-json": public(200, 405),
    "api-1:api-root": public(404, 405),
    "api-1:list_units": API,
    "api-1:list_people": API,
    "api-1:get_person": api_of_krakow(lambda w: {"person_id": w.person.pk}),
    "api-1:list_touchpoints": API,
    "api-1:list_customers": API,
    "api-1:put_customer": API,
    "api-1:get_customer": _api_customer,
    "api-1:delete_customer": _api_customer,
    "api-1:list_surveys": API,
    "api-1:get_survey": api_of_krakow(lambda w: {"survey_id": w.survey.pk}),
    "api-1:create_response": API,
    "api-1:list_responses": API,
    "api-1:get_response": api_of_krakow(lambda w: {"response_id": w.response.pk}),
    "api-1:get_figures": API,
    "api-1:list_cases": API,
    "api-1:get_case": _api_case,
    "api-1:post_acknowledge": _api_case,
    "api-1:post_note": _api_case,
    "api-1:post_close": _api_case,
}
