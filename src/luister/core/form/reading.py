"""Reading of one given value: from a page (strings), the API (JSON) or a file (also floats and dates)."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral, Real

from luister.core.form.answers import Contact
from luister.core.form.errors import AnswerRefused, shown

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}(?:[.,]0{1,9})?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_EMAIL = re.compile(r"[^\s@,;<>()\"]{1,64}@(?:[^\s@.,;<>()\"]{1,63}\.){1,8}[^\s@.,;<>()\"]{2,63}")
_PHONE = re.compile(r"\+?[0-9 ()./-]{5,39}", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LEAST_PHONE_DIGITS = 5
_MAX_EMAIL, _MAX_PHONE, _MAX_NAME = 254, 40, 200
_YES, _NO = frozenset({"yes", "true", "1", "on"}), frozenset({"no", "false", "0", "off"})


def is_empty(value: object) -> bool:
    """Tell whether nothing was answered: nothing at all, only spaces, or an empty list."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | tuple | set | frozenset | Mapping) and not value)


def is_storable(text: str) -> bool:
    """Tell whether every database can store the text: PostgreSQL takes no NUL, UTF-8 no half of a surrogate pair."""
    return "\0" not in text and not _SURROGATE.search(text)


def read_score(value: object, *, minimum: int, maximum: int) -> int:
    """Read a whole number on the scale; 9, "9", 9.0 and "9.0" are the same, 7.5 and True are no scores."""
    score = _whole(value)
    if score is None or not minimum <= score <= maximum:
        raise AnswerRefused("not_a_score", given=shown(value), minimum=minimum, maximum=maximum)
    return score


def read_number(value: object, *, minimum: float | None, maximum: float | None) -> float:
    """Read a finite number; a string may have a decimal point or comma."""
    number = as_number(value)
    if number is None:
        raise AnswerRefused("not_a_number", given=shown(value))
    if minimum is not None and number < minimum:
        raise AnswerRefused("too_small", given=shown(value), minimum=f"{minimum:g}")
    if maximum is not None and number > maximum:
        raise AnswerRefused("too_large", given=shown(value), maximum=f"{maximum:g}")
    return number


def read_date(value: object) -> date:
    """Read a calendar date, given as one or as year-month-day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise AnswerRefused("not_a_date", given=shown(value))


def read_text(value: object, *, max_length: int) -> str:
    """Return a text exactly as given, if it can be stored: no NUL, no half of a surrogate pair, not too long."""
    if not isinstance(value, str):
        raise AnswerRefused("not_text", given=shown(value))
    if not is_storable(value):
        raise AnswerRefused("not_readable")
    if len(value) > max_length:
        raise AnswerRefused("too_long", given=len(value), maximum=max_length)
    return value


def read_yes_no(value: object, *, code: str = "not_yes_or_no") -> bool:
    """Read yes or no: a bool, 0 or 1, or such a word as pages and APIs send (in English)."""
    if isinstance(value, int) and value in (0, 1):
        return bool(value)
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in _YES | _NO:
        raise AnswerRefused(code, given=shown(value))
    return word in _YES


def read_choice(value: object, *, accepted: Iterable[str]) -> str:
    """Read one key out of those accepted."""
    keys = tuple(accepted)
    if not isinstance(value, str) or value not in keys:
        raise AnswerRefused("not_a_choice", given=shown(value), accepted=", ".join(keys))
    return value


def read_choices(value: object, *, accepted: Iterable[str]) -> tuple[str, ...]:
    """Read several keys, each at most once, in the order given; a single string is a list of one."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise AnswerRefused("not_a_list", given=shown(value))
    keys = tuple(accepted)
    chosen = tuple(read_choice(item, accepted=keys) for item in items)
    for place, key in enumerate(chosen):
        if key in chosen[:place]:
            raise AnswerRefused("chosen_twice", given=key)
    return chosen


def read_ranking(value: object, *, accepted: Iterable[str]) -> tuple[str, ...]:
    """Read an order of keys: a list with the first place first, or a place for each key, without ties or gaps."""
    if not isinstance(value, Mapping):
        return read_choices(value, accepted=accepted)
    keys = tuple(accepted)
    places = {read_choice(key, accepted=keys): _whole(place) for key, place in value.items() if not is_empty(place)}
    by_place = {place: key for key, place in places.items() if place is not None}
    if sorted(by_place) != list(range(1, len(places) + 1)):
        raise AnswerRefused("not_a_ranking", given=shown(", ".join(f"{key} {value[key]}" for key in places)))
    return tuple(by_place[place] for place in sorted(by_place))


def read_cells(value: object, *, rows: Iterable[str], accepted: Iterable[str]) -> dict[str, str]:
    """Read one choice for each row of a matrix; rows left empty are left out."""
    if not isinstance(value, Mapping):
        raise AnswerRefused("not_rows", given=shown(value))
    known, keys = tuple(rows), tuple(accepted)
    for row in value:
        if row not in known:
            raise AnswerRefused("unknown_row", given=shown(row), accepted=", ".join(known))
    return {row: read_choice(value[row], accepted=keys) for row in known if row in value and not is_empty(value[row])}


def read_contact(value: object) -> Contact:
    """Read consent and, only where it is given, name, e-mail and phone; a bare yes or no will do."""
    parts: Mapping[object, object] = value if isinstance(value, Mapping) else {"consent": value}
    if not read_yes_no(parts.get("consent"), code="not_contact"):
        return Contact(consent=False)
    name = _line(parts.get("name"), max_length=_MAX_NAME)
    email = _line(parts.get("email"), max_length=_MAX_EMAIL)
    phone = _line(parts.get("phone"), max_length=_MAX_PHONE)
    if email and not _EMAIL.fullmatch(email):
        raise AnswerRefused("not_an_email", given=shown(email))
    if phone and not (_PHONE.fullmatch(phone) and sum(map(str.isdigit, phone)) >= _LEAST_PHONE_DIGITS):
        raise AnswerRefused("not_a_phone", given=shown(phone))
    return Contact(consent=True, name=name, email=email, phone=phone)


def _line(value: object, *, max_length: int) -> str:
    text = read_text("" if value is None else value, max_length=max_length).strip()
    # A line break in an address would open a header of the mail that is sent to it.
    if not text.isprintable():
        raise AnswerRefused("not_readable")
    return text


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, str):
        return int(re.split("[.,]", value.strip())[0]) if _WHOLE.fullmatch(value.strip()) else None
    number = as_number(value)
    return int(number) if number is not None and number.is_integer() else None


def as_number(value: object) -> float | None:
    """Return a finite number out of a number or a string of figures, or None if it is neither."""
    if isinstance(value, str):
        return float(value.strip().replace(",", ".")) if _DECIMAL.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):  # a whole number too large for a float, a signalling NaN
        return None
    return number if math.isfinite(number) else None
