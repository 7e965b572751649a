"""Imports: the list, a new one, and the page of one from upload to report."""

from __future__ import annotations

import csv
from contextlib import suppress
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from luister.exchange.files.drafts import Stage, change_mapping, draft_import, imports_visible, stage_of
from luister.exchange.files.guess import guess_mapping
from luister.exchange.files.preview import preview_import
from luister.exchange.files.problems import FileRefused
from luister.exchange.files.report import error_sentence, refusal_sentence
from luister.exchange.files.run import file_of
from luister.exchange.files.shipped import shipped_text
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch
from luister.insight.rules import safe_cell
from luister.organisation.enums import Permission
from luister.organisation.queries import time_zone
from luister.web.access import actor_of, needs
from luister.web.imports.forms import GUESS, OWN, MappingForm, UploadForm
from luister.web.paging import page_of

SHOWN = 100
"""Row errors on the page; the download has them all."""


@needs(Permission.IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """List imports, the newest first."""
    page, pager = page_of(request, imports_visible(actor_of(request)), order=("-created_at", "-pk"), limit=25)
    return render(request, "imports/list.html", {**pager, "batches": page.items, "zone": time_zone()})


@needs(Permission.IMPORT)
def new(request: HttpRequest) -> HttpResponse:
    """Take a file and a mapping, and lead on to what they would give."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, actor_of(request)
        choice = data["choice"]
        yaml = data["own"] if choice == OWN else "" if choice == GUESS else shipped_text(choice)
        try:
            batch = draft_import(upload=data["file"], mapping=yaml, by=by)
            if choice == GUESS:
                with suppress(FileRefused):  # the draft's page says what is wrong with the file
                    batch = change_mapping(batch=batch, mapping=guess_mapping(file_of(batch), name=batch.file_name).yaml, by=by)
            return redirect("import", pk=batch.pk)
        except FileRefused as error:
            form.add_error("file", str(error))
    return render(request, "imports/new.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Permission.IMPORT)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one import where it is: the preview of a draft, how far a run is, or its report. A POST changes the draft's mapping."""
    batch = find_import(request, pk)
    form = MappingForm(request.POST or None, initial={"mapping": batch.mapping.get("yaml", "")})
    if request.method == "POST":
        if form.is_valid():
            change_mapping(batch=batch, mapping=form.cleaned_data["mapping"].replace("\x00", ""), by=actor_of(request))
        return redirect("import", pk=pk)
    stage = stage_of(batch)
    if is_busy(batch):
        return render(request, "imports/busy.html", {"batch": batch, "progress": _progress(batch), "stage": stage})
    if batch.state == BatchState.WAITING:
        return render(request, "imports/draft.html", {"batch": batch, "form": form, **_draft(batch)})
    return render(request, "imports/report.html", {"batch": batch, "zone": time_zone(), **_report(batch.report)})


@needs(Permission.IMPORT)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far an import is; when it is over, the browser is told to show the page anew."""
    batch = find_import(request, pk)
    response = render(request, "imports/_progress.html", {"progress": _progress(batch)})
    if not is_busy(batch):
        response["HX-Refresh"] = "true"
    return response


@needs(Permission.IMPORT)
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """Give all row errors as CSV; no cell of it works as a formula."""
    batch = find_import(request, pk)
    found = batch.report.get("check", batch.report)
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([_("row"), _("column"), _("what is wrong")])
    for error in found.get("errors", []):
        writer.writerow([error["row"], safe_cell(error["column"]), safe_cell(error_sentence(error))])
    return _download("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", f"import-{batch.pk}-errors.csv")


@needs(Permission.IMPORT)
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the mapping, so that the next file needs no work."""
    batch = find_import(request, pk)
    return _download(str(batch.mapping.get("yaml", "")), "application/yaml; charset=utf-8", f"{batch.mapping_name or 'mapping'}.yaml")


def find_import(request: HttpRequest, pk: int) -> ImportBatch:
    """Return the import if the person may see it; for others there is no such page."""
    return get_object_or_404(imports_visible(actor_of(request)), pk=pk)


def is_busy(batch: ImportBatch) -> bool:
    """Return whether the worker has something to do for the import."""
    return batch.state == BatchState.RUNNING or stage_of(batch) in (Stage.CHECKING, Stage.QUEUED, "undoing")


def _progress(batch: ImportBatch) -> dict[str, Any]:
    stage = stage_of(batch)
    if stage == "undoing":
        label = _("The import is being taken back")
    elif stage == Stage.CHECKING:
        label = _("The file is being checked; nothing is stored")
    else:
        label = _("The file is being imported")
    words = {"done": f"{batch.rows_read:,}", "total": f"{batch.rows_total:,}" if batch.rows_total else ""}
    if stage == Stage.QUEUED:
        text = _("It waits for its turn.")
    elif batch.rows_total:
        text = _("%(done)s of %(total)s responses.") % words
    else:
        text = _("%(done)s rows read.") % words
    return {
        "label": label,
        "text": text,
        "value": batch.rows_read if batch.rows_total else 0,
        "max": batch.rows_total or 0,
        "url": reverse("import-progress", args=[batch.pk]),
        "done": not is_busy(batch),
    }


def _draft(batch: ImportBatch) -> dict[str, Any]:
    check = batch.report.get("check")
    context: dict[str, Any] = {"preview": preview_import(file_of(batch), str(batch.mapping.get("yaml", "")), name=batch.file_name)}
    if check is not None:
        context |= {"check": check, **_report(check)}
    return context


def _report(report: dict[str, Any]) -> dict[str, Any]:
    found = [{**error, "sentence": error_sentence(error)} for error in report.get("errors", [])[:SHOWN]]
    return {
        "report": report,
        "errors": found,
        "refused": refusal_sentence(report),
        "more_errors": report.get("error_count", 0) - len(found),
    }


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
