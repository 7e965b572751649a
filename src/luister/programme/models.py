"""Touchpoints: where customers live through something, and who owns it."""

from __future__ import annotations

from django.db import models

from luister.organisation.models import Unit, User
from luister.programme.enums import Channel


class Touchpoint(models.Model):
    """A point of contact between the customer and the organisation."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.OTHER)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="touchpoints")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="touchpoints")
    description = models.TextField(blank=True, max_length=2000)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="known_channel")]

    def __str__(self) -> str:
        return self.name
