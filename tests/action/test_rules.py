from datetime import UTC, datetime, timedelta

import pytest

from luister.action.models import CaseRule
from luister.action.queries import facts_of, matching_responses
from luister.action.rules import Facts, due_at, first_match, is_recent, matches
from luister.surveys.enums import Kind, Metric
from tests.factories import make_response, make_rule, make_survey, make_touchpoint

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
UNHAPPY = Facts(
    scores={"nps": (6,)}, contact_allowed=True, has_comment=True, kind="transactional", unit_line=frozenset({1, 4}), touchpoint_id=9
)


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"metric": "nps", "score_max": 6}, True),
        ({"metric": "nps", "score_max": 5}, False),
        ({"metric": "nps", "score_min": 6, "score_max": 6}, True),
        ({"metric": "nps", "score_min": 7}, False),
        ({"metric": "csat"}, False),
        ({"kind": "transactional"}, True),
        ({"kind": "relationship"}, False),
        ({"unit_id": 1}, True),
        ({"unit_id": 4}, True),
        ({"unit_id": 5}, False),
        ({"touchpoint_id": 9}, True),
        ({"touchpoint_id": 8}, False),
        ({"needs_comment": True}, True),
    ],
)
def test_a_rule_fits_when_every_condition_it_names_holds(conditions, fits):
    assert matches(CaseRule(contact_allowed=False, **conditions), UNHAPPY) is fits


def test_a_rule_for_those_who_may_be_contacted_leaves_the_others_alone():
    silent = Facts(scores={"nps": (0,)}, contact_allowed=False, has_comment=False, kind="ad_hoc", unit_line=frozenset(), touchpoint_id=None)

    assert not matches(CaseRule(contact_allowed=True), silent)
    assert not matches(CaseRule(contact_allowed=False, needs_comment=True), silent)
    assert matches(CaseRule(contact_allowed=False), silent)


def test_the_first_active_rule_by_position_opens_the_case():
    switched_off = CaseRule(pk=1, position=0, contact_allowed=False, is_active=False)
    late = CaseRule(pk=2, position=5, contact_allowed=False)
    early = CaseRule(pk=3, position=2, contact_allowed=False)

    assert first_match([switched_off, late, early], UNHAPPY) is early
    assert first_match([switched_off], UNHAPPY) is None


def test_a_case_is_due_after_the_hours_of_its_rule():
    assert due_at(CaseRule(due_hours=30), NOON) == NOON + timedelta(hours=30)


def test_an_answer_that_took_more_than_a_week_to_arrive_is_too_old():
    assert is_recent(NOON - timedelta(days=7), NOON)
    assert not is_recent(NOON - timedelta(days=7, seconds=1), NOON)


def test_the_preview_finds_exactly_the_answers_that_the_rule_fits(organisation, care, krakow, field_service):
    repair = make_touchpoint("Repair visit", unit=care)
    survey = make_survey(metric=Metric.NPS, kind=Kind.TRANSACTIONAL)
    csat = make_survey(metric=Metric.CSAT, kind=Kind.RELATIONSHIP)
    answers = [
        make_response(survey=survey, unit=unit, score=score, comment=comment, touchpoint=touchpoint, contact_allowed=allowed)
        for score, unit, comment, touchpoint, allowed in [
            (3, krakow, "Late.", repair, True),
            (6, care, None, None, False),
            (7, field_service, "Fine.", repair, True),
            (None, krakow, "Only words.", None, True),
        ]
    ]
    answers += [make_response(survey=csat, unit=krakow, score=2, contact_allowed=True)]
    rules = [
        make_rule(metric=Metric.NPS, score_max=6),
        make_rule(metric=Metric.NPS, score_min=4, score_max=7),
        make_rule(metric=Metric.CSAT, score_max=2, kind=Kind.RELATIONSHIP),
        make_rule(unit=care),
        make_rule(touchpoint=repair, needs_comment=True),
        make_rule(contact_allowed=True),
    ]

    for rule in rules:
        fitting = {answer.pk for answer in answers if matches(rule, facts_of(answer))}
        assert set(matching_responses(rule).values_list("pk", flat=True)) == fitting
