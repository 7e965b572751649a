"""A small linear model of sentiment: one file of numbers per language, read once, no learning library needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

import numpy as np

from luister.core.language.features import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CLASSES: tuple[Literal["negative"], Literal["neutral"], Literal["positive"]] = ("negative", "neutral", "positive")
MODEL_LANGUAGES = ("en", "nl", "pl", "sv")


@dataclass(frozen=True, slots=True)
class SentimentModel:
    """Weights of the pieces of a text.

    Attributes
    ----------
    weights : ndarray of int8, shape (buckets, 3)
        In the order of `CLASSES`, to be multiplied by `scales`.
    rarities : ndarray of uint8, shape (buckets,)
        Inverse document frequency of each piece, to be multiplied by `rarity_scale`; 0 for pieces never learnt.
    scales, bias : ndarray of float32, shape (3,)
    rarity_scale : float
    version : str
        Which training it comes from.
    """

    weights: NDArray[np.int8]
    rarities: NDArray[np.uint8]
    scales: NDArray[np.float32]
    bias: NDArray[np.float32]
    rarity_scale: float
    version: str

    def probabilities(self, text: str) -> NDArray[np.float32]:
        """Return the probabilities of `CLASSES`, shape (3,). A text of unknown pieces only gives the model's base rates."""
        buckets, counts = pieces(text)
        values = counts * self.rarities[buckets] * self.rarity_scale
        length = float(np.sqrt(values @ values)) or 1.0
        logits = (values @ self.weights[buckets]) * self.scales / length + self.bias
        odds = np.exp(logits - logits.max())
        return np.asarray(odds / odds.sum(), dtype=np.float32)

    def score(self, text: str) -> float:
        """Probability of positive less that of negative, -1 to 1."""
        negative, _, positive = self.probabilities(text).tolist()
        return float(positive - negative)

    def knows(self, text: str) -> bool:
        """Tell whether at least one word-like piece of the text was seen in training."""
        return bool(self.rarities[pieces(text)[0]].any())


@lru_cache(maxsize=len(MODEL_LANGUAGES))
def load_model(language: str) -> SentimentModel:
    """Read the shipped model of a language.

    Raises
    ------
    ValueError
        If there is none for it.
    """
    if language not in MODEL_LANGUAGES:
        raise ValueError(f"No sentiment model for {language!r}; there are {', '.join(MODEL_LANGUAGES)}.")
    file = resources.files("luister.core.language") / "models" / f"sentiment_{language}.npz"
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return SentimentModel(
            weights=arrays["weights"],
            rarities=arrays["rarities"],
            scales=arrays["scales"],
            bias=arrays["bias"],
            rarity_scale=float(arrays["rarity_scale"]),
            version=str(arrays["version"]),
        )


def quantised(
    weights: NDArray[np.float64], rarities: NDArray[np.float64], bias: Sequence[float] | NDArray[np.float64], version: str
) -> SentimentModel:
    """Round trained weights, shape (buckets, 3), to one byte each; what rounds to nothing costs nothing in the file."""
    # The few largest weights would coarsen all others: they are cut at the 99.95th percentile.
    scales = np.quantile(np.abs(weights), 0.9995, axis=0) / 127
    rarity_scale = float(rarities.max()) / 255
    return SentimentModel(
        weights=np.clip(np.round(weights / scales), -127, 127).astype(np.int8),
        rarities=np.round(rarities / rarity_scale).astype(np.uint8),
        scales=scales.astype(np.float32),
        bias=np.asarray(bias, dtype=np.float32),
        rarity_scale=rarity_scale,
        version=version,
    )
