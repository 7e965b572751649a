"""The three public files, whole: every number is counted a second time with the csv module alone."""

from __future__ import annotations

import csv
import gzip
from collections import Counter

import pytest

from luister.exchange.files.run import run_import, start_import
from luister.exchange.files.shipped import shipped_text
from luister.feedback.models import Answer, Comment, Response
from luister.feedback.services import undo_batch

pytestmark = pytest.mark.usefixtures("organisation")


@pytest.fixture
def do(shared, operator):
    def import_(file, name):
        path = shared / file
        batch = run_import(batch=start_import(path=path, mapping=shipped_text(name), by=operator), by=operator, path=path)
        with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
            return batch, list(csv.DictReader(text))

    return import_


def scores(key):
    return Counter(Answer.objects.filter(question__key=key, score__isnull=False).values_list("score", flat=True))


def test_nhs_fft_is_3591_people(do, operator):
    batch, rows = do("nhs_fft.csv.gz", "nhs-fft")

    first = {row["Respondent ID"]: row for row in reversed(rows)}
    codes = Counter(row["FFT categorical answer"] for row in first.values())
    said = [row for row in rows if row["FFT answer"].strip() not in ("", "Did not answer")]
    assert (len(rows), batch.responses_added, batch.rows_with_errors) == (6366, len(first), 0)
    assert len(first) == 3591
    assert scores("overall") == {6 - int(code): count for code, count in codes.items() if code in "12345"}
    assert {item["code"]: item["responses"] for item in batch.report["left_out"]} == {"6": codes["6"], "7": codes["7"]}
    assert batch.rows_left_out == sum(row["FFT categorical answer"] in "67" for row in rows)
    assert Comment.objects.count() == len(said)
    assert Counter(Response.objects.values_list("unit__name", flat=True)) == Counter(row["Trust"] for row in first.values())
    services = Counter(" ".join(row["Service type 1"].split()) or "Service not stated" for row in first.values())
    assert Counter(Response.objects.values_list("touchpoint__name", flat=True)) == services
    assert len(set(Comment.objects.values_list("prompt", flat=True))) == 5

    again, _ = do("nhs_fft.csv.gz", "nhs-fft")
    assert (again.responses_added, again.responses_known) == (0, 3591)
    assert undo_batch(batch=batch, by=operator) == 3591
    assert not Answer.objects.exists()


def test_nhs_fft_gp_keeps_equal_answers(do):
    batch, rows = do("nhs_fft_gp.csv.gz", "nhs-fft-gp")

    words = ["Extremely unlikely", "Unlikely", "Neither likely nor unlikely", "Likely", "Extremely likely"]
    ratings = Counter(row["rating"] for row in rows)
    assert batch.responses_added == len(rows) == 3882
    assert len(rows) - len({tuple(row.values()) for row in rows}) == 153
    assert scores("recommend") == {number: ratings[word] for number, word in enumerate(words, start=1)}
    assert Answer.objects.filter(dont_know=True).count() == ratings["Don't know"] == 19
    texts = sum(bool(row[column].strip()) for row in rows for column in ("free_text", "do_better"))
    assert Comment.objects.count() == texts
    assert do("nhs_fft_gp.csv.gz", "nhs-fft-gp")[0].responses_added == 0


def test_sfo_has_weights_segments_and_an_nps(do):
    batch, rows = do("sfo_survey_2017.csv.gz", "sfo-2017")

    assert batch.responses_added == 2831
    assert scores("recommend") == {int(code): n for code, n in Counter(row["NETPRO"] for row in rows).items() if code not in ("11", "")}
    assert sum(Response.objects.values_list("weight", flat=True)) == sum(round(float(row["WEIGHT"]) * 10_000) for row in rows)
    assert Counter(response.attributes.get("airline") for response in Response.objects.all()) == Counter(row["AIRLINE"] for row in rows)
    days = Counter(response.answered_at.strftime("%Y-%m-%d") for response in Response.objects.all())
    assert days == Counter(f"2017-05-{int(row['INTDATE']):02}" for row in rows)
    assert scores("airport-as-a-whole") == {int(code): n for code, n in Counter(row["Q7ALL"] for row in rows).items() if code in "12345"}
    assert not Comment.objects.exists()
