"""Imports store what a file says: once, all of it, and back out again."""

from __future__ import annotations

import gzip

import pytest
from django.core.exceptions import PermissionDenied

from luister.customers.models import Attribute, Customer
from luister.exchange.files import run
from luister.exchange.files.problems import FileRefused, MappingWrong
from luister.exchange.files.report import error_sentence, refusal_sentence
from luister.exchange.files.run import cancel_import, run_import, start_import, try_import
from luister.feedback.enums import BatchState
from luister.feedback.models import Answer, Comment, ImportBatch, Response
from luister.feedback.services import undo_batch
from luister.insight.queries import figures
from luister.organisation.enums import Role
from luister.organisation.models import Event, Unit
from luister.programme.models import Touchpoint
from luister.surveys.models import Survey
from tests.factories import actor, make_person

HEAD = "id,when,nps,why,shop\n"
ROWS = HEAD + "1,2024-05-01,9,good,Oslo\n2,2024-05-02,3,slow,Bergen\n3,2024-05-03,,only words,Oslo\n"

pytestmark = pytest.mark.usefixtures("organisation")


@pytest.fixture
def do(operator):
    """`do(path, mapping)`: run an import to its end."""

    def import_(path, mapping, by=operator):
        return run_import(batch=start_import(path=path, mapping=mapping, by=by), by=by, path=path)

    return import_


def told(batch):
    return [(error["row"], error["column"], error_sentence(error)) for error in batch.report["errors"]]


def test_an_import_stores_responses_scores_comments_and_names_what_it_made(do, write, mapping):
    batch = do(write(ROWS), mapping)

    assert (batch.state, batch.responses_added, batch.responses_known, batch.rows_with_errors) == (BatchState.DONE, 3, 0, 0)
    assert batch.report["created"] == {"units": ["Bergen", "Oslo"], "touchpoints": []}
    assert batch.report["unanswered"] == [{"question": "score", "column": "nps", "responses": 1}]
    assert sorted(Answer.objects.values_list("score", flat=True)) == [3, 9]
    assert sorted(Comment.objects.values_list("text", "prompt")) == [("good", "Why?"), ("only words", "Why?"), ("slow", "Why?")]
    assert [response.source for response in Response.objects.all()] == ["import"] * 3
    assert {event.action for event in Event.objects.all()} >= {"import.started", "import.done"}


def test_the_same_file_adds_nothing_packed_or_shuffled_or_not(do, write, mapping):
    do(write(ROWS), mapping)
    lines = ROWS.splitlines()

    again = [
        do(write(ROWS, "again.csv"), mapping),
        do(write(gzip.compress(ROWS.encode()), "packed.csv.gz"), mapping),
        do(write("\n".join([lines[0], *reversed(lines[1:])]), "shuffled.csv"), mapping),
    ]

    assert [(batch.responses_added, batch.responses_known) for batch in again] == [(0, 3)] * 3
    assert Response.objects.count() == 3


def test_equal_answers_of_two_people_are_both_kept_and_only_once(do, write, mapping):
    keyless = mapping.replace("response_key: id\n", "")
    rows = HEAD + ",2024-05-01,9,,Oslo\n" * 3 + ",2024-05-01,8,,Oslo\n"

    first, second = do(write(rows), keyless), do(write(gzip.compress(rows.encode()), "again.gz"), keyless)
    more = do(write(rows + ",2024-05-01,9,,Oslo\n", "more.csv"), keyless)

    assert [batch.responses_added for batch in (first, second, more)] == [4, 0, 1]
    assert sorted(Answer.objects.values_list("score", flat=True)) == [8, 9, 9, 9, 9]


def test_rows_of_one_key_are_one_response_wherever_they_stand(do, write):
    mapping = """\
survey: {key: fft, name: FFT, kind: transactional}
response_key: who
time: {column: when, formats: ["%Y-%m-%d"]}
score: {column: score, metric: csat, question: How was it?, scale: {min: 1, max: 5}, direction: lower_is_better}
comments: {rows: {prompt: asked, text: said}}
"""
    rows = "who,when,score,asked,said\nA,2024-05-01,1,Why?,kind\nB,2024-05-01,5,Why?,rude\nA,2024-05-02,1,What else?,more tea\nA,2024-05-01,1,Why?,quick\n"

    batch = do(write(rows), mapping)

    assert batch.responses_added == 2
    response = Response.objects.get(import_identity="key:A")
    assert [answer.score for answer in response.answers.all()] == [5]
    assert sorted(response.comments.values_list("prompt", "text")) == [("What else?", "more tea"), ("Why?", "kind\n\nquick")]
    assert batch.report["differing"] == {"time": 1}


