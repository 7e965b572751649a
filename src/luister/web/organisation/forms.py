"""Forms of people, units, settings and keys."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luister.organisation.enums import Permission, Role
from luister.organisation.models import Unit, User
from luister.organisation.queries import may, time_zone, units_for

if TYPE_CHECKING:
    from luister.organisation.rules import Actor


def zone_choices() -> list[tuple[str, str]]:
    """Return the time zones that have a place, by name."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name and not name.startswith("Etc/")] + [
        ("UTC", "UTC")
    ]


class UnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A unit of the tree, set in by its depth."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_label": _("choose")} | kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return the name, behind a dash for each unit above."""
        return f"{'– ' * (obj.depth - 1)}{obj.name}"


class PersonForm(forms.Form):
    """Who somebody is."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class RoleForm(forms.Form):
    """A role at a unit that the giver manages."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.COLLEAGUE)
    unit = UnitChoiceField(label=_("Unit"), queryset=Unit.objects.none(), help_text=_("The role counts for this unit and all below it."))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for(by, Permission.MANAGE_PEOPLE)  # type: ignore[attr-defined]


class InviteForm(PersonForm, RoleForm):
    """Somebody new, with their first role."""

    field_order = ["name", "email", "language", "role", "unit"]


class UnitNameForm(forms.Form):
    """The name of a unit."""

    name = forms.CharField(label=_("Name"), max_length=120)


class UnitMoveForm(forms.Form):
    """Where a unit goes."""

    parent = UnitChoiceField(label=_("Below"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = units_for(by, Permission.MANAGE_PEOPLE)  # type: ignore[attr-defined]


class OrganisationForm(forms.Form):
    """What is true of the whole organisation."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Days, weeks and months of figures are counted in it.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A few words that don't belong together are good."),
        strip=False,
        max_length=200,
    )


class SetUpForm(PasswordForm, PersonForm):
    """The first administrator; `SetUpOrganisationForm` asks for the organisation as well."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    field_order = ["name", "email", "password", "organisation_name", "time_zone", "language"]


class SetUpOrganisationForm(SetUpForm):
    """The first administrator and the organisation."""

    organisation_name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)


class ProfileForm(forms.Form):
    """What people change about themselves."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class OwnPasswordForm(PasswordForm):
    """The old password and a new one."""

    old_password = forms.CharField(
        label=_("Your present password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=200,
    )
    field_order = ["old_password", "password"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].label = _("New password")

    def clean_old_password(self) -> str:
        """Return the old password if it is right."""
        old: str = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("This is not your present password."))
        return old


class KeyForm(forms.Form):
    """A key of the API."""

    name = forms.CharField(label=_("What is it for?"), max_length=120)
    owner = forms.ChoiceField(label=_("Whose key is it?"))
    unit = UnitChoiceField(label=_("Unit"), queryset=Unit.objects.none(), help_text=_("The key counts for this unit and all below it."))
    scopes = forms.MultipleChoiceField(label=_("What may it do?"), widget=forms.CheckboxSelectMultiple, choices=Permission.choices)
    expires_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [(permission.value, permission.label) for permission in Permission if may(by, permission)]
        self.fields["scopes"].choices = allowed  # type: ignore[attr-defined]
        owners = [("me", _("mine: it never allows more than I may do"))]
        if may(by, Permission.MANAGE_SETTINGS):
            owners.append(("service", _("a service's: it has what is ticked below")))
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units_for(by)  # type: ignore[attr-defined]

    def clean_expires_on(self) -> datetime | None:
        """Return the end of the last day in the organisation's time zone."""
        day = self.cleaned_data["expires_on"]
        return None if day is None else timezone.make_aware(datetime.combine(day, time.max), time_zone())


class EventFilterForm(forms.Form):
    """Which lines of the event log are shown."""

    q = forms.CharField(label=_("Who or what"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("What happened"), required=False)
    start = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, actions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("everything")), *actions]  # type: ignore[attr-defined]
