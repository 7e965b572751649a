"""Publishing: whatever is killed, nothing is lost and nothing counts twice."""

from __future__ import annotations

import fcntl
from datetime import date

import pytest

from luister.common.options import options
from luister.lake import CountQuery, CountRow, LakeBusy, LakeDamaged, LakeMoved, books, services
from luister.lake.models import Outbox, PublishBatch, Tombstone
from luister.lake.queries import counts, health, mark, verify
from luister.lake.services import compact, hide, publish_pending, rebuild, remember_changed
from luister.lake.table import location
from tests.lake.rows import row, supplier

pytestmark = pytest.mark.django_db

NPS = CountQuery(metric="nps")


class Killed(BaseException):
    """Stands for kill -9: nothing in our code may catch it."""


def _scores() -> dict[int | None, int]:
    return {found.score: found.n for found in counts(NPS)}


def _publish(rows) -> None:
    remember_changed(found.response_key for found in rows)
    publish_pending(supplier(rows))


def test_published_rows_are_counted_and_the_outbox_is_empty():
    rows = [row(score=10), row(score=3), row(score=3)]
    remember_changed(found.response_key for found in rows)

    done = publish_pending(supplier(rows), size=2)

    assert (done.batches, done.responses, done.rows) == (2, 3, 3)
    assert _scores() == {10: 1, 3: 2}
    assert not Outbox.objects.exists()
    assert publish_pending(supplier(rows)).batches == 0


def test_a_changed_response_counts_once_with_its_present_score():
    first = row(score=2)
    _publish([first, row(score=9)])

    _publish([row(score=8, answer_key=first.answer_key, response_key=first.response_key)])

    assert _scores() == {8: 1, 9: 1}


def test_a_response_that_has_no_rows_any_more_disappears():
    first = row(score=2)
    _publish([first, row(score=9)])

    remember_changed([first.response_key])
    publish_pending(supplier([]))

    assert _scores() == {9: 1}


def test_a_hidden_response_stays_hidden_even_when_an_old_job_publishes_it_again():
    first = row(score=2)
    _publish([first, row(score=9)])

    hide([first.response_key])
    assert _scores() == {9: 1}
    _publish([first])

    assert _scores() == {9: 1}


def test_waiting_rows_replace_what_the_lake_has_of_their_response():
    first = row(score=2)
    _publish([first, row(score=9)])
    now = row(score=8, response_key=first.response_key)

    found = counts(NPS, pending=[now], pending_keys=[first.response_key])

    assert {each.score: each.n for each in found} == {8: 1, 9: 1}


@pytest.mark.parametrize(
    ("module", "step"),
    [("luister.lake.services", "_commit"), ("luister.lake.table", "_commit"), ("luister.lake.table", "_sync"), ("luister.lake.services", "_published_before"),
     ("luister.lake.books", "finish_batch"), ("luister.lake.books", "hide_below")],
)  # fmt: skip
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_at_any_step_loses_and_doubles_nothing(monkeypatch, module, step, when):
    old = [row(score=1), row(score=9)]
    _publish(old)
    changed = [row(score=7, answer_key=old[0].answer_key, response_key=old[0].response_key), row(score=10)]
    remember_changed(found.response_key for found in changed)
    true_step = getattr(__import__(module, fromlist=[step]), step)

    def killed(*args, **kwargs):
        if when == "after":
            true_step(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"{module}.{step}", killed)
        with pytest.raises(Killed):
            publish_pending(supplier([*changed, old[1]]))

    publish_pending(supplier([*changed, old[1]]))

    assert _scores() == {7: 1, 9: 1, 10: 1}
    assert verify([*changed, old[1]]).equal


def test_rows_supplier_that_fails_leaves_all_for_the_next_run():
    rows = [row(score=10)]
    remember_changed([rows[0].response_key])

    def broken(keys):
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        publish_pending(broken)

    assert health().outbox == 1
    publish_pending(supplier(rows))
    assert _scores() == {10: 1}


