"""Personal data taken out of a text."""

from collections.abc import Iterable
from dataclasses import dataclass

from luister.core.language.identifiers import Place, find_accounts, find_bsns, find_emails, find_personnummers, find_pesels
from luister.core.language.phones import find_phones

MASKS = {"email": "[e-mail]", "iban": "[IBAN]", "personal_number": "[personal number]", "phone": "[phone]"}


@dataclass(frozen=True, slots=True)
class Span:
    """Something personal in the original text: its kind (a key of `MASKS`), where it starts and where it ends."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what was found in it, and where that stood in the original, in order."""

    text: str
    spans: tuple[Span, ...]


def mask(text: str, *, language: str | None = None) -> Masked:
    """Replace e-mail addresses, phone numbers, bank accounts and personal numbers by a word in brackets.

    Personal numbers (PESEL, BSN, personnummer) and IBANs count only with right check digits; phone numbers only where
    their country has such numbers. So order numbers and prices stay. Names and addresses stay too: this is no promise of
    anonymity. The time grows in proportion to the length of the text.

    Parameters
    ----------
    text : str
        As the customer wrote it.
    language : str, optional
        Two-letter code. Nine figures are taken for a Polish phone number or a Dutch BSN in such texts only (or after a
        word that says so).

    Examples
    --------
    >>> mask("Bel mij op 06 12345678 over order 123456782").text
    'Bel mij op [phone] over order 123456782'
    """
    taken = bytearray(len(text))
    spans: list[Span] = []

    def take(kind: str, places: Iterable[Place]) -> None:
        for start, end in places:
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                spans.append(Span(kind, start, end))

    # The surest first: what has check digits is not left to the guess that it is a phone number.
    take("email", find_emails(text))
    take("iban", find_accounts(text))
    take("personal_number", find_pesels(text))
    take("personal_number", find_personnummers(text))
    take("personal_number", find_bsns(text, language=language))
    take("phone", find_phones(text, language=language))
    spans.sort(key=lambda span: span.start)
    return Masked(_replaced(text, spans), tuple(spans))


def _replaced(text: str, spans: list[Span]) -> str:
    parts, done = [], 0
    for span in spans:
        parts += [text[done : span.start], MASKS[span.kind]]
        done = span.end
    return "".join([*parts, text[done:]])
