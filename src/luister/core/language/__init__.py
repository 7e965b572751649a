"""Text of customers: its language, the personal data in it, and how it speaks of the organisation.

Everything runs on the machine at hand with what ships in the package. `Reader` is the seam for better readers.
"""

from luister.core.language.detection import CANDIDATES, Detected, detect_language
from luister.core.language.masking import MASKS, Masked, Span, mask
from luister.core.language.model import MODEL_LANGUAGES
from luister.core.language.reading import Reader, Reading, SmallReader, default_reader
from luister.core.language.sentiments import Label, Sentiment, sentiment

__all__ = [
    "CANDIDATES",
    "MASKS",
    "MODEL_LANGUAGES",
    "Detected",
    "Label",
    "Masked",
    "Reader",
    "Reading",
    "Sentiment",
    "SmallReader",
    "Span",
    "default_reader",
    "detect_language",
    "mask",
    "sentiment",
]
