"""Which language a text is in."""

import pytest

from luister.core.language import Detected, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bardzo szybka dostawa i miła obsługa", "pl"),
        ("De bezorging was snel en het personeel vriendelijk", "nl"),
        ("Leveransen gick snabbt och personalen var trevlig", "sv"),
        ("The delivery was quick and the staff were friendly", "en"),
        ("Die Lieferung war schnell und das Personal freundlich", "de"),
        ("Leveringen var hurtig, og personalet var venligt, tak for det", "da"),
    ],
)
def test_a_sentence_tells_its_language(text, language):
    detected = detect_language(text)
    assert detected.language == language
    assert 0.5 <= detected.confidence <= 1


@pytest.mark.parametrize("text", ["", "  ", "10", "👍👍", "ok", "-", "!!!"])
def test_too_few_letters_say_nothing_of_themselves(text):
    assert detect_language(text) == Detected(None, 0.0)
    assert detect_language(text, hint="sv-SE") == Detected("sv", 0.0)


@pytest.mark.parametrize(("text", "hint"), [("Nic", "pl"), ("Inget", "sv"), ("Niets", "nl"), ("Super", "nl")])
def test_a_hint_settles_a_short_text(text, hint):
    assert detect_language(text, hint=hint).language == hint


def test_a_hint_does_not_outweigh_a_clear_sentence():
    assert detect_language("The delivery was quick and the staff were friendly", hint="pl").language == "en"


def test_a_hint_that_is_no_candidate_is_still_the_answer_where_the_text_is_silent():
    assert detect_language("ok", hint="fi") == Detected("fi", 0.0)


def test_candidates_can_be_chosen():
    assert detect_language("La livraison a été très rapide", candidates=("fr", "en")).language == "fr"
    for wrong in (("xx", "pl"), ("pl",), ()):
        with pytest.raises(ValueError, match="accepted are two or more of"):
            detect_language("Bardzo dobrze", candidates=wrong)


def test_a_broken_character_does_not_stop_the_reading():
    assert detect_language("Bardzo szybka dostawa \ud83d i miła obsługa").language == "pl"
