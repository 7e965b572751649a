"""How words are compared in a search: without case, accents or punctuation, alike on every database."""

from __future__ import annotations

import re
import unicodedata

MAX_WORDS = 12
"""Words of a search that are looked at; more are left out, so that nobody can ask a question that takes minutes."""

_LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+")
# These letters have no decomposition, so NFKD alone would keep them apart from what people type without them.
_WHOLE_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ĳ": "ij"})


def fold_words(text: str) -> str:
    """Return the words of `text` as the search index keeps them: casefolded, unaccented, divided by single spaces."""
    # Some letters (𝕊) have a case only once they are decomposed, others decompose only in lower case.
    lower = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", lower.translate(_WHOLE_LETTERS))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(word[:_LONGEST_WORD] for word in _WORD.findall(plain))


def search_words(text: str) -> list[str]:
    """Return the words to look for in a person's search; nothing of its punctuation reaches a query language."""
    return list(dict.fromkeys(fold_words(text).split(" ")))[:MAX_WORDS] if fold_words(text) else []
