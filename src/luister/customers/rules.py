"""What may be known of a customer."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

ATTRIBUTE_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
"""Keys of attributes name columns of the lake and filters of an address."""

MAX_VALUE = 200
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?", re.ASCII)


class WrongCustomer(ValueError):
    """Something about a customer is not accepted. The message says what was given and what is accepted."""


@dataclass(frozen=True)
class ErasureRecord:
    """What stays of an erased customer: a number and a keyed hash."""

    customer_id: int
    key_digest: str
    at: datetime


def digest_of_key(key: str) -> str:
    """Return the hash of a customer's key, which nobody can guess without the installation's secret."""
    return hmac.new(settings.SECRET_KEY.encode(), b"erased customer:" + key.encode(), hashlib.sha256).hexdigest()


def check_text(name: str, value: object, *, longest: int) -> str:
    """Return one line of text without spaces around it.

    Raises
    ------
    WrongCustomer
        If it is no text, too long, or has signs that can't be stored or shown on one line.
    """
    if not isinstance(value, str):
        raise WrongCustomer(_("%(name)s is %(given)s; a text is accepted.") % {"name": name, "given": type(value).__name__})
    text = value.strip()
    if len(text) > longest:
        words = {"name": name, "given": len(text), "accepted": longest}
        raise WrongCustomer(_("%(name)s has %(given)s characters; at most %(accepted)s are accepted.") % words)
    if not text.isprintable():
        raise WrongCustomer(_("%(name)s has characters that cannot be stored; one line of text is accepted.") % {"name": name})
    return text


def check_email(value: object) -> str:
    """Return an e-mail address, or nothing; raise WrongCustomer for anything else."""
    address = check_text("email", value, longest=254)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise WrongCustomer(_("%(given)s is not an e-mail address, such as name@example.com.") % {"given": address}) from None
    return address


def check_language(value: object) -> str:
    """Return a language such as `pl` or `nl-BE`, or nothing; raise WrongCustomer for anything else."""
    code = check_text("language", value, longest=5)
    if code and not _LANGUAGE.fullmatch(code):
        raise WrongCustomer(_("language is %(given)s; a code such as pl or nl-BE is accepted.") % {"given": code})
    return code


def check_attributes(given: Mapping[str, object], *, known: list[str]) -> dict[str, str]:
    """Return the attributes as texts; an empty text takes an attribute away.

    Raises
    ------
    WrongCustomer
        If there is no such attribute, or a value is no short line of text.
    """
    checked = {}
    for key, value in given.items():
        if key not in known:
            words = {"given": str(key)[:40], "accepted": ", ".join(known) or "-"}
            raise WrongCustomer(_("There is no attribute %(given)s; there are: %(accepted)s.") % words)
        checked[key] = check_text(key, value, longest=MAX_VALUE)
    return checked
