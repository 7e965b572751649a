"""Who is asked, and by which link."""

from __future__ import annotations

from django.db import models

from luister.customers.models import Customer
from luister.organisation.models import Unit
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.surveys.models import Survey


class Campaign(models.Model):
    """An open link to a survey, and what its answers are credited to. Personal links belong to a campaign too."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=120)
    token = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="campaigns")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    is_open_link = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """One customer asked once, by a personal link. What the answer is credited to is fixed here, when the question is asked."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="invitations")
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations")
    token = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    attributes = models.JSONField(default=dict)
    language = models.CharField(max_length=5, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.campaign} #{self.pk}"