def test_a_row_that_contradicts_the_score_of_its_key_is_left_out(do, write, mapping):
    batch = do(write(HEAD + "1,2024-05-01,9,good,Oslo\n2,2024-05-01,4,,Oslo\n1,2024-05-01,2,bad,Oslo\n"), mapping)

    assert told(batch) == [(4, "nps", "the score is another than in row 2, which has the same response key.")]
    assert sorted(Answer.objects.values_list("score", flat=True)) == [4, 9]
    assert [comment.text for comment in Comment.objects.all()] == ["good"]


def test_a_bad_row_is_left_out_and_the_others_go_in(do, write, mapping):
    batch = do(write(HEAD + "1,2024-02-30,9,,Oslo\n2,2024-05-01,11,,Oslo\n3,2024-05-01,9,,Oslo\n4,2024-05-01,9,too,many,cells\n"), mapping)

    assert (batch.responses_added, batch.rows_with_errors, batch.state) == (1, 3, BatchState.DONE)
    assert [(row, column) for row, column, _ in told(batch)] == [(2, "when"), (3, "nps"), (5, "")]


def test_a_dry_run_says_the_same_and_stores_nothing(write, mapping, operator):
    report = try_import(path=write(ROWS + "4,soon,9,,Oslo\n"), mapping=mapping, by=operator)

    assert (report.added, report.known, report.errors, sorted(report.units)) == (3, 0, 1, ["Bergen", "Oslo"])
    assert (Response.objects.count(), Survey.objects.count(), ImportBatch.objects.count(), Unit.objects.filter(name="Oslo").count()) == (
        0,
        0,
        0,
        0,
    )


def test_undo_takes_everything_back_and_the_file_can_come_again(do, write, mapping, operator):
    batch = do(write(ROWS), mapping)

    assert undo_batch(batch=batch, by=operator) == 3
    assert (Response.objects.count(), Answer.objects.count(), Comment.objects.count()) == (0, 0, 0)
    assert batch.state == BatchState.UNDONE
    assert do(write(ROWS, "again.csv"), mapping).responses_added == 3


def test_touchpoint_customer_attributes_weight_channel_and_language_are_stored(do, write, mapping):
    more = mapping.replace("unit: {column: shop}\n", "") + (
        "touchpoint: {column: shop, values: {O: Oslo desk}, empty: Elsewhere}\ncustomer: {column: who}\nweight: {column: w}\n"
        "attributes: [{column: plan, key: plan, name: Plan, values: {1: Basic}, missing: [0]}]\nchannel: {fixed: shop}\nlanguage: {fixed: nb}\n"
    )
    do(write("id,when,nps,why,shop,who,w,plan\n1,2024-05-01,9,,O,C-1,0.5,1\n2,2024-05-01,9,,,C-1,2,0\n"), more)

    found = Response.objects.order_by("import_identity").values_list(
        "touchpoint__name", "customer__key", "weight", "attributes", "channel", "language"
    )
    assert list(found) == [("Oslo desk", "C-1", 5000, {"plan": "Basic"}, "shop", "nb"), ("Elsewhere", "C-1", 20000, {}, "shop", "nb")]
    assert list(Attribute.objects.values_list("key", "name")) == [("plan", "Plan")]
    assert (Customer.objects.count(), Touchpoint.objects.count()) == (1, 2)


class Killed(BaseException):
    """What a killed process feels like: nothing after it runs."""


def test_an_import_killed_half_way_is_completed_by_the_same_command(write, mapping, operator, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 10)
    path = write(HEAD + "".join(f"{number},2024-05-01,{number % 11},text {number},Oslo\n" for number in range(100)))

    def die(stage, done, _total):
        if stage == "storing" and done >= 50:
            raise Killed

    with pytest.raises(Killed):
        run_import(batch=start_import(path=path, mapping=mapping, by=operator), by=operator, path=path, progress=die)
    assert Response.objects.count() == 50

    batch = run_import(batch=start_import(path=path, mapping=mapping, by=operator), by=operator, path=path)

    assert (batch.state, batch.responses_added, batch.responses_known, Response.objects.count()) == (BatchState.DONE, 100, 0, 100)
    assert ImportBatch.objects.count() == 1
    assert Comment.objects.count() == 100


