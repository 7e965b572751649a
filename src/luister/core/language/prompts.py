"""What the question before a comment asks for, and the stock answers that say nothing."""

import re

# "What could we do better?" is answered with suggestions, "Why this score?" with reasons.
_IMPROVEMENT = re.compile(
    r"improv|\bbetter\b|differently|\bchange\b|"
    r"popraw|ulepsz|uspraw|\blepiej\b|\blepsz|inaczej|zmieni|"
    r"\bbeter\b|verbeter|\banders\b|verander|"
    r"\bbättre\b|förbättr|annorlunda|\bändra",
    re.IGNORECASE,
)
_NOTHING_WORDS = (
    "nothing really", "nothing at all", "nothing", "none", "no comments", "no comment", "no", "nope", "nil", "n a", "na",
    "not applicable", "not sure", "don t know", "i don t know", "can t think of anything",
    "nic takiego", "nic", "brak uwag", "brak", "bez uwag", "nie mam uwag", "nie mam", "nie dotyczy", "nie wiem", "nie",
    "helemaal niets", "niets", "niks", "geen idee", "geen opmerkingen", "geen", "nee", "neen", "nvt", "n v t", "niet van toepassing",
    "weet ik niet", "weet niet",
    "inget särskilt", "inget", "ingenting", "nej", "inga synpunkter", "inga", "ej aktuellt", "vet inte", "vet ej", "nix",
)  # fmt: skip
_EVERYTHING_WORDS = frozenset({"everything", "all of it", "wszystko", "alles", "allt"})
_NOTHING = re.compile(rf"(?:{'|'.join(sorted(_NOTHING_WORDS, key=len, reverse=True))})(?![\w])")
# "Nothing worked", "niets klopte": words that make an opening "nothing" a complaint.
_NOTHING_GOOD = re.compile(
    r"\W*(?:nothing|no|nic|niets|niks|inget|ingenting)\s+(?!(?:all|everything|alles|allt|wszystko)\b)(?:\w+\s+){0,2}"
    r"(?:work|help|function|good|right|dział|pomog|dobr|werk|hielp|klopt|goed|funger|hjälp|bra\b|stäm)",
    re.IGNORECASE,
)
_SUGGESTION = re.compile(
    r"\b(?:more|less|fewer|\w{3,}er|better|should|could|would|please|need|perhaps|maybe|"
    r"więcej|mniej|\w{3,}(?:szy|sza|sze|szych|szego|szej|ziej|iej)|lepiej|szybciej|powin\w+|warto|można|mogł\w+|prosz\w+|może|przydał\w+|"
    r"meer|minder|beter|sneller|zou|graag|kunnen|mogen|misschien|moet\w*|"
    r"fler|mer|mindre|färre|bättre|\w{3,}are|borde|kunde|skulle|gärna|kanske|önskar)\b",
    re.IGNORECASE,
)
_NOT_WORDS = re.compile(r"[\W_]+")


def asks_for_improvement(prompt: str | None) -> bool:
    """Tell whether a question asks what should be better."""
    return bool(prompt and _IMPROVEMENT.search(prompt[:1000]))


def is_suggestion(text: str) -> bool:
    """Tell whether a text wishes for something: a comparison, a "should", a "please"."""
    return _SUGGESTION.search(text) is not None


def says_everything(text: str) -> bool:
    """Tell whether a text is the one word "everything"."""
    return plain(text) in _EVERYTHING_WORDS


def says_nothing_is_good(text: str) -> bool:
    """Tell whether a text opens like "nothing worked"."""
    return _NOTHING_GOOD.match(text) is not None


def after_nothing(text: str) -> str | None:
    """Return what follows an opening "nothing" or "n/a" (often an empty string), or None if the text opens otherwise."""
    start = plain(text)
    match = _NOTHING.match(start)
    return None if match is None else start[match.end() :].strip()


def plain(text: str) -> str:
    """Lower case words with single spaces, and nothing else."""
    return _NOT_WORDS.sub(" ", text[:2000].lower()).strip()
