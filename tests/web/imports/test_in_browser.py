"""Import pages in a real browser: drawn without complaint at phone width and in the dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from luister.common.jobs import run_ready
from luister.exchange.files.drafts import draft_import, queue_check, queue_import
from luister.exchange.files.shipped import shipped_text
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch
from tests.factories import actor
from tests.web.conftest import overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLE = Path(__file__).parents[2] / "exchange" / "data" / "nhs_fft_sample.csv"


@pytest.fixture
def drafts(cx_manager):
    """A draft that was checked, one whose mapping is wrong, one that runs, and one that is done, with errors."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    by = actor(cx_manager)

    def draft(mapping):
        content = SAMPLE.read_bytes() + b"extra,NEAS,X 1,31/02/2022,PTS,,1,FFT Why?,good\r\n"
        return draft_import(upload=SimpleUploadedFile("a-name-without-any-blank-that-is-long_2021-22.csv", content), mapping=mapping, by=by)

    mapping = shipped_text("nhs-fft")
    made = {
        "checked": draft(mapping),
        "wrong": draft(mapping.replace("Trust", "Hospital")),
        "running": draft(mapping),
        "done": draft(mapping),
    }
    queue_check(batch=made["checked"], by=by)
    queue_import(batch=made["done"], by=by)
    run_ready()
    ImportBatch.objects.filter(pk=made["running"].pk).update(state=BatchState.RUNNING, rows_read=10, rows_total=50, report={})
    return made


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_drawn_without_complaint(visit, cx_manager, drafts, width, dark):
    addresses = {name: reverse("import", args=[batch.pk]) for name, batch in drafts.items()}
    addresses |= {"imports": reverse("imports"), "import-new": reverse("import-new")}
    page = visit("/language/", user=cx_manager, width=width, dark=dark)
    for name, address in addresses.items():
        page.goto(address)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
        assert (name, overflow(page), violations(page)) == (name, 0, [])


def test_the_progress_moves_by_itself_and_ends_with_the_report(visit, cx_manager, drafts):
    batch = drafts["running"]
    page = visit(reverse("import", args=[batch.pk]), user=cx_manager)
    page.get_by_text("10 of 50 responses.").wait_for()

    ImportBatch.objects.filter(pk=batch.pk).update(rows_read=30)
    page.get_by_text("30 of 50 responses.").wait_for(timeout=5_000)
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=BatchState.DONE, responses_added=7, report={"rows": 7, "responses": 7, "comments": 0}
    )

    page.get_by_text("7 responses were added.").wait_for(timeout=5_000)
