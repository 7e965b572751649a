"""Train the small sentiment models that ship with the package.

Usage: python tools/train_sentiment.py DATA_FOLDER [--languages en nl pl sv] [--output FOLDER]

DATA_FOLDER holds the sets named in `src/luister/core/language/models/README.md`. Needs scikit-learn; reading with the
models needs numpy only. Same data, same result. Prints the macro-F1 of each held-out part, measured with the rounded
weights that are written.
"""

import argparse
import csv
import gzip
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from luister.core.language.features import BUCKETS, normalised, pieces
from luister.core.language.model import CLASSES, SentimentModel, quantised
from luister.core.language.sentiments import VERSION

SEED = 20161

HERE = Path(__file__).parent
MODELS = HERE.parent / "src" / "luister" / "core" / "language" / "models"
STRENGTHS = {"en": 10.0, "nl": 20.0, "pl": 5.0, "sv": 20.0}
"""How freely each model may follow its examples (C of the regression): more where there are few."""

SUBTITLE_WEIGHTS = {"en": 0.3, "nl": 0.15, "pl": 0.3, "sv": 0.3}
"""How much a film line counts: it is not about customers, and Dutch has hardly anything else."""

HELD_OUT = 0.12
"""Share of a set without an official split that is kept for measuring."""

NHS_LABELS = {"1": "positive", "2": "positive", "3": "neutral", "4": "negative", "5": "negative"}


@dataclass(frozen=True)
class Example:
    """A text with its label, how much it counts in training, and the set it is held out for (empty: trained on)."""

    text: str
    label: str
    weight: float
    held_out: str = ""


def read_jsonl(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def phrases(language: str) -> Iterator[Example]:
    """Yield the phrases written for this project."""
    data = tomllib.loads((HERE / "sentiment_phrases" / f"{language}.toml").read_text(encoding="utf-8"))
    for label in CLASSES:
        for line in data["sentences"][label].strip().splitlines():
            yield Example(line, label, 2.0)
        for group in data["combine"]:
            for subject, predicate in product(group["subjects"], group[label]):
                yield Example(f"{subject} {predicate}", label, 1.0)
    words = data.get("words", {"plain": [], "denied": [], "positive": [], "negative": []})
    for label, opposite in (("positive", "negative"), ("negative", "positive")):
        for word in words[label]:
            yield from (Example(pattern.format(word), label, 0.5) for pattern in words["plain"])
            # "Not bad" praises less than "not good" complains.
            yield from (Example(pattern.format(word), opposite, 0.5 if label == "positive" else 0.25) for pattern in words["denied"])


def subtitles(folder: Path, language: str, rng: np.random.Generator) -> Iterator[Example]:
    """Yield film lines (XED): another world than customers', so they count less; some are held out."""
    sides: dict[str, str] = {}
    for row in read_jsonl(folder / f"xed_{language}.jsonl.gz"):
        side = sides.setdefault(normalised(row["text"]), "xed" if rng.random() < HELD_OUT else "")
        if row["polarity"] in CLASSES:
            yield Example(row["text"], row["polarity"], SUBTITLE_WEIGHTS[language], side)


def opinions(folder: Path, domain: str) -> Iterator[Example]:
    """Yield Polish sentences about hotels or doctors, with their official split."""
    for row in read_jsonl(folder / f"pl_wccrs_{domain}.jsonl.gz"):
        if row["label"] in CLASSES:
            yield Example(row["text"], row["label"], 1.0, domain if row["split"] == "dev" else "")


def debate(folder: Path) -> Iterator[Example]:
    """Yield Swedish sentences of a political debate: far from customers, but the only Swedish ones marked neutral."""
    for row in read_jsonl(folder / "sv_absabank_imm.jsonl.gz"):
        yield Example(row["text"], row["label"], 0.3, "absabank" if row["split"] == "dev" else "")


def patients(folder: Path, rng: np.random.Generator) -> Iterator[Example]:
    """Yield English patients' comments with hand-made labels; all comments of one respondent fall on the same side."""
    sides: dict[str, str] = {}
    with gzip.open(folder / "nhs_fft.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            side = sides.setdefault(row["Respondent ID"], "nhs" if rng.random() < HELD_OUT else "")
            if row["Comment sentiment"] in NHS_LABELS:
                yield Example(row["FFT answer"], NHS_LABELS[row["Comment sentiment"]], 1.0, side)


def examples(folder: Path, language: str) -> list[Example]:
    """Collect everything there is for a language."""
    rng = np.random.default_rng(SEED)
    found = [*phrases(language), *subtitles(folder, language, rng)]
    if language == "pl":
        found += [*opinions(folder, "hotels"), *opinions(folder, "medicine")]
    if language == "sv":
        found += debate(folder)
    if language == "en":
        found += patients(folder, rng)
    return found


def counts_of(texts: Iterable[str]) -> sparse.csr_matrix:
    """Count the pieces of texts, shape (texts, buckets)."""
    columns, values = zip(*map(pieces, texts), strict=True)
    ends = np.cumsum([0, *map(len, columns)])
    return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(columns), BUCKETS))


def train(found: list[Example], strength: float) -> SentimentModel:
    """Fit a logistic regression on TF-IDF and round it."""
    counts = counts_of(example.text for example in found)
    seen = np.bincount(counts.indices, minlength=BUCKETS)
    rarities = np.where(seen > 1, np.log((1 + len(found)) / (1 + seen)) + 1, 0.0)
    table = counts @ sparse.diags(rarities)
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table = sparse.diags(1 / np.where(lengths, lengths, 1)) @ table
    model = LogisticRegression(C=strength, max_iter=200, class_weight="balanced", random_state=SEED)
    model.fit(table, [example.label for example in found], sample_weight=[example.weight for example in found])
    if tuple(model.classes_) != CLASSES:
        raise ValueError(f"The data has the labels {', '.join(model.classes_)}; needed are {', '.join(CLASSES)}.")
    return quantised(model.coef_.T, rarities, model.intercept_, VERSION)


def macro_f1(model: SentimentModel, held_out: list[Example]) -> float:
    """Macro-F1 over the labels that the held-out part knows."""
    labels = sorted({example.label for example in held_out})
    places = [CLASSES.index(label) for label in labels]
    guesses = [labels[int(np.argmax(model.probabilities(example.text)[places]))] for example in held_out]
    return float(f1_score([example.label for example in held_out], guesses, average="macro"))


def save(model: SentimentModel, path: Path) -> None:
    """Write the model as compressed arrays."""
    np.savez_compressed(
        path,
        weights=model.weights,
        rarities=model.rarities,
        scales=model.scales,
        bias=model.bias,
        rarity_scale=np.float64(model.rarity_scale),
        version=np.str_(model.version),
    )


def main() -> None:
    """Train, write and report each language."""
    parser = argparse.ArgumentParser(description="Train the small sentiment models.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--languages", nargs="+", default=["en", "nl", "pl", "sv"])
    parser.add_argument("--output", type=Path, default=MODELS)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    for language in options.languages:
        found = examples(options.data, language)
        model = train([example for example in found if not example.held_out], STRENGTHS[language])
        path = options.output / f"sentiment_{language}.npz"
        save(model, path)
        print(f"{language}: {path.stat().st_size / 1e6:.2f} MB")
        for name in sorted({example.held_out for example in found} - {""}):
            part = [example for example in found if example.held_out == name]
            kinds = len({example.label for example in part})
            print(f"  {name}: macro-F1 {macro_f1(model, part):.3f} over {kinds} classes, {len(part)} texts")


if __name__ == "__main__":
    main()
