"""Listens to answers coming in and going away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import translation

from luister.action.queries import known_of
from luister.action.services import create_default_rules, forget_customer, forget_responses
from luister.action.tasks import evaluate_response
from luister.customers.models import Customer
from luister.customers.signals import erasure_requested, export_requested
from luister.feedback.enums import Source
from luister.feedback.models import Response
from luister.feedback.signals import response_accepted, responses_removed
from luister.organisation.models import Organisation
from luister.organisation.rules import Actor
from luister.organisation.signals import organisation_set_up


@receiver(organisation_set_up)
def begin_with_rules(organisation: Organisation, **kwargs: Any) -> None:
    """Give a new installation its first rules, named in the organisation's language."""
    with translation.override(organisation.language):
        create_default_rules(by=Actor.system())


@receiver(response_accepted)
def look_for_a_case(response: Response, **kwargs: Any) -> None:
    """Have the rules look at the answer: the job's row commits with the answer. Imports and demo data open no cases."""
    if response.source in (Source.WEB, Source.API):
        evaluate_response.enqueue(response.pk)


@receiver(erasure_requested)
def erase_words_on_customer(customer: Customer, at: datetime, **kwargs: Any) -> None:
    """Forget what people wrote about the customer."""
    forget_customer(customer=customer, at=at)


@receiver(export_requested)
def give_out_cases(customer: Customer, **kwargs: Any) -> dict[str, object]:
    """Return the customer's cases and what was written on them."""
    return {"cases": known_of(customer)}


@receiver(responses_removed)
def erase_words_on_responses(response_ids: Iterable[int], **kwargs: Any) -> None:
    """Forget what people wrote about the removed answers."""
    forget_responses(response_ids=response_ids)
