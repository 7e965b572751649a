"""Forms of the morning meeting and of obstacles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from luister.coaching.queries import managers_who_answer, people_of_meeting
from luister.feedback.models import Response
from luister.organisation.models import Unit, User

USUAL_DAYS = 3
"""An obstacle is answered within three days, unless the one who raises it says otherwise."""


class StoryForm(forms.Form):
    """Which story is told, and by whom."""

    story = forms.ModelChoiceField(Response.objects.none(), widget=forms.HiddenInput)
    teller = forms.ModelChoiceField(User.objects.none(), required=False)

    def __init__(self, *args: Any, unit: Unit, unit_ids: Sequence[int] | frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stories, tellers = self.fields["story"], self.fields["teller"]
        assert isinstance(stories, forms.ModelChoiceField)
        assert isinstance(tellers, forms.ModelChoiceField)
        stories.queryset = Response.objects.filter(unit__in=unit_ids)
        tellers.queryset = people_of_meeting(unit)


class ObstacleForm(forms.Form):
    """What stands in the way, who answers, until when."""

    text = forms.CharField(
        label=_("What stands in the way, in one sentence?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("About the work, not about a person. No names of customers."),
    )  # fmt: skip
    manager = forms.ModelChoiceField(User.objects.none(), label=_("Who can answer it?"), empty_label=_("choose"))
    answer_by = forms.DateField(label=_("By when?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["answer_by"].initial = today + timedelta(days=USUAL_DAYS)
        managers = self.fields["manager"]
        assert isinstance(managers, forms.ModelChoiceField)
        managers.queryset = managers_who_answer(unit)

    def clean_answer_by(self) -> date:
        """Refuse a day that is gone."""
        day: date = self.cleaned_data["answer_by"]
        if day < self._today:
            raise ValidationError(_text("This day is gone; choose today or a later one."))
        return day


class AnswerForm(forms.Form):
    """What is done about an obstacle."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you do and by when, or why it has to stay. Everybody in the meeting sees it."),
    )  # fmt: skip
