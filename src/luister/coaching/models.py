"""The morning meeting of a unit, and the obstacles its people raise."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luister.feedback.models import Response
from luister.organisation.models import Unit, User


class MorningMeeting(models.Model):
    """A unit's meeting on one day: the customer story that is told, and by whom. How people are is never recorded."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="meetings")
    day = models.DateField()
    story = models.ForeignKey(Response, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings")
    teller = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="one_meeting_a_day")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.day}"


class Obstacle(models.Model):
    """Something that stands in the way of a great experience. A named manager answers it by a date."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="obstacles")
    text = models.CharField(max_length=500)
    raised_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    raised_at = models.DateTimeField()
    manager = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    answer_by = models.DateField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["answer_by", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answered_obstacle_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
