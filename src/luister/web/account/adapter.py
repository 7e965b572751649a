"""How allauth behaves here: nobody signs up, mail waits in our own queue, links carry the public address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter

from luister.common.mail import queue_mail, render_mail
from luister.common.options import options
from luister.organisation.queries import organisation
from luister.organisation.rules import Actor
from luister.organisation.services import set_password

if TYPE_CHECKING:
    from django.http import HttpRequest

    from luister.organisation.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the sign-up page and hands allauth's writes to our services."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an administrator invites people."""
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Queue the link by which a lost password is replaced."""
        found = organisation()
        facts = {"name": user.name, "organisation": found.name if found else "", "link": context["password_reset_url"]}
        subject, text, html = render_mail("password-reset", facts, user.language)
        queue_mail(recipient=user.email, subject=subject, text=text, html=html)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link under the public address, whatever host the request named."""
        return f"{options().address}{urlsplit(super().get_reset_password_from_key_url(key)).path}"

    def set_password(self, user: User, password: str) -> None:
        """Set a new password as the person themselves, so that the event log knows."""
        set_password(user=user, password=password, by=Actor.person(user))
