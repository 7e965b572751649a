"""What a service refuses becomes one sentence and exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from luister.cli.app import fail


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refusal of the services inside into a sentence on stderr."""
    from django.core.exceptions import PermissionDenied, ValidationError

    from luister.organisation.rules import Refused

    try:
        yield
    except (Refused, PermissionDenied) as refusal:
        raise fail(str(refusal)) from None
    except ValidationError as error:
        raise fail(" ".join(error.messages)) from None
