"""Schemathesis reads the API's own description and sends what nobody would think of."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.openapi import checks

from luister.config.wsgi import application
from tests.api.conftest import KeyClient
from tests.factories import make_case, make_customer, make_open_survey, make_response

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

CHECKS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)


@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_own_description(case: schemathesis.Case, key_client: KeyClient) -> None:
    make_open_survey()
    make_customer()
    make_case(response=make_response(score=2))
    authorization = key_client().defaults["HTTP_AUTHORIZATION"]
    case.call_and_validate(headers={"Authorization": authorization}, checks=CHECKS)
