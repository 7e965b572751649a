"""Surveys, their immutable versions and the questions that figures are made of."""

from __future__ import annotations

from django.db import models

from luister.organisation.models import Unit, User
from luister.programme.models import Touchpoint
from luister.surveys.enums import Kind, Metric, Mode, SurveyState


class Survey(models.Model):
    """What is asked, of whom and why. An import has a survey too: the questions that somebody else asked."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.CONFIDENTIAL)
    state = models.CharField(max_length=8, choices=SurveyState.choices, default=SurveyState.DRAFT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="surveys")
    touchpoint = models.ForeignKey(Touchpoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="surveys")
    is_imported = models.BooleanField(default=False)
    purpose = models.CharField(max_length=300, blank=True)
    default_language = models.CharField(max_length=5, default="en")
    languages = models.JSONField(default=list)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="known_kind"),
            models.CheckConstraint(condition=models.Q(mode__in=Mode.values), name="known_mode"),
        ]

    def __str__(self) -> str:
        return self.name


class SurveyVersion(models.Model):
    """A questionnaire as it was published (`core.form` data). Never changed afterwards: a correction is a new version."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.survey} v{self.number}"


class Question(models.Model):
    """A question of a survey over all its versions. Answers refer to it by key, never by position.

    `text` is the wording in the survey's default language; for a comment it is the prompt that the reader must know.
    A question whose wording or scale changes is a new question: its series is never joined with the old one.
    `dont_know_counts`: who does not know is in the n of a share, outside the top boxes; else they are counted beside the figure.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    key = models.SlugField(max_length=80)
    type = models.CharField(max_length=20)
    metric = models.CharField(max_length=10, choices=Metric.choices, blank=True)
    text = models.CharField(max_length=1000)
    scale_min = models.SmallIntegerField(null=True, blank=True)
    scale_max = models.SmallIntegerField(null=True, blank=True)
    dont_know_counts = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="one_question_per_key"),
            models.CheckConstraint(
                condition=models.Q(metric="") | models.Q(scale_min__isnull=False, scale_max__gt=models.F("scale_min")),
                name="a_metric_has_a_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey.key}/{self.key}"
