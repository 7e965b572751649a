"""The form of a touchpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luister.organisation.enums import Permission
from luister.organisation.models import Unit, User
from luister.organisation.queries import root_unit, scope_of
from luister.programme.enums import Channel

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from luister.organisation.rules import Actor


class TouchpointForm(forms.Form):
    """What a touchpoint is called, where it is, and who owns it."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What a customer would call it, such as “Phone call” or “Repair visit”.")
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("Unit that owns it"), queryset=Unit.objects.none(), help_text=_("Its people answer the customers of this touchpoint.")
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("Person who owns it"), queryset=User.objects.none(), required=False, empty_label=_("Nobody by name"),
        help_text=_("Gets the cases that begin here. Without a person they go to the manager of the unit."),
    )  # fmt: skip
    description = forms.CharField(
        label=_("What happens here"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, owners = self.fields["unit"], self.fields["owner"]
        assert isinstance(units, forms.ModelChoiceField)
        assert isinstance(owners, forms.ModelChoiceField)
        units.queryset = Unit.objects.filter(scope_of(by, Permission.MANAGE_PROGRAMME).q("pk"), is_active=True)
        owners.queryset = _possible_owners(by)


def _possible_owners(by: Actor) -> QuerySet[User]:
    """Return the people of the units that `by` looks after, and those of the whole organisation."""
    scope = scope_of(by, Permission.MANAGE_PROGRAMME)
    near = Q(memberships__isnull=False) if scope.everything else scope.q("memberships__unit") | Q(memberships__unit=root_unit())
    return User.objects.filter(near, is_active=True).distinct().order_by("name")
