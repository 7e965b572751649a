"""What one customer said."""

from __future__ import annotations

from django.db.models import Q

from luister.customers.models import Customer
from luister.feedback.models import Response
from luister.feedback.queries.listing import for_list


def said_by(customer: Customer) -> list[dict[str, object]]:
    """Return every response of `customer` as JSON values, the oldest first, also such as only give their e-mail address."""
    theirs = Q(customer=customer)
    if customer.email:
        theirs |= Q(contact_email__iexact=customer.email)
    return [_as_data(response) for response in for_list(Response.objects.filter(theirs)).order_by("answered_at", "pk")]


def _as_data(response: Response) -> dict[str, object]:
    return {
        "answered_at": response.answered_at.isoformat(),
        "survey": response.survey.name,
        "unit": response.unit.name,
        "touchpoint": response.touchpoint.name if response.touchpoint else None,
        "channel": response.channel,
        "language": response.language,
        "attributes": response.attributes,
        "contact_allowed": response.contact_allowed,
        "contact": {"name": response.contact_name, "email": response.contact_email, "phone": response.contact_phone},
        "answers": [
            {"question": answer.question.text, "score": answer.score, "dont_know": answer.dont_know, "value": answer.value}
            for answer in response.answers.all()
        ],
        "comments": [
            {"prompt": comment.prompt, "text": comment.text, "language": comment.language, "sentiment": comment.sentiment}
            for comment in response.comments.all()
        ],
        "tags": [tag.name for tag in response.tags.all()],
    }
