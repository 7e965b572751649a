"""Cases: what is done about one customer's answer, and the rules that open them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luister.action.enums import CaseState, EntryKind, Outcome, RootCause, Severity
from luister.customers.models import Customer
from luister.feedback.models import Response
from luister.organisation.models import Unit, User
from luister.programme.models import Touchpoint
from luister.surveys.enums import Kind, Metric


class CaseRule(models.Model):
    """When a response opens a case. An empty condition is no condition."""

    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    metric = models.CharField(max_length=10, choices=Metric.choices, blank=True)
    score_min = models.SmallIntegerField(null=True, blank=True)
    score_max = models.SmallIntegerField(null=True, blank=True)
    contact_allowed = models.BooleanField(default=True)
    needs_comment = models.BooleanField(default=False)
    kind = models.CharField(max_length=15, choices=Kind.choices, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="case_rules")
    touchpoint = models.ForeignKey(Touchpoint, null=True, blank=True, on_delete=models.CASCADE, related_name="case_rules")
    severity = models.CharField(max_length=6, choices=Severity.choices, default=Severity.NORMAL)
    due_hours = models.PositiveSmallIntegerField(default=48)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_hours__gte=1), name="a_case_is_due_in_an_hour_at_least"),
            models.CheckConstraint(
                condition=~Q(metric="") | Q(score_min__isnull=True, score_max__isnull=True),
                name="a_range_of_scores_has_a_metric",
            ),
            models.CheckConstraint(
                condition=Q(score_min__isnull=True) | Q(score_max__isnull=True) | Q(score_max__gte=models.F("score_min")),
                name="scores_of_a_rule_are_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One customer who is owed an answer. A response opens one case at most."""

    response = models.OneToOneField(Response, null=True, on_delete=models.SET_NULL, related_name="case")
    rule = models.ForeignKey(CaseRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    touchpoint = models.ForeignKey(Touchpoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    state = models.CharField(max_length=12, choices=CaseState.choices, default=CaseState.OPEN)
    severity = models.CharField(max_length=6, choices=Severity.choices, default=Severity.NORMAL)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    root_cause = models.CharField(max_length=12, choices=RootCause.choices, blank=True)
    lesson = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="a_closed_case_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "due_at"], name="case_owner_due"),
            models.Index(fields=["unit", "state", "due_at"], name="case_unit_due"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseEntry(models.Model):
    """A line in the history of a case: a note, an attempt to call, an e-mail to the customer."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=6, choices=EntryKind.choices)
    text = models.TextField(blank=True, max_length=10_000)
    reached = models.BooleanField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="call", reached__isnull=False) | (~Q(kind="call") & Q(reached__isnull=True)),
                name="only_a_call_reaches",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.case}"