def test_a_second_writer_waits_briefly_and_is_refused():
    remember_changed([1])
    options().lake.mkdir(parents=True)
    with (options().lake / "writer.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(LakeBusy, match="another process"):
            publish_pending(supplier([]), wait=0.1)


def test_a_reader_is_told_when_something_was_published_after_its_mark():
    since = mark()
    _publish([row()])

    with pytest.raises(LakeMoved):
        counts(NPS, since=since)
    assert counts(NPS, since=mark()) == [CountRow((), 9, 1, 0, 0, 0)]


def test_new_attributes_become_columns_and_old_rows_have_none():
    _publish([row()])
    _publish([row(attributes={"plan-b": "yes", "Not A Column": "x"})])

    found = counts(CountQuery(by=("attr.plan-b",), metric="nps"))

    assert {each.cell: each.n for each in found} == {(None,): 1, ("yes",): 1}


@pytest.mark.parametrize("harm", ["cut", "empty", "lost", "data", "folder"])
def test_a_torn_lake_is_noticed_and_a_rebuild_mends_it(harm):
    rows = [row(score=10), row(score=3)]
    _publish(rows[:1])
    _publish(rows[1:])
    folder = location()
    newest = max((folder / "_delta_log").glob("*.json"))
    if harm == "cut":
        newest.write_text(newest.read_text()[:40])
    elif harm == "empty":
        newest.write_text("")
    elif harm == "lost":
        newest.unlink()
    elif harm == "data":
        next(folder.glob("*.parquet")).write_bytes(b"")
    else:
        (options().lake / "answers").unlink()

    with pytest.raises(LakeDamaged, match="luister lake rebuild"):
        counts(NPS)
    assert "luister lake rebuild" in health().damage

    rebuild(rows)
    assert _scores() == {10: 1, 3: 1}
    assert health().damage == ""


def test_a_database_that_was_restored_without_its_lake_is_noticed():
    _publish([row()])
    PublishBatch.objects.all().delete()

    with pytest.raises(LakeDamaged, match="SQL knows nothing"):
        counts(NPS)


def test_a_rebuild_between_kill_and_retry_doubles_nothing(monkeypatch):
    rows = [row(score=10), row(score=3)]
    remember_changed(found.response_key for found in rows)

    def killed(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(books, "finish_batch", killed)
        with pytest.raises(Killed):
            publish_pending(supplier(rows))

    assert rebuild(rows) == 2
    publish_pending(supplier(rows))

    assert _scores() == {10: 1, 3: 1}


def test_verify_finds_what_was_planted():
    rows = [row(score=10), row(score=3), row(score=4), row(attributes={"plan": "a"})]
    _publish(rows)
    assert verify(rows).equal

    other = row(score=5, answer_key=rows[1].answer_key, response_key=rows[1].response_key)
    unseen = row(score=1)
    plan = row(answer_key=rows[3].answer_key, response_key=rows[3].response_key, attributes={"plan": "b"})
    found = verify([rows[0], other, unseen, plan])

    assert not found.equal
    assert found.missing == (unseen.response_key,)
    assert found.extra == (rows[2].response_key,)
    assert found.different == (rows[1].response_key, rows[3].response_key)
    assert (found.sql_rows, found.lake_rows, found.doubled_rows) == (4, 4, 0)


def test_verify_finds_a_doubled_row():
    _publish([first := row()])
    services.table.append(services.to_table([first], version=99), batch=books.latest_batch())

    assert verify([first]).doubled == (first.response_key,)


def test_verify_leaves_out_what_waits():
    _publish([first := row()])
    remember_changed([waiting := row().response_key])

    found = verify([first, row(response_key=waiting)])

    assert found.equal
    assert found.waiting == 1


def test_compaction_removes_erased_and_replaced_rows_from_every_byte():
    secret = 7_123_456_789_012_345
    erased = row(score=0, response_key=secret, answer_key=secret, customer_key=secret, attributes={"plan": "gold-of-the-erased"})
    kept = [row(score=9, attributes={"plan": "silver"}), row(score=10, day=date(2022, 1, 1))]
    _publish([erased, *kept])
    changed = row(score=8, answer_key=kept[1].answer_key, response_key=kept[1].response_key)
    _publish([changed])
    hide([secret])
    assert health().hidden == 2

    assert compact() == 2

    assert _scores() == {9: 1, 8: 1}
    assert not Tombstone.objects.exists()
    assert verify([kept[0], changed]).equal
    everything = b"".join(path.read_bytes() for path in options().lake.rglob("*") if path.is_file())
    assert b"silver" in everything
    for trace in (str(secret).encode(), secret.to_bytes(8, "little"), b"gold-of-the-erased"):
        assert trace not in everything


def test_compaction_keeps_a_tombstone_that_was_set_meanwhile(monkeypatch):
    first, second = row(score=1), row(score=9)
    _publish([first, second])
    true_replace = services.table.replace

    def erased_meanwhile(tables, *, batch):
        true_replace(tables, batch=batch)
        hide([first.response_key])

    monkeypatch.setattr(services.table, "replace", erased_meanwhile)
    compact()

    assert _scores() == {9: 1}


def test_publishing_goes_on_after_compaction():
    _publish([row(score=1)])
    compact()
    _publish([row(score=9)])

    assert _scores() == {1: 1, 9: 1}


def test_the_log_repeats_no_text_of_any_column():
    _publish([row(attributes={"plan": "platinum"}, language="tlh")])

    log = b"".join(path.read_bytes() for path in (location() / "_delta_log").iterdir())
    assert b"platinum" not in log
    assert b"tlh" not in log
