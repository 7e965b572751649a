"""The import pages: from upload to report and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luister.common.options import options
from luister.exchange.files.shipped import shipped_text
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch, Response
from luister.organisation.enums import Role
from tests.factories import make_person

HEAD = "id,date,nps,why did you give this score,branch\n"
ROWS = HEAD + "1,2024-05-01,9,they were kind and quick,Oslo\n2,2024-05-02,3,I had to wait far too long,Bergen\n"
MAPPING = """\
survey: {key: shop, name: Shop, kind: transactional}
response_key: id
time: {column: date, formats: ["%Y-%m-%d"]}
score: {column: nps, metric: nps, question: Would you recommend us?, scale: {min: 0, max: 10}}
unit: {column: branch}
"""


@pytest.fixture
def page(client, sign_in, cx_manager):
    return sign_in(client, cx_manager)


def upload(client, content=ROWS, *, name="may.csv", choice="own", mapping=MAPPING, follow=True):
    data = {"file": SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content), "choice": choice}
    if choice == "own":
        data["mapping_file"] = SimpleUploadedFile("map.yaml", mapping.encode())
    return client.post(reverse("import-new"), data, follow=follow)


def text_of(response):
    return response.content.decode()


def test_a_file_is_looked_at_checked_started_and_reported(page, run_jobs):
    draft = upload(page)
    batch = ImportBatch.objects.get()
    assert "they were kind" not in text_of(page.get(reverse("imports")))
    assert "score: 9" in text_of(draft)
    assert not Response.objects.exists()

    checking = page.post(reverse("import-check", args=[batch.pk]), follow=True)
    assert "The file is being checked" in text_of(checking)
    run_jobs()
    checked = text_of(page.get(reverse("import", args=[batch.pk])))
    assert "What the check found" in checked
    assert "Bergen, Oslo" in checked
    assert not Response.objects.exists()

    running = page.post(reverse("import-start", args=[batch.pk]), follow=True)
    assert "It waits for its turn." in text_of(running)
    run_jobs()
    report = text_of(page.get(reverse("import", args=[batch.pk])))
    assert "2 responses were added." in report
    assert Response.objects.count() == 2
    assert not (options().files / batch.stored_file).exists()


def test_progress_is_told_and_the_page_is_shown_anew_at_the_end(page, run_jobs):
    upload(page)
    batch = ImportBatch.objects.get()
    page.post(reverse("import-start", args=[batch.pk]))
    waiting = page.get(reverse("import-progress", args=[batch.pk]))
    ImportBatch.objects.update(state=BatchState.RUNNING, rows_read=1, rows_total=2, report={})
    running = page.get(reverse("import-progress", args=[batch.pk]))
    run_jobs()
    over = page.get(reverse("import-progress", args=[batch.pk]))

    assert ("HX-Refresh" in waiting, "HX-Refresh" in running, over.headers.get("HX-Refresh")) == (False, False, "true")
    assert "1 of 2 responses." in text_of(running)


def test_a_file_nobody_described_is_guessed(page, run_jobs):
    response = upload(page, choice="")
    batch = ImportBatch.objects.get()

    assert "guessed from nps: high confidence" in text_of(response)
    page.post(reverse("import-start", args=[batch.pk]))
    run_jobs()
    assert sorted(Response.objects.values_list("unit__name", flat=True)) == ["Bergen", "Oslo"]


def test_a_shipped_mapping_reads_its_file(page, run_jobs):
    sample = (samples() / "nhs_fft_sample.csv").read_bytes()
    upload(page, sample, name="nhs.csv", choice="nhs-fft")
    page.post(reverse("import-start", args=[ImportBatch.objects.get().pk]))
    run_jobs()

    assert ImportBatch.objects.get().responses_added == 30


def samples() -> Path:
    return Path(__file__).parents[2] / "exchange" / "data"


def test_the_mapping_can_be_corrected_on_the_page(page):
    draft = upload(page, mapping=MAPPING.replace("branch", "shop"))
    batch = ImportBatch.objects.get()
    assert "column &#x27;shop&#x27; is not in the file" in text_of(draft)
    assert "Start the import" not in text_of(draft)

    better = page.post(reverse("import", args=[batch.pk]), {"mapping": MAPPING}, follow=True)

    assert "Start the import" in text_of(better)
    assert page.get(reverse("import-mapping", args=[batch.pk])).content.decode() == MAPPING


def test_a_mapping_with_faults_is_not_started(page, run_jobs):
    upload(page, mapping="survey: 1\n")
    batch = ImportBatch.objects.get()

    page.post(reverse("import-start", args=[batch.pk]))
    run_jobs()

    assert ImportBatch.objects.get().state == BatchState.WAITING


def test_row_errors_are_shown_and_downloaded_without_formulas(page, run_jobs):
    upload(page, HEAD + '1,2024-05-01,"=HYPERLINK(""http://x"")",,Oslo\n2,2024-05-01,9,,Oslo\n')
    batch = ImportBatch.objects.get()
    page.post(reverse("import-start", args=[batch.pk]))
    run_jobs()

    report = text_of(page.get(reverse("import", args=[batch.pk])))
    lines = page.get(reverse("import-errors", args=[batch.pk])).content.decode("utf-8-sig").splitlines()

    assert "1 row was left out." in report
    assert "is no answer on this scale" in report
    assert lines[0] == "row,column,what is wrong"
    assert lines[1].startswith("2,nps,\"'=HYPERLINK") or lines[1].startswith("2,nps,\"''=HYPERLINK")


def test_headings_cells_and_file_names_are_escaped_everywhere(page, run_jobs):
    bad = "<script>alert(1)</script>"
    upload(
        page,
        f"id,date,nps,branch,{bad}\n{bad},2024-05-01,{bad},{bad},{bad}\n7,2024-05-01,9,{bad},x\n",
        name="<img src=x onerror=alert(1)>.csv",
    )
    batch = ImportBatch.objects.get()
    pages = [page.get(reverse("import", args=[batch.pk]))]
    page.post(reverse("import", args=[batch.pk]), {"mapping": MAPPING.replace("branch", bad[:-1])})
    pages.append(page.get(reverse("import", args=[batch.pk])))
    page.post(reverse("import", args=[batch.pk]), {"mapping": MAPPING})
    page.post(reverse("import-check", args=[batch.pk]))
    run_jobs()
    pages.append(page.get(reverse("import", args=[batch.pk])))
    page.post(reverse("import-start", args=[batch.pk]))
    pages.append(page.get(reverse("import", args=[batch.pk])))
    run_jobs()
    pages += [page.get(reverse("import", args=[batch.pk])), page.get(reverse("imports"))]

    for shown in pages:
        assert "<script>alert" not in text_of(shown)
        assert "<img src=x" not in text_of(shown)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text_of(pages[0])


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"\xd0\xcf\x11\xe0", b"PK\x03\x04broken", b"\x1f\x8bbroken"])
def test_a_file_that_can_not_be_read_is_told_on_the_form_or_the_draft(page, content):
    response = upload(page, content, name="broken.bin")

    assert response.status_code in (200, 422)
    assert "broken.bin" in text_of(response) or "empty" in text_of(response)


def test_an_import_is_taken_back_from_its_page(page, run_jobs):
    upload(page)
    batch = ImportBatch.objects.get()
    page.post(reverse("import-start", args=[batch.pk]))
    run_jobs()

    assert "is being taken back" in text_of(page.post(reverse("import-undo", args=[batch.pk]), follow=True))
    run_jobs()

    assert "This import was taken back." in text_of(page.get(reverse("import", args=[batch.pk])))
    assert not Response.objects.exists()


def test_an_import_is_stopped_and_started_again(page, run_jobs):
    upload(page)
    batch = ImportBatch.objects.get()
    page.post(reverse("import-start", args=[batch.pk]))
    stopped = text_of(page.post(reverse("import-stop", args=[batch.pk]), follow=True))
    run_jobs()
    assert "The import was stopped." in stopped
    assert not Response.objects.exists()

    page.post(reverse("import-start", args=[batch.pk]))
    run_jobs()

    assert Response.objects.count() == 2


def test_two_clicks_on_start_run_it_once(page, run_jobs):
    upload(page)
    batch = ImportBatch.objects.get()
    for _ in range(2):
        page.post(reverse("import-start", args=[batch.pk]))
    run_jobs()

    assert (Response.objects.count(), ImportBatch.objects.get().responses_added) == (2, 2)


NAMES = ["import", "import-progress", "import-errors", "import-mapping", "import-check", "import-start", "import-stop", "import-undo"]


@pytest.mark.parametrize("name", ["imports", "import-new", *NAMES])
def test_strangers_meet_a_closed_door(client, sign_in, colleague, cx_manager, name):
    upload(sign_in(client, cx_manager))
    batch = ImportBatch.objects.get()
    url = reverse(name, args=[] if name in ("imports", "import-new") else [batch.pk])
    send = client.post if name in ("import-check", "import-start", "import-stop", "import-undo") else client.get

    assert send(url).status_code in (200, 302)
    sign_in(client, colleague)
    assert send(url).status_code == 403
    client.logout()
    assert send(url).status_code == 302


@pytest.mark.parametrize("name", NAMES)
def test_who_imports_for_a_part_sees_only_their_own(client, sign_in, cx_manager, care, name):
    upload(sign_in(client, cx_manager))
    batch = ImportBatch.objects.get()
    local = make_person("Lia Local", role=Role.CX_MANAGER, unit=care)
    sign_in(client, local)
    send = client.post if name in ("import-check", "import-start", "import-stop", "import-undo") else client.get

    assert send(reverse(name, args=[batch.pk])).status_code == 404
    assert "may.csv" not in text_of(client.get(reverse("imports")))


def test_the_list_costs_the_same_with_one_import_and_with_three(page, django_assert_num_queries, django_assert_max_num_queries):
    upload(page)
    with django_assert_max_num_queries(14) as one:
        page.get(reverse("imports"))
        count = len(one)
    upload(page)
    upload(page)
    with django_assert_num_queries(count):
        page.get(reverse("imports"))


def test_the_shipped_mappings_are_offered(page):
    shown = text_of(page.get(reverse("import-new")))

    assert all(name in shown for name in ("nhs-fft", "nhs-fft-gp", "sfo-2017"))
    assert shipped_text("nhs-fft")


def test_a_mapping_without_a_score_says_that_no_figures_come_of_it(page):
    warning = "no figure can be made of them"
    with_score = text_of(upload(page))
    said = "comments: {columns: [{column: why did you give this score, prompt: Why}]}"
    without = "\n".join(said if line.startswith("score") else line for line in MAPPING.splitlines())

    assert warning not in with_score
    assert warning in text_of(upload(page, name="june.csv", mapping=without))
