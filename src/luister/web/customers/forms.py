"""Forms of customers and attributes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from luister.customers.models import Attribute, Customer
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import scope_of
from luister.organisation.rules import Actor

_ATTRIBUTE = "attr_"


class SearchForm(forms.Form):
    """Whom one looks for."""

    q = forms.CharField(
        label=_("Number, name, e-mail or phone"), required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"})
    )


class CustomerForm(forms.Form):
    """What is known of a customer, with a field for each attribute."""

    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("not known")), *settings.LANGUAGES])
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label=None)

    def __init__(self, data: Any = None, *, by: Actor, customer: Customer | None = None) -> None:
        super().__init__(data, initial=_known(customer) if customer else {})
        scope = scope_of(by, Permission.MANAGE_CUSTOMERS)
        unit, language = self.fields["unit"], self.fields["language"]
        assert isinstance(unit, forms.ModelChoiceField)
        assert isinstance(language, forms.ChoiceField)
        unit.queryset = Unit.objects.filter(scope.q("pk")).order_by("path")
        if scope.everything:
            unit.empty_label = str(_("the whole organisation"))
        if customer and customer.language and customer.language not in dict(settings.LANGUAGES):
            language.choices = [("", _("not known")), *settings.LANGUAGES, (customer.language, customer.language)]
        for attribute in Attribute.objects.all():
            self.fields[_ATTRIBUTE + attribute.key] = forms.CharField(label=attribute.name, required=False, max_length=200)

    def changes(self) -> dict[str, Any]:
        """Return what the services take."""
        data = dict(self.cleaned_data)
        attributes = {name.removeprefix(_ATTRIBUTE): data.pop(name) for name in list(data) if name.startswith(_ATTRIBUTE)}
        return {**data, "attributes": attributes}


class NewCustomerForm(CustomerForm):
    """A customer who is not known yet."""

    key = forms.CharField(label=_("Customer number"), max_length=120, help_text=_("The number that your organisation knows them by."))
    field_order = ("key",)


class AttributeForm(forms.Form):
    """An attribute."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Such as contract or region."))
    is_segment = forms.BooleanField(label=_("Offer it as a segment in figures"), required=False, initial=True)


def _known(customer: Customer) -> dict[str, Any]:
    attributes = {_ATTRIBUTE + key: value for key, value in customer.attributes.items()}
    return {**attributes, **{name: getattr(customer, name) for name in ("name", "email", "phone", "language", "unit")}}
