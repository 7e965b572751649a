"""Files that were uploaded and cells that errors repeat do not outlive their use, nor the customer they are about."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from luister.common.clock import now
from luister.common.options import options
from luister.customers.services import erase_customer
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch
from luister.feedback.services import forget_old_imports
from luister.organisation.rules import Actor
from tests.factories import make_customer

ERRORS = [
    {"row": 3, "column": "score", "template": "'%(given)s' is no score.", "params": {"given": "qzx@example.org"}},
    {"row": 4, "column": "score", "template": "'%(given)s' is no score.", "params": {"given": "eleven"}},
    {"row": 5, "column": "key", "template": "the response key is empty.", "params": {}},
]


def batch_of(state: BatchState, *, days: int, report: dict[str, Any] | None = None) -> tuple[ImportBatch, Path]:
    path = options().files / "imports" / f"{state}-{days}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("key,score\nqzx,11\n")
    made = ImportBatch.objects.create(
        file_name="x.csv",
        digest="0",
        mapping_name="x",
        stored_file=f"imports/{path.name}",
        state=state,
        created_by_label="x",
        created_at=now() - timedelta(days=days),
        report=report or {},
    )
    return made, path


@pytest.mark.django_db
def test_a_file_that_nobody_imported_is_forgotten_after_a_week():
    _draft, draft_file = batch_of(BatchState.WAITING, days=8, report={"stage": "draft"})
    failed, failed_file = batch_of(BatchState.FAILED, days=8)
    _fresh, fresh_file = batch_of(BatchState.WAITING, days=6, report={"stage": "checked"})
    _queued, queued_file = batch_of(BatchState.WAITING, days=9, report={"stage": "queued"})
    _running, running_file = batch_of(BatchState.RUNNING, days=10)

    forget_old_imports()

    assert [path.exists() for path in (draft_file, failed_file, fresh_file, queued_file, running_file)] == [False, False, True, True, True]
    failed.refresh_from_db()
    assert (failed.stored_file, ImportBatch.objects.count()) == ("", 4)


@pytest.mark.django_db
def test_cells_in_errors_are_blanked_after_a_month_and_the_rows_stay():
    old, _file = batch_of(BatchState.DONE, days=31, report={"rows": 9, "errors": ERRORS})
    young, _file = batch_of(BatchState.DONE, days=29, report={"errors": ERRORS})

    assert (forget_old_imports() > 0, forget_old_imports()) == (True, 0)

    old.refresh_from_db()
    young.refresh_from_db()
    assert young.report == {"errors": ERRORS}
    assert old.report["rows"] == 9
    assert [(error["row"], error["column"], error["template"]) for error in old.report["errors"]] == [
        (error["row"], error["column"], error["template"]) for error in ERRORS
    ]
    assert [error["params"] for error in old.report["errors"]] == [{"given": "..."}, {"given": "..."}, {}]


@pytest.mark.django_db
@pytest.mark.parametrize("inside", ["report", "check"])
def test_an_erased_customer_is_in_no_error_of_an_import(inside: str):
    report = {"errors": ERRORS} if inside == "report" else {"stage": "checked", "check": {"errors": ERRORS}}
    batch, _file = batch_of(BatchState.DONE if inside == "report" else BatchState.WAITING, days=0, report=report)

    erase_customer(customer=make_customer("Jan", email="QZX@example.org"), by=Actor.system())

    batch.refresh_from_db()
    errors = batch.report["errors"] if inside == "report" else batch.report["check"]["errors"]
    assert [error["params"] for error in errors] == [{"given": "..."}, {"given": "eleven"}, {}]
