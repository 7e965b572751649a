"""Runs an import: start, store, stop. A run that was killed is run again and stores nothing twice."""

from __future__ import annotations

import hashlib
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from luister.common.clock import now
from luister.common.options import options
from luister.customers.rules import WrongCustomer
from luister.exchange.files.mapping_file import parse_mapping
from luister.exchange.files.places import Places, known_survey, top_unit, would_be_created
from luister.exchange.files.problems import FileRefused, ImportCancelled, MappingWrong, RowProblem, RowRefused, say
from luister.exchange.files.reading import read_file
from luister.exchange.files.report import CANCELLED, OWN_FAULT, Report, refusal_data
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch, Response
from luister.feedback.services import PreparedAnswer, PreparedComment, PreparedResponse, store_rows
from luister.organisation.rules import Refused
from luister.organisation.services import record_event
from luister.surveys.rules import SurveyRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from luister.customers.models import Customer
    from luister.exchange.files.mapping import Mapping
    from luister.exchange.files.merge import Merged
    from luister.exchange.files.problems import Sentence
    from luister.exchange.files.reading import Progress, ReadFile
    from luister.organisation.rules import Actor

CHUNK = 1_000


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """Tell nobody how far the run is."""


def try_import(*, path: Path, mapping: str, by: Actor, progress: Progress = silent) -> Report:
    """Read a file as an import would, and store nothing (dry run). `mapping` is YAML.

    The report names what would be added, what is there already, and what would be created.

    Raises
    ------
    FileRefused, MappingWrong, PermissionDenied
    """
    top_unit(by)
    parsed, tree = parse_mapping(mapping)
    survey = known_survey(parsed)
    units: dict[str, None] = {}
    touchpoints: dict[str, None] = {}
    with read_file(path, parsed, tree, progress) as read:
        report = read.report
        for chunk in _chunks(read.responses()):
            for merged in chunk:
                units[merged.unit] = touchpoints[merged.touchpoint] = None
            identities = [merged.identity for merged in chunk]
            known = 0 if survey is None else Response.objects.filter(survey=survey, import_identity__in=identities).count()
            report.known += known
            report.added += len(chunk) - known
            progress("checking", report.responses, read.expected)
    report.units, report.touchpoints = would_be_created(parsed, units=units, touchpoints=touchpoints, by=by)
    return report


def start_import(*, path: Path, mapping: str, by: Actor, file_name: str = "", stored_file: str = "") -> ImportBatch:
    """Note down an import that is about to run, and return it. `mapping` is YAML; `stored_file` lies in the installation's files.

    An import of the same file by the same mapping that never came to its end, because the command was killed, is taken up again.

    Raises
    ------
    FileRefused, MappingWrong, PermissionDenied
    """
    unit = top_unit(by)
    parsed, _tree = parse_mapping(mapping)
    digest = digest_of(path)
    if not stored_file:
        left = ImportBatch.objects.filter(
            digest=digest, mapping={"yaml": mapping}, stored_file="", state=BatchState.RUNNING, created_by=by.user
        ).first()
        if left is not None:
            return left
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            file_name=(file_name or path.name)[:255], digest=digest, mapping_name=parsed.name, mapping={"yaml": mapping},
            stored_file=stored_file, created_by=by.user, created_by_label=by.label[:200], created_at=now(),
        )  # fmt: skip
        record_event(by=by, action="import.started", subject=batch, unit=unit)
    return batch


def run_import(*, batch: ImportBatch, by: Actor, path: Path | None = None, progress: Progress = silent) -> ImportBatch:
    """Read the batch's file and store what it says; return the batch with its report.

    May be run again after whatever interrupted it: what is stored already is found again by its identity. A file or mapping that can't
    be used, or a right that is missing, ends in the state `failed` with the reason in the report, not in an exception.
    """
    if batch.state in (BatchState.DONE, BatchState.UNDONE):
        return batch
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.RUNNING, report={}, rows_total=None, rows_read=0, finished_at=None)
    batch.refresh_from_db()
    try:
        _run(batch, path or file_of(batch), by, progress)
    except ImportCancelled:
        _fail(batch, CANCELLED)
    except FileRefused as error:
        _fail(batch, error.about(batch.file_name).sentence)
    except (MappingWrong, PermissionDenied, ValidationError, SurveyRefused, Refused, WrongCustomer) as error:
        _fail(batch, say("%(reason)s", reason="; ".join(error.messages) if isinstance(error, ValidationError) else error))
    except Exception:
        _fail(batch, OWN_FAULT)
        raise
    batch.refresh_from_db()
    return batch


