"""The filters above figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from luister.feedback.rules import Filters
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import reach_of, scope_of
from luister.organisation.rules import Actor
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.web.figures.asked import Asked, own_params

_INDENT = "\N{NO-BREAK SPACE}" * 3
_ANY = [("", _("all"))]


class FigureFilterForm(forms.Form):
    """Unit, touchpoint, channel, language and period. Other filters of the address, and what the page shows, go along unseen."""

    def __init__(self, asked: Asked, *, by: Actor) -> None:
        params = asked.filters.to_params()
        super().__init__()
        lists: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
            "unit": (_("Unit"), _units(by)),
            "touchpoint": (_("Touchpoint"), _touchpoints(by)),
            "channel": (_("Channel"), list(Channel.choices)),
            "language": (_("Language"), list(settings.LANGUAGES)),
        }
        for name, (label, choices) in lists.items():
            given = params.get(name, [])
            if len(given) > 1:
                continue
            params.pop(name, None)
            # A name in place of a key is offered as it was given.
            own = [(value, value) for value in given if value not in dict(choices)]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[*_ANY, *own, *choices], required=False, initial=given[0] if given else ""
            )
        for name, label in (("from", _("From")), ("to", _("Until, not included"))):
            day = params.pop(name, [""])[0]
            self.fields[name] = forms.DateField(
                label=label, required=False, initial=day, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            )
        periods = [("month", _("by month")), ("week", _("by week"))]
        self.fields["period"] = forms.ChoiceField(label=_("Over time"), choices=periods, initial=asked.period)
        for name, values in {**params, **{name: [value] for name, value in own_params(asked).items()}}.items():
            self._carry(name, values)

    def _carry(self, name: str, values: list[str]) -> None:
        """Send values along unseen, so that a change of one filter loses no other."""
        choices = [(value, value) for value in values]
        self.fields[name] = forms.MultipleChoiceField(choices=choices, required=False, initial=values, widget=forms.MultipleHiddenInput)


def _touchpoints(by: Actor) -> list[tuple[str, str]]:
    return list(Touchpoint.objects.filter(reach_of(by, Permission.SEE_FIGURES).q()).values_list("key", "name"))


def _units(by: Actor) -> list[tuple[str, str]]:
    scope = scope_of(by, Permission.SEE_FIGURES)
    units = Unit.objects.filter(scope.q("pk")).order_by("path").values_list("key", "name", "depth")
    top = min((depth for _key, _name, depth in units), default=0)
    return [(key, f"{_INDENT * (depth - top)}{name}") for key, name, depth in units]


def chips(filters: Filters) -> list[tuple[str, str]]:
    """Return the filters that the form has no field for, as (name in the address, what it says)."""
    shown = {"unit", "touchpoint", "channel", "language", "from", "to"}
    return [
        (name, f"{name.removeprefix('attr.')}: {', '.join(values)}") for name, values in filters.to_params().items() if name not in shown
    ]
