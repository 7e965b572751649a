"""How a comment speaks of the organisation."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from luister.core.language.masking import MASKS
from luister.core.language.model import MODEL_LANGUAGES, SentimentModel, load_model
from luister.core.language.prompts import after_nothing, asks_for_improvement, is_suggestion, plain, says_everything, says_nothing_is_good

Label: TypeAlias = Literal["positive", "negative", "neutral", "mixed"]

VERSION = "ngrams-1"
_STOCK_VERSION = "stock-1"
_MOST_PARTS = 40
_CLEAR = 0.3
_DOUBT = 0.15
_PRAISE_DESPITE_THE_PROMPT = 0.8
_MASKS = re.compile("|".join(map(re.escape, MASKS.values())))
_PART = re.compile(
    r"[.!?;\n]+|,?\s(?:but|however|although|though|ale|jednak|lecz|natomiast|niestety|choć|maar|echter|helaas|hoewel|men|dock|tyvärr|fast)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Glad, unhappy, neither or both; `score` from -1 to 1; `version` names the reader that said so."""

    label: Label
    score: float
    version: str


def sentiment(text: str, *, language: str | None, prompt: str | None = None) -> Sentiment | None:
    """Tell how a comment speaks of the organisation, knowing what was asked.

    After a question what could be better, a wish is not praise, and "nothing" is no complaint. A text that says both good
    and bad things in different sentences is mixed.

    Parameters
    ----------
    text : str
        The comment. Its first two thousand characters and forty sentences are weighed.
    language : str or None
        Two-letter code of the text's language.
    prompt : str, optional
        The question that it answers.

    Returns
    -------
    Sentiment or None
        None for a language without a model (there is one for each of `MODEL_LANGUAGES`): better no reading than a guess.
        Texts without words, and stock answers such as "n/a", "nic" or "inget", are neutral in every language.
    """
    improving = asks_for_improvement(prompt)
    text = _MASKS.sub(" ", text)
    rest = after_nothing(text)
    if not plain(text) or rest == "":
        return Sentiment("neutral", 0.0, _STOCK_VERSION)
    if says_nothing_is_good(text) or (improving and says_everything(text)):
        return Sentiment("negative", -0.5, _STOCK_VERSION)
    if language not in MODEL_LANGUAGES:
        return None
    model = load_model(language)
    read = _read(model, rest if improving and rest else text)
    if improving:
        read = _knowing_the_prompt(read, text, says_nothing=rest is not None)
    return read


def _read(model: SentimentModel, text: str) -> Sentiment:
    if not model.knows(text):
        return Sentiment("neutral", 0.0, model.version)
    parts = [part for part in _PART.split(text[:2000], maxsplit=_MOST_PARTS) if plain(part)]
    scores = [model.score(part) for part in parts] if len(parts) > 1 else []
    if scores and max(scores) > _CLEAR and min(scores) < -_CLEAR:
        return Sentiment("mixed", sum(scores) / len(scores), model.version)
    negative, neutral, positive = model.probabilities(text).tolist()
    score = positive - negative
    if neutral >= max(negative, positive) or abs(score) < _DOUBT:
        return Sentiment("neutral", score, model.version)
    return Sentiment("positive" if score > 0 else "negative", score, model.version)


def _knowing_the_prompt(read: Sentiment, text: str, *, says_nothing: bool) -> Sentiment:
    if says_nothing:
        return Sentiment("neutral", 0.0, read.version) if read.score < 0 and read.label != "mixed" else read
    if read.label == "positive" and (is_suggestion(text) or read.score < _PRAISE_DESPITE_THE_PROMPT):
        return Sentiment("neutral", 0.0, read.version)
    return read
