"""Customers and the attributes that serve as segments."""

from __future__ import annotations

from django.db import models

from luister.organisation.models import Unit


class Attribute(models.Model):
    """Something known about customers, such as contract or region. Its key names a column of the lake."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    is_segment = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A customer. `key` is the organisation's own number for them; the primary key is the surrogate that the lake knows."""

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers")
    attributes = models.JSONField(default=dict)
    stop_asking_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["email"], name="customer_email")]

    def __str__(self) -> str:
        return self.name or self.key


class Erasure(models.Model):
    """A customer who was erased: only the surrogate and a keyed hash, so that a restored backup forgets them again."""

    customer_id = models.BigIntegerField(unique=True)
    key_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"customer {self.customer_id} erased {self.at:%Y-%m-%d}"
