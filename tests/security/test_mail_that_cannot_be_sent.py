"""One mail that can't be put together holds up none of those behind it, and is given up instead of being tried for ever."""

from __future__ import annotations

import pytest
from django.core import mail as outbox

from luister.common.mail import queue_mail, send_due
from luister.common.models import Mail


@pytest.mark.django_db
def test_a_mail_that_cannot_be_put_together_is_given_up_and_the_next_is_sent():
    broken = queue_mail(recipient="jan@example.org", subject="Hello", text="x")
    # Rows of an older version or of a restored backup: what `queue_mail` would refuse today.
    Mail.objects.filter(pk=broken.pk).update(subject="Hello\nBcc: everybody@example.org")
    queue_mail(recipient="ewa@example.org", subject="Hello", text="x")

    counts = send_due()

    broken.refresh_from_db()
    assert (counts.sent, counts.failed, broken.state) == (1, 1, Mail.State.FAILED)
    assert [message.to for message in outbox.outbox] == [["ewa@example.org"]]
    assert send_due().failed == 0
