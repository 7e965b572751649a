"""The filters of a page, as a form over what stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from luister.feedback.enums import ReadingState, Sentiment
from luister.feedback.models import Tag
from luister.feedback.queries import known_to
from luister.feedback.rules import Filters
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import reach_of, scope_of
from luister.organisation.rules import Actor, Scope
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.surveys.enums import Kind
from luister.surveys.models import Survey

_GROUPS = [("promoter", _("promoters (9 and 10)")), ("passive", _("passives (7 and 8)")), ("detractor", _("detractors (0 to 6)"))]
Choices = list[tuple[str, Any]]


class FilterForm(forms.Form):
    """Shows `filters` and sends them back by the names they have in an address.

    What a field can't show (several values of one name, attributes, campaigns, ranges of scores) goes along unseen, so that a
    change of one filter loses no other.
    """

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    touchpoint = forms.ChoiceField(label=_("Touchpoint"), required=False)
    survey = forms.ChoiceField(label=_("Survey"), required=False)
    score = forms.ChoiceField(label=_("Score"), required=False)
    sentiment = forms.ChoiceField(label=_("Sentiment"), required=False)
    state = forms.ChoiceField(label=_("Reading status"), required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    # `from` is a word of Python, so the two dates are added by name below.

    def __init__(self, filters: Filters, *, by: Actor) -> None:
        super().__init__(initial={name: values[0] for name, values in filters.to_params().items()})
        for name, label in (("from", _("From")), ("to", _("Until before"))):
            self.fields[name] = forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
        shown = self._choices(scope_of(by, Permission.SEE_VOICES), reach_of(by, Permission.SEE_VOICES), by=by)
        for name, choices in shown.items():
            self._offer(name, choices)
        for name, values in filters.to_params().items():
            is_offered = name not in shown or self.initial[name] in dict(shown[name])
            if len(values) > 1 or name not in self.fields or not is_offered:
                self._carry(name, values)

    def _choices(self, scope: Scope, reach: Scope, *, by: Actor) -> dict[str, Choices]:
        units = Unit.objects.filter(scope.q("pk")).order_by("path").values_list("key", "name", "depth")
        touchpoints = Touchpoint.objects.filter(reach.q())
        surveys = Survey.objects.filter(reach.q()).order_by("name")
        return {
            "unit": [(key, "\N{EN SPACE}" * (depth - 1) + name) for key, name, depth in units],
            "touchpoint": list(touchpoints.values_list("key", "name")),
            "survey": list(surveys.values_list("key", "name")),
            "score": list(_GROUPS),
            "sentiment": list(Sentiment.choices),
            "state": list(ReadingState.choices),
            "tag": list(known_to(Tag, by=by, permission=Permission.SEE_VOICES).values_list("key", "name")),
            "kind": list(Kind.choices),
            "channel": list(Channel.choices),
            "language": list(settings.LANGUAGES),
        }

    def _offer(self, name: str, choices: Choices) -> None:
        """Offer choices by key; a filter that names one by its name is shown as that one."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("any")), *choices]
        by_name = {str(label).strip(): key for key, label in choices}
        given = self.initial.get(name)
        self.initial[name] = by_name.get(given, given) if isinstance(given, str) else given

    def _carry(self, name: str, values: list[str]) -> None:
        self.fields[name] = forms.MultipleChoiceField(
            required=False, choices=[(value, value) for value in values], widget=forms.MultipleHiddenInput
        )
        self.initial[name] = values


class TagForm(forms.Form):
    """A tag to put on a response."""

    name = forms.CharField(label=_("Add a tag"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