def cancel_import(*, batch: ImportBatch, by: Actor) -> bool:
    """Stop an import that waits or runs, and return whether there was one to stop. What was stored stays, until it is undone."""
    unit = top_unit(by)
    with transaction.atomic():
        stopped = ImportBatch.objects.filter(pk=batch.pk, state__in=[BatchState.WAITING, BatchState.RUNNING]).update(
            state=BatchState.FAILED, finished_at=now(), report=refusal_data(CANCELLED)
        )
        if stopped:
            record_event(by=by, action="import.stopped", subject=batch, unit=unit)
    batch.refresh_from_db()
    return bool(stopped)


def file_of(batch: ImportBatch) -> Path:
    """Return where the file of a batch lies that came by the page."""
    return options().files / batch.stored_file


def _run(batch: ImportBatch, path: Path, by: Actor, progress: Progress) -> None:
    mapping, tree = parse_mapping(str(batch.mapping["yaml"]))

    def tell(stage: str, done: int, total: int | None) -> None:
        # The row is the switch: whoever stops the import takes it out of RUNNING.
        if not ImportBatch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(rows_total=total, rows_read=done):
            raise ImportCancelled
        progress(stage, done, total)

    with read_file(path, mapping, tree, tell) as read:
        places = Places(mapping, by=by)
        ImportBatch.objects.filter(pk=batch.pk).update(survey=places.survey)
        tell("storing", 0, read.expected)
        for chunk in _chunks(read.responses()):
            rows = list(_prepared(chunk, mapping, read, places))
            store_rows(batch=batch, rows=rows, by=by)
            tell("storing", read.report.responses, read.expected)
    _finish(batch, mapping, read.report, places, by)


def _finish(batch: ImportBatch, mapping: Mapping, report: Report, places: Places, by: Actor) -> None:
    report.units, report.touchpoints = places.created_units, places.created_touchpoints
    # A run that was interrupted had stored some of them: they are this batch's, not known from before.
    report.added = batch.responses.count()
    report.known = report.responses - report.added
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(
            state=BatchState.DONE, finished_at=now(), report=report.to_data(mapping), rows_total=report.rows, rows_read=report.rows,
            responses_added=report.added, responses_known=report.known, rows_left_out=report.left_out_rows, rows_with_errors=report.errors,
        )  # fmt: skip
        record_event(by=by, action="import.done", subject=batch, unit=places.home, details={"added": report.added, "errors": report.errors})


def _fail(batch: ImportBatch, sentence: Sentence) -> None:
    ImportBatch.objects.filter(pk=batch.pk).exclude(state=BatchState.UNDONE).update(
        state=BatchState.FAILED, finished_at=now(), report=refusal_data(sentence), responses_added=batch.responses.count()
    )


def _prepared(chunk: list[Merged], mapping: Mapping, read: ReadFile, places: Places) -> Iterator[PreparedResponse]:
    customers = places.customers({merged.customer for merged in chunk} - {""})
    for merged in chunk:
        try:
            yield _response(merged, mapping, read, places, customers)
        except RowRefused as refused:
            read.report.add_problems(RowProblem(row, refused.column, refused.sentence) for row in merged.rows)
            read.report.responses -= 1


def _response(merged: Merged, mapping: Mapping, read: ReadFile, places: Places, customers: dict[str, Customer]) -> PreparedResponse:
    unit = places.unit(merged.unit)
    answers = [
        PreparedAnswer(question=places.questions[key], score=score if isinstance(score, int) else None, dont_know=score == "dont_know")
        for key, score in merged.scores.items()
        if isinstance(score, int) or score == "dont_know"
    ]
    comments = [
        PreparedComment(question=places.comment_question(key, read.prompts[key]), text=text) for key, text in merged.comments.items()
    ]
    return PreparedResponse(
        identity=merged.identity, survey=places.survey, unit=unit, answered_at=merged.answered_at, answers=answers, comments=comments,
        touchpoint=places.touchpoint(merged.touchpoint), customer=customers.get(merged.customer), channel=merged.channel,
        language=merged.language, attributes=merged.attributes, weight=merged.weight,
    )  # fmt: skip


def _chunks(found: Iterable[Merged]) -> Iterator[list[Merged]]:
    iterator = iter(found)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def digest_of(path: Path) -> str:
    """Return the SHA-256 of the file's bytes."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileRefused("%(file)s: the file can't be opened (%(reason)s).", file=path.name, reason=error.strerror) from None


def report_data(batch: ImportBatch) -> dict[str, Any]:
    """Return the batch and its report as one JSON object, for the command line and downloads."""
    report = dict(batch.report)
    return {
        "batch": batch.pk,
        "file": batch.file_name,
        "mapping": batch.mapping_name,
        "survey": batch.survey.key if batch.survey else None,
        "state": batch.state,
        "responses_added": batch.responses_added,
        "responses_known": batch.responses_known,
        **report,
    }
