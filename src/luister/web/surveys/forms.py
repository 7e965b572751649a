"""Forms of surveys and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from luister.core.form import FormOfAddress
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import organisation, scope_of
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.surveys.enums import Kind, Metric, Mode
from luister.surveys.rules import proposed_metric

if TYPE_CHECKING:
    from luister.organisation.rules import Actor

MOST_CUSTOMERS = 500
PROPOSED = "proposed"
_KINDS = [
    (Kind.RELATIONSHIP.value, _("Relationship: how they see us as a whole")),
    (Kind.TRANSACTIONAL.value, _("Transactional: right after a contact")),
    (Kind.AD_HOC.value, _("Ad hoc: anything else, once")),
]
_METRICS = [
    (PROPOSED, _("What fits the kind: recommendation (NPS) of the relationship, else satisfaction (CSAT)")),
    (Metric.NPS.value, _("Would you recommend us? (NPS, 0 to 10)")),
    (Metric.CSAT.value, _("How satisfied are you? (CSAT, 1 to 5)")),
    (Metric.CES.value, _("Was it easy? (CES, 1 to 7)")),
]
_MODES = [
    (Mode.CONFIDENTIAL.value, _("Confidential: those who follow up see who answered, reports do not")),
    (Mode.NAMED.value, _("Named: the answer is kept with the name")),
    (Mode.ANONYMOUS.value, _("Anonymous: nothing leads back to the customer, not even later")),
]
_ADDRESSES = [(FormOfAddress.FORMAL.value, _("Formal (Pan/Pani, u)")), (FormOfAddress.FAMILIAR.value, _("Familiar (Ty, je)"))]


class PurposeForm(forms.Form):
    """What a survey is called, what it is about and what for. Can be changed at any time."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For you and your colleagues. Customers do not see it."))
    purpose = forms.CharField(
        label=_("What the answers are used for"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Customers read this sentence. Empty: “Your answer is used only to improve our service.”"),
    )  # fmt: skip
    touchpoint: forms.ModelChoiceField[Touchpoint] = forms.ModelChoiceField(
        label=_("Touchpoint"), queryset=Touchpoint.objects.none(), required=False, empty_label=_("None: about us as a whole")
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_touchpoints(self.fields["touchpoint"], by, also=self.initial.get("touchpoint"))


class SurveyForm(PurposeForm):
    """A new survey. The kind has no default: it decides which figures the answers belong to."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=_KINDS, widget=forms.RadioSelect, help_text=_("Figures of different kinds are never mixed."),
    )  # fmt: skip
    metric = forms.ChoiceField(
        label=_("First question"), choices=_METRICS, widget=forms.RadioSelect,
        help_text=_("After one contact, ask about that contact: a recommendation says little about a single call."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple)
    default_language = forms.ChoiceField(
        label=_("Main language"), choices=settings.LANGUAGES, help_text=_("Shown to a customer whose language is not among those chosen.")
    )
    form_of_address = forms.ChoiceField(label=_("How customers are spoken to"), choices=_ADDRESSES)
    mode = forms.ChoiceField(label=_("What is known of who answers"), choices=_MODES, widget=forms.RadioSelect)
    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        empty_label=None,
        help_text=_("Who asks. Answers belong to the touchpoint's unit where there is one."),
    )
    field_order = (
        "name", "kind", "metric", "touchpoint", "unit", "languages", "default_language", "form_of_address", "mode", "purpose",
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        _offer_units(self.fields["unit"], by)
        found = organisation()
        language = found.language if found else get_language() or "en"
        for name, value in (("languages", [language]), ("default_language", language), ("mode", Mode.CONFIDENTIAL), ("metric", PROPOSED)):
            self.initial.setdefault(name, value)

    def clean(self) -> dict[str, Any]:
        """Put in the proposed question, and see that the main language is one of those chosen."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") and data.get("metric") == PROPOSED:
            data["metric"] = proposed_metric(data["kind"]).value
        if data.get("languages") and data.get("default_language") and data["default_language"] not in data["languages"]:
            self.add_error("default_language", gettext("Choose one of the languages above."))
        return data


class LinkForm(forms.Form):
    """A link: where it is placed, and what its answers are credited to."""

    name = forms.CharField(label=_("Where it is placed"), max_length=120, help_text=_("Such as “On the invoice” or “QR code at the desk”."))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.WEB)
    touchpoint: forms.ModelChoiceField[Touchpoint] = forms.ModelChoiceField(
        label=_("Touchpoint"), queryset=Touchpoint.objects.none(), required=False, empty_label=_("That of the survey")
    )
    is_open_link = forms.TypedChoiceField(
        label=_("Who opens it"), widget=forms.RadioSelect, initial="yes", coerce=lambda value: value == "yes",
        choices=[("yes", _("Anybody: one address for all, also as a QR code")), ("no", _("Chosen customers: a link each, counts once"))],
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        # The form of the survey's purpose stands on the same page.
        kwargs.setdefault("auto_id", "link_%s")
        super().__init__(*args, **kwargs)
        _offer_touchpoints(self.fields["touchpoint"], by)


class CustomersForm(forms.Form):
    """Customers who get a link of their own."""

    keys = forms.CharField(
        label=_("Customer numbers"), widget=forms.Textarea(attrs={"rows": 4}), max_length=60_000, help_text=_("One on each line.")
    )

    def clean_keys(self) -> list[str]:
        """Return the keys, each once."""
        keys = list(dict.fromkeys(line.strip() for line in self.cleaned_data["keys"].splitlines() if line.strip()))
        if len(keys) > MOST_CUSTOMERS:
            raise forms.ValidationError(
                gettext("These are %(given)s customers. Please give at most %(most)s at a time.")
                % {"given": len(keys), "most": MOST_CUSTOMERS}
            )
        return keys


def _offer_touchpoints(field: forms.Field, by: Actor, also: Touchpoint | None = None) -> None:
    """Offer the touchpoints in use, and `also` the one that is stored: storing a form must not take it away."""
    assert isinstance(field, forms.ModelChoiceField)
    in_use = scope_of(by, Permission.MANAGE_SURVEYS).q("unit") & Q(is_active=True)
    field.queryset = Touchpoint.objects.filter(in_use | Q(pk=also.pk) if also else in_use)


def _offer_units(field: forms.Field, by: Actor) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Unit.objects.filter(scope_of(by, Permission.MANAGE_SURVEYS).q("pk"), is_active=True)
