"""Reading one comment: language, masking, sentiment."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from luister.core.language.detection import detect_language
from luister.core.language.masking import Masked, mask
from luister.core.language.sentiments import VERSION, Sentiment, sentiment


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a comment.

    Attributes
    ----------
    language : str or None
        Two-letter code, None where the text and the hint do not say.
    masked : Masked
        The text without personal data.
    sentiment : Sentiment or None
        None where the language has no model.
    version : str
        Which reader this was; a new version is a reason to read again.
    """

    language: str | None
    masked: Masked
    sentiment: Sentiment | None
    version: str


class Reader(Protocol):
    """Whoever can read a comment. Heavier readers are given in from outside; this package does no I/O."""

    def read(self, text: str, *, language_hint: str | None = None, prompt: str | None = None) -> Reading:
        """Read `text`, which answers `prompt` and is probably in the language `language_hint`."""
        ...


class SmallReader:
    """Reads with the small models of this package, on any machine, thousands of comments a second."""

    version = f"small-{VERSION}"

    def read(self, text: str, *, language_hint: str | None = None, prompt: str | None = None) -> Reading:
        """Detect the language, mask personal data, and tell the sentiment of what is left."""
        language = detect_language(text, hint=language_hint).language
        masked = mask(text, language=language)
        return Reading(language, masked, sentiment(masked.text, language=language, prompt=prompt), self.version)


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """Return the reader that needs nothing but this package. It keeps its models in memory."""
    return SmallReader()
