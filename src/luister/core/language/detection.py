"""Which language a text is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

CANDIDATES = ("pl", "nl", "sv", "en", "de", "da", "nb", "fr", "cs", "uk")
"""The languages read here and their neighbours, so that Danish is not taken for Swedish."""

_FEWEST_LETTERS = 3
_LONGEST = 1_000
_SURE_ENOUGH = 0.5
# A survey is answered in its own language far more often than not.
_ODDS_OF_HINT = 4


@dataclass(frozen=True, slots=True)
class Detected:
    """A language as a two-letter code, or None where the text does not say, and how sure that is (0 to 1)."""

    language: str | None
    confidence: float


def detect_language(text: str, *, candidates: Sequence[str] = CANDIDATES, hint: str | None = None) -> Detected:
    """Tell the language of a text.

    Parameters
    ----------
    text : str
        Its first thousand characters are looked at.
    candidates : sequence of str
        Two-letter codes to choose from, at least two.
    hint : str, optional
        The language that is expected (a regional code counts as its base). It tips the scales for short texts and is the
        answer, with confidence 0, for a text without letters enough to tell.

    Returns
    -------
    Detected
        `language` is None where nothing is likelier than not.

    Raises
    ------
    ValueError
        If a candidate is no code of a language that can be told, or there are fewer than two.
    """
    expected = hint.partition("-")[0].lower() if hint else None
    detector = _detector(tuple(sorted(set(candidates))))
    # Half a surrogate pair out of a broken file would be refused by the detector.
    sample = text[:_LONGEST].encode("utf-8", "replace").decode()
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return Detected(expected, 0.0)
    found = {value.language.iso_code_639_1.name.lower(): value.value for value in detector.compute_language_confidence_values(sample)}
    if expected is not None and expected in found:
        found[expected] *= _ODDS_OF_HINT
    total = sum(found.values())
    best = max(found, key=lambda code: found[code])
    if not total or found[best] / total < _SURE_ENOUGH:
        return Detected(expected, 0.0)
    return Detected(best, found[best] / total)


@lru_cache(maxsize=4)
def _detector(candidates: tuple[str, ...]) -> LanguageDetector:
    codes = {language.iso_code_639_1.name.lower() for language in Language.all()}
    wrong = [code for code in candidates if code not in codes]
    if wrong or len(candidates) < 2:  # noqa: PLR2004 - a choice needs two
        raise ValueError(f"candidates are {', '.join(candidates) or 'none'}; accepted are two or more of {', '.join(sorted(codes))}.")
    languages = [Language.from_iso_code_639_1(IsoCode639_1.from_str(code)) for code in candidates]
    return LanguageDetectorBuilder.from_languages(*languages).build()
