"""Responses, their answers and comments, and the batches they came in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luister.customers.models import Customer
from luister.feedback.enums import BatchState, ReadingState, Sentiment, Source
from luister.organisation.models import Unit, User
from luister.outreach.models import Campaign, Invitation
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.surveys.enums import Kind, Mode
from luister.surveys.models import Question, Survey, SurveyVersion

WEIGHT_UNIT = 10_000
"""A weight of one. Weights are stored as whole ten-thousandths so that their sums are exact in every engine."""


class ImportBatch(models.Model):
    """A file that was imported, what came of it, and how to undo it."""

    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    mapping_name = models.CharField(max_length=120)
    mapping = models.JSONField(default=dict)
    stored_file = models.CharField(max_length=255, blank=True)
    survey = models.ForeignKey(Survey, null=True, blank=True, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=8, choices=BatchState.choices, default=BatchState.WAITING)
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    responses_added = models.PositiveIntegerField(default=0)
    responses_known = models.PositiveIntegerField(default=0)
    rows_left_out = models.PositiveIntegerField(default=0)
    rows_with_errors = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by_label = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.created_at:%Y-%m-%d %H:%M})"


class Tag(models.Model):
    """A word that people of the organisation put on responses."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Response(models.Model):
    """One person's answer at one moment.

    Unit, touchpoint, kind, channel and attributes are as they were when the question was asked. `idempotency_key` makes sending
    twice count once; `import_identity` does the same for files.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    version = models.ForeignKey(SurveyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="responses")
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="responses")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="responses")
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="responses")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="responses")
    touchpoint = models.ForeignKey(Touchpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="responses")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    language = models.CharField(max_length=5, blank=True)
    answered_at = models.DateTimeField(db_index=True)
    received_at = models.DateTimeField()
    attributes = models.JSONField(default=dict)
    weight = models.BigIntegerField(null=True, blank=True)
    contact_allowed = models.BooleanField(default=False)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    reading_state = models.CharField(max_length=5, choices=ReadingState.choices, default=ReadingState.NEW)
    tags = models.ManyToManyField(Tag, blank=True, related_name="responses")
    idempotency_key = models.CharField(max_length=120, unique=True)
    payload_digest = models.CharField(max_length=64, blank=True)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="responses")
    import_identity = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - NULL: many responses have none, and UNIQUE must let them be

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "import_identity"], name="a_row_is_imported_once"),
            models.UniqueConstraint(fields=["invitation"], name="an_invitation_is_answered_once"),
            models.CheckConstraint(condition=Q(weight__isnull=True) | Q(weight__gt=0), name="a_weight_is_positive"),
            models.CheckConstraint(condition=Q(reading_state__in=ReadingState.values), name="known_reading_state"),
        ]
        indexes = [
            models.Index(fields=["unit", "-answered_at"], name="response_unit_time"),
            models.Index(fields=["touchpoint", "-answered_at"], name="response_touchpoint_time"),
            models.Index(fields=["customer", "-answered_at"], name="response_customer_time"),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class Answer(models.Model):
    """The answer to one closed question. Comments are `Comment`s."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    score = models.SmallIntegerField(null=True, blank=True)
    dont_know = models.BooleanField(default=False)
    value = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="a_question_is_answered_once")]

    def __str__(self) -> str:
        return f"{self.question}: {self.score if self.score is not None else self.value}"


class Comment(models.Model):
    """What a customer said in their own words, and what a first reading made of it.

    `text` is as given; `masked` has no e-mail addresses, phone numbers and the like, and is what most readers see.
    `words` are those of `masked` as the search index keeps them. `read_at` is empty until the worker has read it.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="comments")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="comments")
    prompt = models.CharField(max_length=1000)
    text = models.TextField(max_length=20_000)
    masked = models.TextField(max_length=25_000, blank=True)
    language = models.CharField(max_length=5, blank=True)
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices, blank=True)
    sentiment_score = models.FloatField(null=True, blank=True)
    words = models.TextField(blank=True, editable=False)
    reader_version = models.CharField(max_length=40, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="a_prompt_is_answered_once")]
        indexes = [models.Index(fields=["response"], condition=Q(read_at__isnull=True), name="comment_unread")]

    def __str__(self) -> str:
        return f"comment {self.pk}"
