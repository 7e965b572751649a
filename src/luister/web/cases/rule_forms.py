"""The form of a case rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luister.action.models import CaseRule
from luister.action.queries import possible_owners
from luister.organisation.enums import Permission
from luister.organisation.models import Unit, User
from luister.organisation.queries import root_unit, scope_of
from luister.organisation.rules import Actor
from luister.surveys.enums import Kind, Metric


class RuleForm(forms.ModelForm[CaseRule]):
    """When an answer opens a case, and who has to act until when."""

    class Meta:
        model = CaseRule
        fields = [
            "name", "metric", "score_min", "score_max", "contact_allowed", "needs_comment", "kind", "unit", "touchpoint", "severity",
            "due_hours", "owner", "position", "is_active",
        ]  # fmt: skip
        labels = {
            "name": _("Name"),
            "metric": _("Metric"),
            "score_min": _("Lowest score"),
            "score_max": _("Highest score"),
            "contact_allowed": _("only if the customer may be contacted"),
            "needs_comment": _("only if they wrote something"),
            "kind": _("Kind of survey"),
            "unit": _("Unit"),
            "touchpoint": _("Touchpoint"),
            "severity": _("Severity"),
            "due_hours": _("Hours until it is due"),
            "owner": _("Owner"),
            "position": _("Place in the order"),
            "is_active": _("this rule is on"),
        }
        help_texts = {
            "score_max": _("For example 6: all scores from 0 to 6."),
            "unit": _("This unit and all below it."),
            "owner": _("If nobody is named: the owner of the touchpoint, else a manager of the unit."),
            "position": _("Rules are tried from the lowest number up; the first that fits opens the case."),
        }

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(by, Permission.MANAGE_RULES)
        units, owners, hours = self.fields["unit"], self.fields["owner"], self.fields["due_hours"]
        assert isinstance(units, forms.ModelChoiceField)
        assert isinstance(owners, forms.ModelChoiceField)
        assert isinstance(hours, forms.IntegerField)
        units.queryset = Unit.objects.filter(scope.q("pk"))
        units.required = not scope.everything
        owners.queryset = User.objects.filter(is_active=True) if scope.everything else possible_owners(root_unit())
        hours.min_value, hours.max_value = 1, 24 * 60
        self.fields["position"].required = False
        units.empty_label = _("the whole organisation")
        owners.empty_label = _("chosen for each case")
        touchpoints = self.fields["touchpoint"]
        assert isinstance(touchpoints, forms.ModelChoiceField)
        touchpoints.empty_label = _("any")
        for name, known in (("metric", Metric.choices), ("kind", Kind.choices)):
            choices = self.fields[name]
            assert isinstance(choices, forms.TypedChoiceField)
            choices.choices = [("", _("any")), *known]

    def conditions(self) -> dict[str, Any]:
        """Return what `action.services` takes; an empty place in the order means the end."""
        return {name: value for name, value in self.cleaned_data.items() if name != "position" or value is not None}
