"""Hashed pieces of a text: what the sentiment models count.

Training and reading share this file, so a model can never be asked about pieces that it was not trained on.
"""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 18
LONGEST = 2_000
"""Characters that are looked at: what a comment says, it says early."""

_CHARACTER_PIECES = (3, 4, 5)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_BASE_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_WORD_SALT = np.uint64(0x94D049BB133111EB)
# A word such as "onvriendelijk" must outweigh its runs, most of which it shares with "vriendelijk".
_WORD_COUNTS = np.float32(4.0)
_SPACES = re.compile(r"[^\w!?]+|_")
_DIGITS = re.compile(r"\d+")
_NONE = np.empty(0, dtype=np.uint64)
_SPACE = np.uint32(ord(" "))


def normalised(text: str) -> str:
    """Lower case, numbers as 0, everything that is neither word nor ! nor ? as one space, a space at either end."""
    return f" {_SPACES.sub(' ', _DIGITS.sub('0', text[:LONGEST].lower())).strip()} "


def pieces(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Count the pieces of a text: runs of three to five characters, words, and pairs of neighbouring words.

    Returns
    -------
    buckets : ndarray of int64, shape (k,)
        Bucket numbers below `BUCKETS`, first of the runs and then of the words.
    counts : ndarray of float32, shape (k,)
        One plus the logarithm of how often each occurs; words count more than runs.
    """
    codes = np.frombuffer(normalised(text).encode("utf-32-le", "replace"), dtype=np.uint32)
    powers, inverses = _powers(len(codes))
    # The hash of any span follows from two places of one running sum, so all spans are hashed at once (modulo 2^64).
    running = np.concatenate([[np.uint64(0)], np.cumsum(codes.astype(np.uint64) * powers, dtype=np.uint64)])

    def spans(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
        return np.asarray((running[ends] - running[starts]) * inverses[starts], dtype=np.uint64)

    first = np.arange(len(codes))
    gaps = np.flatnonzero(codes == _SPACE)
    characters = [spans(first[: -size + 1], first[size - 1 :] + 1) for size in _CHARACTER_PIECES if len(codes) >= size]
    words = [spans(gaps[:-1] + 1, gaps[1:]) ^ _WORD_SALT, spans(gaps[:-2] + 1, gaps[2:]) ^ _WORD_SALT]
    runs, run_counts = _counted(np.concatenate([*characters, _NONE]))
    whole, whole_counts = _counted(np.concatenate(words))
    return np.concatenate([runs, whole]), np.concatenate([run_counts, _WORD_COUNTS * whole_counts])


def _counted(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    mixed = hashes * _MIX
    mixed ^= mixed >> np.uint64(29)
    buckets, counts = np.unique(((mixed * _BASE) >> np.uint64(46)).astype(np.int64), return_counts=True)
    return buckets, (1 + np.log(counts)).astype(np.float32)


@lru_cache(maxsize=1)
def _all_powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    size = LONGEST + 3
    forward, back = (np.concatenate([[np.uint64(1)], np.cumprod(np.full(size, base), dtype=np.uint64)]) for base in (_BASE, _BASE_INVERSE))
    return forward, back


def _powers(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    powers, inverses = _all_powers()
    return powers[:length], inverses
