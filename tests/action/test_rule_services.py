import pytest
from django.core.exceptions import PermissionDenied

from luister.action.models import Case, CaseRule
from luister.action.queries import case_rules
from luister.action.services import RuleInvalid, change_rule, create_default_rules, create_rule, delete_rule
from luister.organisation.models import Event
from luister.organisation.services import set_up_organisation
from luister.surveys.enums import Metric
from tests.factories import actor, make_case, make_rule


def test_a_new_installation_starts_with_rules_for_each_metric(organisation, operator):
    rules = create_default_rules(by=operator)

    assert [(rule.metric, rule.score_max, rule.contact_allowed) for rule in rules] == [
        ("nps", 3, True),
        ("nps", 6, True),
        ("csat", 2, True),
        ("ces", 3, True),
    ]
    assert [rule.position for rule in rules] == [1, 2, 3, 4]
    assert create_default_rules(by=operator) == rules


def test_setting_an_installation_up_gives_it_its_rules(db, operator):
    set_up_organisation(name="Zomerwind", time_zone="Europe/Warsaw", language="en", by=operator)

    assert [rule.name for rule in CaseRule.objects.all()][:2] == ["Very unhappy, NPS 0 to 3", "Unhappy, NPS up to 6"]


@pytest.mark.parametrize(
    ("conditions", "complaint"),
    [
        ({"score_max": 3}, "needs a metric"),
        ({"metric": Metric.NPS, "score_min": 6, "score_max": 3}, "above the highest"),
        ({"metric": "smiles"}, "smiles is not known; known are nps, csat"),
        ({"due_hours": 0}, "one hour at least"),
        ({"colour": "red"}, "has no colour"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_words(organisation, operator, conditions, complaint):
    with pytest.raises(RuleInvalid, match=complaint):
        create_rule(name="x", by=operator, **conditions)

    assert not CaseRule.objects.exists()


def test_changing_a_rule_leaves_what_is_not_named(organisation, operator):
    rule = make_rule(metric=Metric.NPS, score_max=6)

    changed = change_rule(rule=rule, is_active=False, by=operator)

    assert (changed.is_active, changed.score_max) == (False, 6)
    with pytest.raises(RuleInvalid):
        change_rule(rule=rule, metric="", by=operator)


def test_a_deleted_rule_leaves_its_cases(organisation, operator):
    rule = make_rule()
    make_case(rule=rule)

    delete_rule(rule=rule, by=operator)

    assert Case.objects.get().rule is None
    assert Event.objects.get(action="case_rule.deleted").subject_label == "Unhappy"


def test_rules_are_changed_by_who_leads_the_programme_only(organisation, cx_manager, manager, stranger):
    rule = make_rule()

    for person in (manager, stranger):
        with pytest.raises(PermissionDenied):
            create_rule(name="x", by=actor(person))
        with pytest.raises(PermissionDenied):
            change_rule(rule=rule, by=actor(person), name="x")
        with pytest.raises(PermissionDenied):
            delete_rule(rule=rule, by=actor(person))
        assert list(case_rules(actor(person))) == []
    assert list(case_rules(actor(cx_manager))) == [rule]
