"""E-mail: written in the transaction of its cause, sent by the worker, tried again for three days."""

from __future__ import annotations

import logging
import random
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

from luister.common.clock import now
from luister.common.ids import new_token
from luister.common.models import Mail
from luister.common.options import options

log = logging.getLogger(__name__)

BACKOFF_MIN = (1, 5, 15, 60, 240, 720, 1440, 1440)
"""Minutes of pause after the first, second ... failure. After the last one the mail has failed."""
CLAIM = timedelta(minutes=5)
"""How long a worker that took a mail may need to send it."""
SERVER_IS_AWAY_AFTER = 3
_PERMANENT = range(500, 600)


@dataclass(frozen=True)
class Sent:
    """What a round of sending came to."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def queue_mail(*, recipient: str, subject: str, text: str, html: str = "", reply_to: str = "") -> Mail:
    """Write a mail that the worker sends once the surrounding transaction has committed.

    Raises
    ------
    ValueError
        If an address is no e-mail address, or a line break stands in an address or in the subject.
    """
    for name, value in (("recipient", recipient), ("subject", subject), ("reply_to", reply_to)):
        if "\r" in value or "\n" in value:
            raise ValueError(f"{name} is {value!r}; accepted: text without line breaks.")
    for name, address in (("recipient", recipient), ("reply_to", reply_to)):
        if address or name == "recipient":
            _check_address(name, address)
    return Mail.objects.create(
        recipient=recipient,
        subject=subject[:300],
        text=text,
        html=html,
        reply_to=reply_to,
        message_id=f"<{new_token()}@{_domain()}>",
        next_attempt_at=now(),
        created_at=now(),
    )


def render_mail(template: str, context: Mapping[str, object], language: str) -> tuple[str, str, str]:
    """Return subject, text and HTML of `mail/<template>` in `language`; HTML is empty if there is no such template.

    Only the HTML is escaped. Templates also find `address`, the public address of the installation.
    """
    whole = {**context, "address": options().address, "language": language}
    with translation.override(language):
        subject = " ".join(_render_plain(f"mail/{template}.subject.txt", whole).split())
        text = _render_plain(f"mail/{template}.txt", whole).strip() + "\n"
        try:
            html = get_template(f"mail/{template}.html").render(whole)
        except TemplateDoesNotExist:
            html = ""
    return subject, text, html


def send_due(limit: int = 50) -> Sent:
    """Send up to `limit` mails that are due, oldest first, and return what came of it.

    A mail that was sent just before a crash is sent again with the same Message-ID. When the mail server can't be reached, the
    rest waits for the next round.
    """
    counts = {"sent": 0, "postponed": 0, "failed": 0}
    unreachable = 0
    connection = get_connection()
    due = Mail.objects.filter(state=Mail.State.WAITING, next_attempt_at__lte=now()).order_by("next_attempt_at", "pk")[:limit]
    for mail in due:
        if not _claim(mail):
            continue
        try:
            _send(mail, connection)
        except (OSError, smtplib.SMTPException) as error:
            connection.close()
            unreachable += not isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
            counts[_note_failure(mail, error)] += 1
        except Exception as error:  # noqa: BLE001 - a mail that can't be put together must not hold up those behind it, nor be tried for ever
            log.warning("Mail %s can't be put together: %s", mail.pk, type(error).__name__)
            Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED, last_error=type(error).__name__)
            counts["failed"] += 1
        else:
            Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=now(), last_error="")
            counts["sent"] += 1
        if unreachable == SERVER_IS_AWAY_AFTER:
            break
    connection.close()
    return Sent(**counts)


def _claim(mail: Mail) -> bool:
    row = Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING, next_attempt_at=mail.next_attempt_at)
    mail.attempts += 1
    return bool(row.update(next_attempt_at=now() + CLAIM, attempts=mail.attempts))


def _send(mail: Mail, connection: Any) -> None:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    connection.open()
    message.send()


def _note_failure(mail: Mail, error: Exception) -> str:
    """Postpone the mail, or give it up if the recipient's server said no for good; return `postponed` or `failed`."""
    words = f"{type(error).__name__}: {error}"[:300]
    if _is_permanent(error) or mail.attempts > len(BACKOFF_MIN):
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED, last_error=words)
        log.warning("Mail %s failed for good after %s attempts: %s", mail.pk, mail.attempts, type(error).__name__)
        return "failed"
    minutes = BACKOFF_MIN[mail.attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
    Mail.objects.filter(pk=mail.pk).update(next_attempt_at=now() + timedelta(minutes=minutes), last_error=words)
    return "postponed"


def _is_permanent(error: Exception) -> bool:
    """Whether the mail itself is refused. A wrong password or sender is the operator's to mend, and the mail waits for it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in _PERMANENT for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code in _PERMANENT


def _check_address(name: str, address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(f"{name} is {address!r}; accepted: an e-mail address.") from None


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"


def _render_plain(name: str, context: Mapping[str, object]) -> str:
    template: Any = get_template(name)
    rendered: str = template.template.render(Context(dict(context), autoescape=False))
    return rendered
