"""The lake is kept in order without anybody asking."""

from __future__ import annotations

import os
import time

import pytest

from luister.common.options import options
from luister.feedback.queries import lake_rows
from luister.insight.tasks import compact_the_lake, tend_the_lake
from luister.lake.models import Tombstone
from luister.lake.queries import health, wants_compaction
from luister.lake.services import hide, publish_pending, remember_changed
from luister.lake.table import location
from tests.factories import make_response

pytestmark = pytest.mark.django_db


@pytest.fixture
def response(organisation):
    response = make_response(score=9)
    remember_changed([response.pk])
    publish_pending(lake_rows)
    return response


def _a_day_passes():
    link = options().lake / "answers"
    os.utime(link, (time.time() - 86_400,) * 2, follow_symlinks=False)


def test_a_damaged_lake_is_rebuilt(response, run_jobs):
    max((location() / "_delta_log").glob("*.json")).write_text("")

    tend_the_lake()
    assert run_jobs() == 1

    assert health().damage == ""
    assert health().files == 1


def test_hidden_rows_are_removed_once_a_night(response, run_jobs):
    hide([response.pk])
    tend_the_lake()
    assert run_jobs() == 0

    _a_day_passes()
    tend_the_lake()
    assert run_jobs() == 1

    assert not Tombstone.objects.exists()
    assert health().files == 0


def test_a_compact_lake_is_left_alone(response):
    _a_day_passes()

    assert not wants_compaction()
    assert compact_the_lake.call() == 0
