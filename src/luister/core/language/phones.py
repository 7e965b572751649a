"""Phone numbers, told from order numbers, dates and prices, which have no check digits either."""

import re
from collections.abc import Iterator

import phonenumbers

from luister.core.language.surroundings import is_amount, is_in_account, is_reference, mentions

Place = tuple[int, int]

_DIGITS = re.compile(r"[0-9]+")
_BETWEEN = re.compile(r"[ \u00a0().\-/]{1,4}")
_DATE_OR_HOURS = re.compile(
    r"[0-9]{1,4} ?([./-]) ?[0-9]{1,2} ?\1 ?[0-9]{2,4}(?![0-9])|[0-2]?[0-9]\.[0-5][0-9] ?- ?[0-2]?[0-9]\.[0-5][0-9](?![0-9])"
)
_FEWEST, _MOST, _MOST_GROUPS = 8, 15, 7
_LENGTHS_WITH_ZERO = {"NL": {10}, "SE": {8, 9, 10}, "GB": {10, 11}}
# Numbers that the British regulator keeps for examples are no valid numbers, and yet what people type when they try a form.
_BRITISH_MOBILE = re.compile(r"07[1-57-9][0-9]{8}")
_POLISH_LENGTH = 9
_POLISH_GROUPS = ([3, 3, 3], [2, 3, 2, 2], [3, 2, 2, 2])
_PHONE_WORDS = ("tel", "phone", "call", "mob", "ring", "bel", "zadzwo", "dzwo", "kom", "whatsapp", "sms", "nummer", "numer", "number")


def find_phones(text: str, *, language: str | None) -> Iterator[Place]:
    """Find phone numbers of any country with its code, and of PL, NL, SE and GB without it.

    Nine figures in a row are a Polish phone number only in a Polish text or after a word such as "tel.", as they may be
    anything else. A number that the words before it call an order, or that has a currency, is none.
    """
    groups = [match.span() for match in _DIGITS.finditer(text)]
    place = 0
    while place < len(groups):
        last = _last_group(text, groups, place, language)
        if last is None:
            place += 1
        else:
            yield _start(text, groups[place][0]), groups[last][1]
            place = last + 1


def _last_group(text: str, groups: list[Place], first: int, language: str | None) -> int | None:
    """Return the last group of the longest phone number that begins with group `first`, if there is one."""
    start = _start(text, groups[first][0])
    if start and (text[start - 1].isalnum() or text[start - 1] in "_@#"):
        return None
    if _DATE_OR_HOURS.match(text, groups[first][0]) or is_reference(text, start) or is_in_account(text, start):
        return None
    for last in reversed(_reachable(text, groups, first)):
        sizes = [end - begin for begin, end in groups[first : last + 1]]
        end = groups[last][1]
        if not _FEWEST <= sum(sizes) <= _MOST or text[end : end + 1].isalpha() or is_amount(text, start, end):
            continue
        if _is_phone(text, start, end, sizes, language):
            return last
    return None


def _reachable(text: str, groups: list[Place], first: int) -> list[int]:
    """Groups that can end a number which begins with group `first`: not too far, nothing but separators between."""
    ends, digits = [first], groups[first][1] - groups[first][0]
    for after in range(first + 1, min(first + _MOST_GROUPS, len(groups))):
        digits += groups[after][1] - groups[after][0]
        if digits > _MOST or not _BETWEEN.fullmatch(text, groups[after - 1][1], groups[after][0]):
            break
        ends.append(after)
    return ends


def _start(text: str, digits: int) -> int:
    """Step back over an opening bracket and a plus sign."""
    for sign in "(+(":
        if digits and text[digits - 1] == sign:
            digits -= 1
    return digits


def _is_phone(text: str, start: int, end: int, sizes: list[int], language: str | None) -> bool:
    number = text[start:end]
    digits = re.sub(r"[^0-9]", "", number)
    if "+" in number[:2]:
        return _is_valid(number, "NL")
    if digits.startswith("0"):
        if sizes[0] == 1:
            return False
        if digits.startswith("00"):
            return _is_valid(number, "NL")
        return bool(_BRITISH_MOBILE.fullmatch(digits)) or any(
            len(digits) in lengths and _is_valid(digits, region) for region, lengths in _LENGTHS_WITH_ZERO.items()
        )
    if len(digits) != _POLISH_LENGTH or sizes not in ([_POLISH_LENGTH], *_POLISH_GROUPS):
        return False
    return (language == "pl" or mentions(text, start, _PHONE_WORDS)) and _is_valid(digits, "PL")


def _is_valid(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
