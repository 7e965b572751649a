"""Schemathesis reads the API's own description and sends what nobody would think of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi import checks

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


@pytest.fixture(autouse=True)
def _keep_the_connection() -> Iterator[None]:
    """The application would close the connection that holds the test's transaction (Django's own test client prevents the same)."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_own_description(case: schemathesis.Case, key_client: KeyClient) -> None:
    make_open_survey()
    make_customer()
    make_case(response=make_response(score=2))
    authorization = key_client().defaults["HTTP_AUTHORIZATION"]
    case.call_and_validate(headers={"Authorization": authorization}, checks=CHECKS)
