from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
from django.core import mail as outbox_module

from luister.common.clock import now
from luister.common.mail import BACKOFF_MIN, queue_mail, send_due
from luister.common.models import Mail


class Server:
    """A mail server that says what it is told to. Each reply is used for one RCPT; after the last one it says 250."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.received: list[str] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        # Closing alone leaves the thread's `accept` waiting, and with it the port open.
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self.listening.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as file:
                self._talk(file)

    def _talk(self, file) -> None:
        def say(line: str) -> None:
            file.write(line.encode() + b"\r\n")
            file.flush()

        say("220 ready")
        while line := file.readline().decode():
            verb = line[:4].upper()
            if verb == "DATA":
                say("354 go on")
                body = ""
                while (part := file.readline().decode()) != ".\r\n":
                    body += part
                self.received.append(body)
                say("250 taken")
            elif verb == "RCPT":
                say(self.replies.pop(0) if self.replies else "250 ok")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


@pytest.fixture
def server(settings) -> Iterator[Server]:
    found = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = found.port
    settings.EMAIL_TIMEOUT = 5
    yield found
    if found.listening.fileno() >= 0:
        found.close()


def queue(recipient: str = "jan@example.org") -> Mail:
    return queue_mail(recipient=recipient, subject="Sprawa łódź", text="Dzień dobry", html="<p>Dzień dobry</p>")


def test_a_mail_is_sent_once_with_its_id_and_both_forms(db: None):
    queued = queue()

    assert send_due().sent == 1
    assert send_due().sent == 0
    (sent,) = outbox_module.outbox
    assert sent.extra_headers["Message-ID"] == queued.message_id
    assert (sent.to, sent.subject, sent.body) == (["jan@example.org"], "Sprawa łódź", "Dzień dobry")
    assert sent.alternatives[0].content == "<p>Dzień dobry</p>"
    assert Mail.objects.get().state == Mail.State.SENT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "Hello\r\nBcc: all@example.org"),
        ("recipient", "a@example.org\nb@example.org"),
        ("reply_to", "a@b.org\r\nX: y"),
        ("recipient", "nobody"),
        ("recipient", ""),
    ],
)
def test_line_breaks_and_wrong_addresses_are_refused(db: None, field: str, value: str):
    given = {"recipient": "jan@example.org", "subject": "Hello", "text": "x"} | {field: value}

    with pytest.raises(ValueError, match=f"{field} is .*; accepted: "):
        queue_mail(**given)
    assert not Mail.objects.exists()


def test_a_greylisted_mail_waits_and_keeps_its_id(db: None, server: Server):
    queued = queue()
    server.replies = ["451 try again later"]

    assert send_due().postponed == 1
    mail = Mail.objects.get()
    assert mail.state == Mail.State.WAITING
    assert 0.7 * 60 < (mail.next_attempt_at - now()).total_seconds() < 1.3 * 60

    Mail.objects.update(next_attempt_at=now())
    assert send_due().sent == 1
    assert f"Message-ID: {queued.message_id}" in server.received[0]


def test_a_recipient_that_does_not_exist_is_given_up_and_holds_up_nobody(db: None, server: Server):
    queue("gone@example.org")
    queue("here@example.org")
    server.replies = ["550 no such person"]

    counts = send_due()

    assert (counts.sent, counts.failed) == (1, 1)
    assert Mail.objects.get(recipient="gone@example.org").state == Mail.State.FAILED


def test_a_server_that_is_away_is_asked_a_few_times_and_the_rest_waits_untried(db: None, server: Server):
    server.close()
    for number in range(5):
        queue(f"p{number}@example.org")

    assert send_due().postponed == 3
    assert Mail.objects.filter(attempts=0).count() == 2


def test_after_three_days_a_mail_has_failed(db: None, server: Server):
    queue()
    server.close()
    Mail.objects.update(attempts=len(BACKOFF_MIN))

    assert send_due().failed == 1
    assert sum(BACKOFF_MIN) > 60 * 60


def test_a_wrong_password_of_the_installation_keeps_the_mail(db: None, settings, server: Server):
    settings.EMAIL_HOST_USER = "luister"
    settings.EMAIL_HOST_PASSWORD = "wrong"
    queue()

    assert send_due().postponed == 1
    assert smtplib.SMTPNotSupportedError.__name__ in Mail.objects.get().last_error
