"""Forms of the case pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luister.action.enums import Outcome, RootCause, Severity
from luister.action.models import Case
from luister.action.queries import Whose, possible_owners
from luister.organisation.enums import Permission
from luister.organisation.models import Unit, User
from luister.organisation.queries import reach_of, scope_of
from luister.organisation.rules import Actor
from luister.programme.models import Touchpoint


class CaseFilterForm(forms.Form):
    """Which cases are listed."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[
            (Whose.FOR_ME, _("mine and nobody's")),
            (Whose.MINE, _("mine")),
            (Whose.UNIT, _("my unit's")),
            (Whose.NOBODY, _("nobody's yet")),
            (Whose.ALL, _("all I can see")),
        ],
        widget=forms.Select(attrs={"class": "wide"}),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("open", _("waiting")), ("overdue", _("overdue")), ("closed", _("closed"))]
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, to_field_name="key", empty_label=_("any"))
    touchpoint = forms.ModelChoiceField(
        Touchpoint.objects.none(), label=_("Touchpoint"), required=False, to_field_name="key", empty_label=_("any")
    )
    severity = forms.ChoiceField(label=_("Severity"), required=False, choices=[("", _("any")), *Severity.choices])

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"]
        assert isinstance(units, forms.ModelChoiceField)
        units.queryset = Unit.objects.filter(scope_of(by, Permission.SEE_CASES).q("pk"))
        touchpoints = self.fields["touchpoint"]
        assert isinstance(touchpoints, forms.ModelChoiceField)
        touchpoints.queryset = Touchpoint.objects.filter(reach_of(by, Permission.SEE_CASES).q())


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        label=_("Note for colleagues"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The customer does not see it."),
    )  # fmt: skip


class CallForm(forms.Form):
    """One attempt to call, with what was said."""

    reached = forms.TypedChoiceField(
        label=_("Did you reach them?"),
        choices=[("yes", _("yes, we spoke")), ("no", _("not this time"))],
        widget=forms.RadioSelect,
        coerce=lambda given: given == "yes",
    )
    note = forms.CharField(
        label=_("What was said"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Write while you talk; it is stored when you press the button."),
    )  # fmt: skip


class ReplyForm(forms.Form):
    """An e-mail to the customer."""

    text = forms.CharField(label=_("Your words to the customer"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 7}))


class CloseForm(forms.Form):
    """How it ended and what was learned."""

    outcome = forms.ChoiceField(label=_("How did it end?"), choices=[("", _("choose")), *Outcome.choices])
    root_cause = forms.ChoiceField(label=_("Why did it happen?"), choices=[("", _("choose")), *RootCause.choices])
    lesson = forms.CharField(
        label=_("What did we learn, in one line?"), required=False, max_length=300,
        help_text=_("No names of customers, please: colleagues read it."),
    )  # fmt: skip


class AssignForm(forms.Form):
    """Who answers this customer."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("Give it to"), empty_label=_("choose"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["owner"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = possible_owners(case.unit)
