"""Files become tables, whatever they are packed in."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luister.exchange.files.layout import Layout
from luister.exchange.files.problems import FileRefused, RowProblem
from luister.exchange.files.table import open_table

MAY_2, MAY_3 = datetime.fromisoformat("2024-05-02"), datetime.fromisoformat("2024-05-03T08:30")
PLAIN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path, layout=None):
    with open_table(path, layout) as table:
        return table.columns, list(table.rows), table.facts


def _read_or_refuse(path):
    with contextlib.suppress(FileRefused):
        read(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(write, delimiter):
    columns, rows, _ = read(write(f"a{delimiter}b\n1{delimiter}two words\n3{delimiter}x, y\n"))

    assert (columns, rows[0]) == (["a", "b"], (2, {"a": "1", "b": "two words"}))


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("imię,ocena\nŁucja,10\nzażółć gęślą jaźń,9\n", "cp1250", "cp1250"),
        ("namn,betyg\nÅsa,10\nhjälpsam på plats,9\n", "cp1252", "cp1252"),
        ("naam,cijfer\ncafé,10\nreünie,9\n", "cp1252", "cp1252"),
        ("imię,ocena\nŁucja,10\n", "utf-8", "utf-8"),
        ("imię,ocena\nŁucja,10\n", "utf-8-sig", "utf-8-sig"),
        ("imię,ocena\nŁucja,10\n", "utf-16", "utf-16"),
        ("name,score\nJan and Anna,10\n", "utf-16-le", "utf-16-le"),
    ],
)
def test_the_encoding_is_found_out_and_said(write, text, encoding, found):
    columns, rows, facts = read(write(text.encode(encoding)))

    heading, first = text.split("\n")[:2]
    assert facts["encoding"] == found
    assert columns == heading.split(",")
    assert list(rows[0][1].values()) == first.split(",")


def test_quotes_hold_delimiters_and_line_breaks_and_rows_are_counted_as_a_spreadsheet_counts_them(write):
    _, rows, _ = read(write('a,b\n"1, 2","line one\nline ""two"""\n\n3,4\n'))

    assert rows == [(2, {"a": "1, 2", "b": 'line one\nline "two"'}), (4, {"a": "3", "b": "4"})]


def test_a_row_with_more_cells_than_headings_is_a_problem_of_its_own(write):
    _, rows, _ = read(write("a,b\n1,2,3\n4,5\n6\n"))

    assert isinstance(rows[0][1], RowProblem)
    assert rows[1:] == [(3, {"a": "4", "b": "5"}), (4, {"a": "6", "b": None})]


def test_headings_that_repeat_or_are_empty_get_names_of_their_own(write):
    columns, _, _ = read(write("a,,a,column 2\n1,2,3,4\n"))

    assert len(set(columns)) == 4
    assert columns[0] == "a"


def test_three_rows_of_headings_are_read_where_the_layout_says_so(write):
    columns, rows, _ = read(write("Q1,Q2\nHow?,Why?\n{x},{y}\n5,good\n"), Layout(header_row=1, first_row=4))

    assert (columns, rows) == (["Q1", "Q2"], [(4, {"Q1": "5", "Q2": "good"})])


def _sheet(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_workbook_gives_numbers_and_dates(write):
    content = _sheet([["id", "score", "when"], [1, 9, MAY_2], [None, None, None], [2, 10, MAY_3]])

    columns, rows, facts = read(write(content, "book.xlsx"))

    assert (columns, facts["sheet"]) == (["id", "score", "when"], "Sheet")
    assert rows == [
        (2, {"id": 1, "score": 9, "when": MAY_2}),
        (4, {"id": 2, "score": 10, "when": MAY_3}),
    ]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(write):
    with pytest.raises(FileRefused, match="no sheet 'May'; it has: Sheet"):
        read(write(_sheet([["a"], [1]]), "book.xlsx"), Layout(sheet="May"))


def test_parquet_gives_its_types(write, tmp_path):
    pq.write_table(pa.table({"id": [1, 2], "when": [date(2024, 5, 2), None], "text": ["ą", None]}), tmp_path / "t.parquet")

    assert read(tmp_path / "t.parquet")[1] == [
        (2, {"id": 1, "when": date(2024, 5, 2), "text": "ą"}),
        (3, {"id": 2, "when": None, "text": None}),
    ]


@pytest.mark.parametrize("name", ["book.xlsx", "t.parquet", "file.csv"])
def test_gzip_makes_no_difference(write, tmp_path, name):
    if name == "t.parquet":
        pq.write_table(pa.table({"a": ["1"], "b": ["x"]}), tmp_path / name)
    else:
        write(_sheet([["a", "b"], ["1", "x"]]) if name == "book.xlsx" else "a,b\n1,x\n", name)
    plain = read(tmp_path / name)
    packed = write(gzip.compress((tmp_path / name).read_bytes()), "packed.gz")

    assert read(packed)[:2] == plain[:2]


@PLAIN
@given(content=st.binary(max_size=400))
def test_no_bytes_crash_a_reader(write, content):
    _read_or_refuse(write(content))


@PLAIN
@given(content=st.binary(max_size=200), head=st.sampled_from([b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08\x00", b"\xff\xfe"]))
def test_no_bytes_behind_a_known_mark_crash_a_reader(write, content, head):
    _read_or_refuse(write(head + content))


_cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=12).map(lambda text: f"x{text}x")


@PLAIN
@given(rows=st.lists(st.lists(_cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_the_csv_module_writes_is_read_back(write, rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)

    _, found, _ = read(write(text.getvalue()), Layout(delimiter=","))

    assert [list(row.values()) for _, row in found] == rows