def test_an_import_that_is_stopped_keeps_what_it_stored_until_undone(write, mapping, operator, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 10)
    path = write(HEAD + "".join(f"{number},2024-05-01,9,,Oslo\n" for number in range(100)))
    batch = start_import(path=path, mapping=mapping, by=operator)

    def stop(stage, done, _total):
        if stage == "storing" and done == 30:
            cancel_import(batch=ImportBatch.objects.get(pk=batch.pk), by=operator)

    stopped = run_import(batch=batch, by=operator, path=path, progress=stop)

    assert (stopped.state, stopped.responses_added) == (BatchState.FAILED, 40)
    assert refusal_sentence(stopped.report).startswith("The import was stopped.")
    assert undo_batch(batch=stopped, by=operator) == 40


def test_the_right_to_import_is_asked_for(write, mapping, colleague, cx_manager, do):
    with pytest.raises(PermissionDenied):
        start_import(path=write(ROWS), mapping=mapping, by=actor(colleague))
    with pytest.raises(PermissionDenied):
        try_import(path=write(ROWS), mapping=mapping, by=actor(colleague))

    assert do(write(ROWS), mapping, by=actor(cx_manager)).responses_added == 3


def test_who_may_import_into_a_part_of_the_tree_imports_only_there(do, write, mapping, care):
    local = actor(make_person("Lia Local", role=Role.CX_MANAGER, unit=care))

    batch = do(
        write(HEAD + "1,2024-05-01,9,,Customer care\n2,2024-05-01,9,,Field service\n3,2024-05-01,9,,Nowhere\n4,2024-05-01,9,,\n"),
        mapping,
        by=local,
    )

    assert batch.responses_added == 2
    assert told(batch) == [
        (3, "shop", "you may not import into the unit 'Field service'."),
        (4, "shop", "you may not import into the unit 'Nowhere'."),
    ]
    assert {response.unit for response in Response.objects.all()} == {care}


def test_another_wording_under_the_same_key_is_refused(do, write, mapping):
    do(write(ROWS), mapping)

    batch = do(write(ROWS, "b.csv"), mapping.replace("Would you recommend us?", "Would you come again?"))

    assert batch.state == BatchState.FAILED
    assert "Give it another key" in refusal_sentence(batch.report)


def test_files_and_mappings_that_can_not_be_used_are_told(do, write, mapping, operator, tmp_path):
    with pytest.raises(MappingWrong):
        start_import(path=write(ROWS), mapping="survey: 1", by=operator)
    with pytest.raises(FileRefused):
        start_import(path=tmp_path / "nowhere.csv", mapping=mapping, by=operator)
    assert "column 'id' is not in the file" in refusal_sentence(do(write("a,b\n1,2\n"), mapping).report)


def test_many_rows_cost_few_queries(do, write, mapping, django_assert_max_num_queries):
    path = write(HEAD + "".join(f"{number},2024-05-01,9,text,Shop {number % 5}\n" for number in range(2_000)))

    with django_assert_max_num_queries(260):
        assert do(path, mapping).responses_added == 2_000


@pytest.mark.parametrize(("setting", "n", "value"), [("missing", 10, 80.0), ("counts", 16, 50.0)])
def test_who_does_not_know_is_in_the_share_only_where_the_mapping_counts_them(do, write, mapping, operator, setting, n, value):
    words = f"csat, question: Happy?, scale: {{min: 1, max: 5}}, dont_know_values: [Don't know], dont_know: {setting}}}"
    csat = mapping.replace("nps, question: Would you recommend us?, scale: {min: 0, max: 10}}", words)
    codes = ["5"] * 8 + ["1"] * 2 + ["Don't know"] * 6
    do(write(HEAD + "".join(f"{number},2024-05-01,{code},,\n" for number, code in enumerate(codes))), csat)

    (row,) = figures(metric="csat", actor=operator).rows

    assert (row.n, row.dont_know, row.value) == (n, 6, pytest.approx(value))
    assert row.counts == (2, 0, 0, 0, 8)


def test_the_setting_of_dont_know_can_be_changed_later(do, write, mapping, operator):
    csat = mapping.replace("metric: nps", "metric: csat").replace("min: 0, max: 10}", "min: 1, max: 5}, dont_know_values: [x]")
    rows = write(HEAD + "".join(f"{number},2024-05-01,{code},,\n" for number, code in enumerate("5" * 10 + "x" * 10)))
    do(rows, csat)

    again = do(rows, csat.replace("[x]", "[x], dont_know: counts"))

    assert (again.state, again.responses_added) == (BatchState.DONE, 0)
    assert figures(metric="csat", actor=operator).rows[0].n == 20
