"""Personal data in texts: found by its check digits, and nothing else taken for it."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from luister.core.language import MASKS, Span, mask

IBAN, PHONE, NUMBER, EMAIL = MASKS["iban"], MASKS["phone"], MASKS["personal_number"], MASKS["email"]


@pytest.mark.parametrize(
    ("text", "language", "masked"),
    [
        ("Mail mij: jan-piet.de.vries+klacht@voorbeeld.co.uk.", "nl", f"Mail mij: {EMAIL}."),
        ("zażółć@przykład.pl", "pl", EMAIL),
        ("IBAN NL91 ABNA 0417 1643 00 thanks", "en", f"IBAN {IBAN} thanks"),
        ("nl91abna0417164300, snel", "nl", f"{IBAN}, snel"),
        ("GB82-WEST-1234-5698-7654-32", "en", IBAN),
        ("SE45 5000 0000 0583 9825 7466", "sv", IBAN),
        ("konto 61 1090 1014 0000 0712 1981 2874", "pl", f"konto {IBAN}"),
        ("PESEL 44051401359.", "pl", f"PESEL {NUMBER}."),
        ("Mijn BSN is 111222333", "nl", f"Mijn BSN is {NUMBER}"),
        ("bsn: 111.222.333", None, f"bsn: {NUMBER}"),
        ("BSN 10000008", "en", f"BSN {NUMBER}"),
        ("pnr 811228-9874, 19811228-9874, 8112289874", "sv", f"pnr {NUMBER}, {NUMBER}, {NUMBER}"),
        ("811228+9874", "sv", NUMBER),
        ("samordningsnummer 701063-2391", "sv", f"samordningsnummer {NUMBER}"),
        ("tel. 600 123 456", "pl", f"tel. {PHONE}"),
        ("proszę dzwonić 600123456 po 18", "pl", f"proszę dzwonić {PHONE} po 18"),
        ("(+48) 600-123-456", "en", PHONE),
        ("06 12345678 of +31 (0)6 12345678 of 0031 6 12345678", "nl", f"{PHONE} of {PHONE} of {PHONE}"),
        ("ring 070-123 45 67 eller 08-123 456 78", "sv", f"ring {PHONE} eller {PHONE}"),
        ("call 07700 900123 or 07700900456", "en", f"call {PHONE} or {PHONE}"),  # kept for examples: people type them all the same
        ("call 07911 123456 or (020) 7946 0018", "en", f"call {PHONE} or {PHONE}"),
        ("+49 30 901820", "en", PHONE),
        ("0612345678 2 keer gebeld", "nl", f"{PHONE} 2 keer gebeld"),
    ],
)
def test_personal_data_is_replaced_by_a_word(text, language, masked):
    assert mask(text, language=language).text == masked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("IBAN NL91 ABNA 0417 1643 01", "en"),  # wrong check digits from here on
        ("44051401358", "pl"),
        ("111222334", "nl"),
        ("811228-9875", "sv"),
        ("811328-9873", "sv"),  # no such month
        ("zamówienie nr 600123456", "pl"),
        ("Bestelling 111222333", "nl"),
        ("ordernummer: 0612345678", "nl"),
        ("ärende 8112289874", "sv"),
        ("order #0612345678", "en"),
        ("kosztowało 600 123 456 zł", "pl"),
        ("€ 111222333", "nl"),
        ("1 234 567 kr och 99,50", "sv"),
        ("600123456", "en"),  # nine figures may be anything
        ("111222333", "sv"),
        ("von 01.02.2024 bis 2024-03-31, 08.00-16.00", "sv"),
        ("in 2024 and 2025, room 12, 3 741 19,6 %", "en"),
        ("twitter: @luister, 5@ 3", "en"),
    ],
)
def test_order_numbers_prices_and_dates_stay(text, language):
    assert mask(text, language=language).text == text


def test_spans_say_what_stood_where_in_the_original():
    text = "ana@example.com ringde 070-123 45 67"
    assert mask(text, language="sv").spans == (Span("email", 0, 15), Span("phone", 23, 36))


def test_a_number_is_masked_once_as_what_it_surely_is():
    assert mask("02070803628").text == NUMBER  # a PESEL that could be a number in London


@settings(deadline=None)
@given(st.dates(min_value=date(1930, 1, 1)).filter(lambda day: day.year < 2025), st.integers(0, 999))
def test_every_personnummer_is_found_and_with_a_wrong_last_digit_none(day, serial):
    digits = f"{day:%y%m%d}{serial:03}"
    check = luhn.calc_check_digit(digits)
    assert mask(f"x {digits[:6]}-{digits[6:]}{check} y", language="en").text == f"x {NUMBER} y"
    wrong = f"x {digits[:6]}-{digits[6:]}{(int(check) + 1) % 10} y"
    assert NUMBER not in mask(wrong, language="en").text


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("0123456789 +-()@.aNL#€\n") | st.characters(), max_size=200), st.sampled_from(["pl", "nl", "sv", None])
)
def test_what_is_not_in_a_span_is_kept_to_the_letter(text, language):
    masked = mask(text, language=language)
    rebuilt, done = "", 0
    for span in masked.spans:
        assert done <= span.start < span.end <= len(text)
        rebuilt += text[done : span.start] + MASKS[span.kind]
        done = span.end
    assert rebuilt + text[done:] == masked.text


HOSTILE = [
    "07 ", "+", "0", "1", "a@", "NL91 ", "NL91", "a", "600123456 ", "0 ", "a.a@a.a.", "order nr ", "811228-9874", "123 ", "+48 6 ", "08-07-", "(", "(0", " ",
    "600-", "€ 1", "a.", "@.", "61 1090 ", "bsn ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_only(piece):
    """Ten thousand characters made to hurt; a pattern that tries everything would take minutes."""
    text = (piece * 10_000)[:10_000]
    start = time.process_time()
    mask(text, language="pl")
    assert time.process_time() - start < 3


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4), st.sampled_from(["pl", "nl", None]))
def test_no_mixture_of_pieces_is_slow(pieces, language):
    text = ("".join(pieces) * 10_000)[:10_000]
    start = time.process_time()
    mask(text, language=language)
    assert time.process_time() - start < 3
