"""How comments speak, tried on sentences invented here."""

import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luister.core.language import MODEL_LANGUAGES, default_reader, sentiment
from luister.core.language.features import BUCKETS, LONGEST, pieces
from luister.core.language.model import load_model
from tests.core.sentences import SENTENCES

IMPROVE = {
    "en": "What could we do better?",
    "pl": "Co moglibyśmy poprawić?",
    "nl": "Wat kunnen we beter doen?",
    "sv": "Vad kan vi göra bättre?",
}
WHY = "What is the most important reason for your score?"


@pytest.mark.parametrize("language", MODEL_LANGUAGES)
def test_most_invented_sentences_are_read_rightly_and_few_the_wrong_way_round(language):
    read = [(label, sentiment(text, language=language).label) for label, texts in SENTENCES[language].items() for text in texts]
    right = sum(given == found for given, found in read)
    reversed_ = sum({given, found} == {"positive", "negative"} for given, found in read)
    assert right >= 0.7 * len(read)
    assert reversed_ <= 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The delivery was quick. The driver was very rude."),
        ("nl", "De levering was snel maar de chauffeur was onbeleefd"),
        ("pl", "Szybka dostawa, ale kurier był bardzo niemiły"),
        ("sv", "Leveransen gick snabbt men chauffören var otrevlig"),
    ],
)
def test_praise_and_complaint_in_one_comment_are_mixed(language, text):
    assert sentiment(text, language=language).label == "mixed"


@pytest.mark.parametrize(
    "text", ["", " ", "-", "...", "n/a", "N/A", "none", "None.", "👍", "Nic", "Brak", "Niets", "nvt", "Inget", "Nej", "no comment"]
)
def test_stock_answers_are_neutral_in_every_language(text):
    for language in (*MODEL_LANGUAGES, None, "fi"):
        for prompt in (None, IMPROVE["en"]):
            assert (sentiment(text, language=language, prompt=prompt).label, sentiment(text, language=language).score) == ("neutral", 0.0)


SUGGESTIONS = {
    "en": [
        "A friendlier reception would be great",
        "Better opening hours",
        "More staff",
        "Shorter waiting times please",
        "Quick and easy booking please",
    ],
    "pl": ["Milsza obsługa", "Więcej personelu", "Krótszy czas oczekiwania", "Lepsza aplikacja"],
    "nl": ["Vriendelijker personeel", "Meer personeel", "Kortere wachttijden", "Betere app"],
    "sv": ["Trevligare personal", "Mer personal", "Kortare väntetider", "Bättre app"],
}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in SUGGESTIONS.items() for text in texts])
def test_a_wish_is_no_praise_when_asked_what_could_be_better(language, text):
    assert sentiment(text, language=language, prompt=IMPROVE[language]).label != "positive"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Nothing, all good"),
        ("en", "Nothing to improve"),
        ("en", "None - great service"),
        ("pl", "Nic, wszystko dobrze"),
        ("pl", "Nic nie zmieniać"),
        ("nl", "Niets, alles was goed"),
        ("nl", "Niets te verbeteren"),
        ("sv", "Inget, allt var bra"),
        ("sv", "Inget att förbättra"),
    ],
)
def test_nothing_is_no_complaint_when_asked_what_could_be_better(language, text):
    read = sentiment(text, language=language, prompt=IMPROVE[language])
    assert read.label in {"positive", "neutral"}
    assert read.score >= 0


@pytest.mark.parametrize(("language", "text"), [("en", "Everything"), ("pl", "Wszystko!"), ("nl", "Alles"), ("sv", "Allt")])
def test_everything_is_a_complaint_when_asked_what_could_be_better(language, text):
    assert sentiment(text, language=language, prompt=IMPROVE[language]).label == "negative"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Nothing worked"), ("pl", "Nic nie działało"), ("nl", "Niets werkte"), ("sv", "Inget fungerade")]
)
def test_nothing_worked_is_a_complaint_whatever_was_asked(language, text):
    assert {sentiment(text, language=language, prompt=prompt).label for prompt in (None, WHY, IMPROVE[language])} == {"negative"}


def test_clear_praise_is_praise_even_when_asked_what_could_be_better():
    text = "You were wonderful, thank you so much, excellent and very friendly staff"
    assert sentiment(text, language="en", prompt=IMPROVE["en"]).label == "positive"


def test_a_language_without_a_model_is_not_guessed_at():
    assert sentiment("Palvelu oli todella huonoa", language="fi") is None
    assert sentiment("Something to read", language=None) is None
    with pytest.raises(ValueError, match="there are en, nl, pl, sv"):
        load_model("fi")


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(MODEL_LANGUAGES), st.sampled_from([None, WHY, IMPROVE["en"]]))
def test_any_text_gets_a_score_that_fits_its_label(text, language, prompt):
    read = sentiment(text, language=language, prompt=prompt)
    assert -1 <= read.score <= 1
    assert read.label != "positive" or read.score > 0
    assert read.label != "negative" or read.score < 0


@given(st.text(max_size=100))
def test_pieces_do_not_depend_on_case_digits_or_spacing(text):
    first, second = pieces(text.lower()), pieces(f"  {text.lower()}\n")
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(pieces("call 600 now")[0], pieces("CALL  12, NOW")[0])


def test_pieces_are_the_same_on_every_machine():
    """Numbers learnt on one machine are used on another: the hash of a piece may never change."""
    buckets, counts = pieces("Good, good!")
    assert buckets.max() < BUCKETS
    assert (len(buckets), int(buckets.sum()), round(float(counts.sum()), 3)) == (24, 3012921, 37.159)


def test_a_hostile_text_costs_no_more_than_a_long_one():
    start = time.process_time()
    for text in ("a." * 5000, "nothing " * 1250, "but " * 2500, "? " * 5000, "x" * 10_000, "\U0001f600" * 10_000, "er " * 3333):
        assert sentiment(text, language="en", prompt=IMPROVE["en"]) is not None
    assert time.process_time() - start < 2
    assert len(pieces("x" * 10 * LONGEST)[0]) <= 10


def test_the_reader_reads_language_personal_data_and_sentiment():
    reading = default_reader().read("De medewerker was heel onvriendelijk, bel mij op 06 12345678", prompt="Waarom?")
    assert reading.language == "nl"
    assert reading.masked.text == "De medewerker was heel onvriendelijk, bel mij op [phone]"
    assert reading.sentiment.label == "negative"
    assert reading.version == "small-ngrams-1"


def test_the_reader_reads_a_thousand_comments_a_second():
    texts = [text for groups in SENTENCES.values() for texts in groups.values() for text in texts] * 10
    reader = default_reader()
    for language in MODEL_LANGUAGES:
        reader.read("Warm up, please, with a whole sentence", language_hint=language)
    start = time.process_time()
    for text in texts:
        sentiment(text, language="en")
    assert len(texts) / (time.process_time() - start) > 1000


def test_reading_loads_no_django_and_no_learning_library():
    code = (
        "import sys; from luister.core.language import default_reader; default_reader().read('Good service, thank you');"
        "sys.exit(any(m.split('.')[0] in {'django', 'sklearn', 'scipy', 'pandas'} for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
