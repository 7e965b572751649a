"""Links that let somebody in once: the first administrator, and people who are invited."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from luister.common.options import options
from luister.organisation.models import User
from luister.organisation.queries.people import has_administrator

INVITATION_SALT = "luister.organisation.invitation"
INVITATION_DAYS = 7


def setup_link() -> str | None:
    """Return the link to the set-up page, or None once there is an administrator. It works until then."""
    if has_administrator():
        return None
    return f"{options().address}{reverse('setup')}?{urlencode({'key': _setup_key()})}"


def is_setup_key(text: str) -> bool:
    """Return whether `text` is the key of the set-up link."""
    return constant_time_compare(text, _setup_key())


def invitation_link(user: User) -> str:
    """Return a link by which `user` chooses a password. It works once, for seven days, and not after a change of address."""
    token = signing.dumps([user.pk, _fingerprint(user)], salt=INVITATION_SALT)
    return f"{options().address}{reverse('invitation', args=[token])}"


def invited_person(token: str) -> User | None:
    """Return whom the link of an invitation belongs to, or None if it does not work (any more)."""
    try:
        pk, fingerprint = signing.loads(token, salt=INVITATION_SALT, max_age=timedelta(days=INVITATION_DAYS))
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and constant_time_compare(fingerprint, _fingerprint(user)) else None


def _setup_key() -> str:
    # Made of the secret key of LUISTER_HOME: who can read that, or the output of the start, may set the installation up.
    return salted_hmac("luister.organisation.setup", "first administrator", algorithm="sha256").hexdigest()[:40]


def _fingerprint(user: User) -> str:
    # The password is in it (unusable ones are random too), so that the link ends with the first password that is chosen.
    return salted_hmac("luister.organisation.invited", f"{user.pk} {user.email} {user.password}", algorithm="sha256").hexdigest()[:32]
