"""Numbers that belong to one person, told from order numbers by their check digits.

Each finder yields (start, end) of what it found. Every pattern here is bounded, so that the time grows with the length of
the text and not faster, whatever a hostile text holds.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from stdnum import iban, luhn, numdb
from stdnum.nl import bsn
from stdnum.pl import pesel

from luister.core.language.surroundings import is_amount, is_reference, mentions

Place = tuple[int, int]

_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?![\w@])")
_IBAN_START = re.compile(r"(?<![^\W_])[A-Za-z]{2}[0-9]{2}(?=[ .-]?[A-Za-z0-9])")
_POLISH_ACCOUNT = re.compile(r"(?<!\w)[0-9]{2}(?:[ -]?[0-9]{4}){6}(?!\w)")
_PESEL = re.compile(r"(?<![\w-])[0-9]{6}[ -]?[0-9]{5}(?![\w-])")
_BSN = re.compile(r"(?<![\w+.-])(?:[0-9]{8,9}|[0-9]{4}\.[0-9]{2}\.[0-9]{3}|[0-9]{3}([ .-])[0-9]{3}\1[0-9]{3})(?![\w-])")
_PERSONNUMMER = re.compile(r"(?<![\w-])(?:[0-9]{2})?([0-9]{2})([0-9]{2})([0-9]{2})[ ]?[-+]?[ ]?([0-9]{4})(?![\w-])")
_BSN_WORDS = ("bsn", "burgerservice", "sofi")
_BSN_LENGTH = 9
_FIRST_PESEL_YEAR = 1900
_COORDINATION_DAYS = 60


def find_emails(text: str) -> Iterator[Place]:
    """Find e-mail addresses."""
    return (match.span() for match in _EMAIL.finditer(text))


def find_accounts(text: str) -> Iterator[Place]:
    """Find IBANs, written together or in groups, and Polish account numbers without their country code."""
    for match in _IBAN_START.finditer(text):
        end = _end_of_account(text, match.start())
        if end and iban.is_valid(text[match.start() : end], check_country=False):
            yield match.start(), end
    for match in _POLISH_ACCOUNT.finditer(text):
        if iban.is_valid("PL" + match[0], check_country=False):
            yield match.span()


def find_pesels(text: str) -> Iterator[Place]:
    """Find Polish personal numbers (PESEL) of people born since 1900."""
    for match in _PESEL.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if pesel.is_valid(digits) and pesel.get_birth_date(digits).year >= _FIRST_PESEL_YEAR and not is_reference(text, match.start()):
            yield match.span()


def find_bsns(text: str, *, language: str | None) -> Iterator[Place]:
    """Find Dutch personal numbers (BSN).

    One in eleven numbers of nine digits passes their check, so elsewhere than in a Dutch text (or one of unknown
    language) the word itself must stand before the number.
    """
    for match in _BSN.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        named = mentions(text, match.start(), _BSN_WORDS)
        likely = len(digits) == _BSN_LENGTH and language in {"nl", None} and not is_reference(text, match.start())
        if (named or (likely and not is_amount(text, *match.span()))) and bsn.is_valid(digits.zfill(_BSN_LENGTH)):
            yield match.span()


def find_personnummers(text: str) -> Iterator[Place]:
    """Find Swedish personal and coordination numbers, with or without century and hyphen."""
    for match in _PERSONNUMMER.finditer(text):
        year, month, day, last = match.groups()
        if luhn.is_valid(year + month + day + last) and _is_birthday(month, day) and not is_reference(text, match.start()):
            yield match.span()


def _is_birthday(month: str, day: str) -> bool:
    number = int(day) - _COORDINATION_DAYS if int(day) > _COORDINATION_DAYS else int(day)
    try:
        date(2000, int(month), number)  # a leap year: the century is often left out
    except ValueError:
        return False
    return True


def _end_of_account(text: str, start: int) -> int | None:
    """Walk as many letters and figures as the country's accounts have, over single spaces, dots and hyphens."""
    wanted = _account_length(text[start : start + 2].upper())
    place, taken = start, 0
    while taken < wanted and place < len(text):
        if text[place].isascii() and text[place].isalnum():
            taken += 1
        elif text[place] not in " .-" or text[place - 1] in " .-":
            return None
        place += 1
    ends_here = place == len(text) or not text[place].isalnum()
    return place if wanted and taken == wanted and ends_here else None


@lru_cache(maxsize=676)
def _account_length(country: str) -> int:
    """Length of an IBAN of that country; 0 where there are none."""
    structure = numdb.get("iban").info(f"{country}00")[0][1].get("bban", "")
    return 4 + sum(map(int, re.findall(r"([0-9]+)!", structure))) if structure else 0
