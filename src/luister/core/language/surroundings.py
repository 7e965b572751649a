"""What stands around a number: it may say that the number is an order or a price."""

import re
from collections.abc import Sequence

_REACH = 40
_REFERENCE_WORDS = (
    # English, Dutch, Swedish, Polish: what companies number.
    "order", "ref", "invoice", "booking", "ticket", "case", "tracking", "parcel", "art", "product", "serial", "contract", "policy",
    "bestel", "factuur", "zaak", "klant", "pakket", "polis", "serie",
    "beställning", "faktur", "ärende", "kund", "paket", "bokning", "avtal",
    "zamówien", "zam", "zgłoszen", "przesył", "paczk", "klient", "reklamacj", "umow", "bilet", "rezerwacj", "sprawa", "sprawy",
)  # fmt: skip
_REFERENCE = re.compile(
    rf"(?:(?<!\w)(?:{'|'.join(_REFERENCE_WORDS)})\w{{0,14}}[\W_]{{0,3}}(?:(?:nr|no|num\w{{0,4}}|id|code|kod)[\W_]{{0,3}})?"
    r"(?:(?:is|was|är|var|to|o)[\W_]{1,2})?|\#[ ]?)$",
    re.IGNORECASE,
)
_ACCOUNT_BEGUN = re.compile(r"(?<!\w)[A-Za-z]{2}[0-9]{2}(?:[ -][A-Za-z0-9]{4}){0,7}[ -]$")
_CURRENCY = "zł|pln|eur|euro|€|kr|sek|kronor|gbp|pounds|£|usd|\\$"
_CURRENCY_BEFORE = re.compile(rf"(?<!\w)(?:{_CURRENCY})[ ]?$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(rf"(?:[.,][0-9]{{1,2}})?[ ]?(?:(?:{_CURRENCY})(?!\w)|%|[,:]-)", re.IGNORECASE)


def is_reference(text: str, start: int) -> bool:
    """Tell whether the words before a number call it an order, an invoice or the like."""
    return _REFERENCE.search(text[max(0, start - _REACH) : start]) is not None


def is_in_account(text: str, start: int) -> bool:
    """Tell whether a number continues something that looks like a bank account, if one with wrong check digits."""
    return _ACCOUNT_BEGUN.search(text[max(0, start - _REACH) : start]) is not None


def is_amount(text: str, start: int, end: int) -> bool:
    """Tell whether a currency stands beside a number."""
    return bool(_CURRENCY_BEFORE.search(text[max(0, start - 8) : start]) or _CURRENCY_AFTER.match(text, end))


def mentions(text: str, start: int, words: Sequence[str]) -> bool:
    """Tell whether one of the (lower-case) word beginnings stands shortly before a number."""
    before = text[max(0, start - _REACH) : start].lower()
    return any(re.search(rf"(?<!\w){re.escape(word)}", before) for word in words)
