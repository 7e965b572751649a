"""A survey that can be answered: the standard questionnaire, published."""

from __future__ import annotations

import pytest

from luister.organisation.models import Unit
from luister.surveys.enums import Mode
from luister.surveys.models import SurveyVersion
from tests.factories import make_open_survey


@pytest.fixture
def version(root: Unit) -> SurveyVersion:
    """NPS, a reason, and contact; confidential."""
    return make_open_survey()


@pytest.fixture
def anonymous(root: Unit) -> SurveyVersion:
    return make_open_survey(mode=Mode.ANONYMOUS)
