"""Mail that waits to be sent, and the clock's list of what is due."""

from __future__ import annotations

from django.db import models


class Mail(models.Model):
    """An e-mail, written in the transaction of its cause and sent by the worker.

    `message_id` stays the same over retries, so that a mail sent twice is seen as one. Sent mails are deleted after 30 days.
    """

    class State(models.TextChoices):
        """Where the mail is on its way."""

        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    reply_to = models.EmailField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_due")]

    def __str__(self) -> str:
        return f"{self.subject} -> {self.recipient}"


class ScheduledJob(models.Model):
    """When a recurring job ran and is next due. The row is the lease: a conditional UPDATE decides which worker runs it."""

    name = models.CharField(max_length=100, unique=True)
    next_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    worker = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A worker process, and when it last said that it lives. The work of one that is silent goes to another."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
