"""How an attempt to store an answer can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from luister.core.form import FormError
    from luister.feedback.models import Response


@dataclass(frozen=True)
class Accepted:
    """The stored response, and whether this call stored it (else it was there already)."""

    response: Response
    created: bool


class AnswersInvalid(Exception):
    """Nothing was stored. `errors` says why, by question key (or by the name of another part, such as `attributes.region`)."""

    def __init__(self, errors: Mapping[str, FormError]) -> None:
        self.errors = dict(errors)
        super().__init__("; ".join(f"{key}: {error}" for key, error in self.errors.items()))


class KeyUsedForOtherAnswer(Exception):
    """The idempotency key belongs to a response with another content. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__(_("This idempotency key was used for another answer. Send a new answer with a new key."))


class SurveyNotOpen(Exception):
    """The survey, its version or the campaign takes no answers. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__(_("This survey does not take answers at the moment."))


class AlreadyAnswered(Exception):
    """A personal link of an anonymous survey was used before. Nothing links it to its answer, so that none can be returned."""

    def __init__(self) -> None:
        super().__init__(_("This link was used to answer already. Thank you."))
