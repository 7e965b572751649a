"""Files made to hurt are refused with a sentence, quickly and in little memory."""

from __future__ import annotations

import gzip
import io
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from luister.exchange.files import read_text, unpack
from luister.exchange.files.problems import FileRefused, RowProblem
from luister.exchange.files.table import open_table


def read(path):
    with open_table(path) as table:
        return table.columns, list(table.rows)


def _workbook():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, "text"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _with_part(name, content):
    """The workbook with one part replaced."""
    source, target = zipfile.ZipFile(io.BytesIO(_workbook())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            archive.writestr(part, content if part == name else source.read(part))
    return target.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(write):
    with pytest.raises(FileRefused, match="not what a table looks like"):
        read(write(_with_part("xl/worksheets/sheet1.xml", b" " * 200_000_000), "bomb.xlsx"))


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_billion_laughs_are_not_laughed(write, part):
    with pytest.raises(FileRefused, match=r"entities|damaged"):
        read(write(_with_part(part, LAUGHS), "laughs.xlsx"))


def test_a_zip_that_is_no_workbook_is_refused(write):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../../etc/passwd", "x")

    with pytest.raises(FileRefused, match="not an XLSX"):
        read(write(target.getvalue(), "evil.xlsx"))


def test_a_gzip_bomb_stops_at_the_limit(write, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 100_000)

    with pytest.raises(FileRefused, match="unpacks to more than 100,000 bytes"):
        read(write(gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000), "bomb.csv.gz"))


def test_a_gzip_file_that_is_cut_off_is_refused(write):
    with pytest.raises(FileRefused, match="damaged or cut off"):
        read(write(gzip.compress(b"a,b\n" + b"1,2\n" * 10_000)[:-20], "cut.csv.gz"))


def test_an_endless_line_is_not_held_in_memory(write, monkeypatch):
    monkeypatch.setattr(read_text, "MAX_LINE", 1_000)

    with pytest.raises(FileRefused, match="line 2 is longer than 1,000 characters"):
        read(write("a,b\n" + "x" * 10_000))


def test_an_unclosed_quote_at_the_end_is_an_error_of_that_row(write):
    _, rows = read(write('a,b\n1,2\n3,"never closed\n4,5\n'))

    assert rows[0] == (2, {"a": "1", "b": "2"})
    assert isinstance(rows[1][1], RowProblem)
    assert str(rows[1][1].sentence) == "a quoted cell that begins here is never closed (lines 3 to 4)."


def test_a_quote_that_swallows_the_file_is_reported_and_reading_goes_on(write):
    _, rows = read(write('a,b\n1,"open\n' + "x,y\n" * 60_000))

    assert "longer than 131,072 characters" in str(rows[0][1].sentence)
    assert len(rows) > 10_000


def test_a_bad_quote_costs_its_own_row_only(write):
    _, rows = read(write('a,b\n1,"he said "no""\n2,fine\n'))

    assert isinstance(rows[0][1], RowProblem)
    assert rows[1] == (3, {"a": "2", "b": "fine"})


def test_a_nul_in_a_heading_is_refused(write):
    with pytest.raises(FileRefused, match="NUL"):
        read(write(b"a\x00,b,ccc,ddd,eee,fff,ggg\n1,2,3,4,5,6,7\n"))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"%PDF-1.4", "pdf"), (b"\xd0\xcf\x11\xe0", "old Excel"), (b"\n\n\n", "no headings"), (b"PAR1xxxxPAR1", "Parquet")],
)
def test_what_is_no_table_is_refused_by_name(write, content, words):
    with pytest.raises(FileRefused, match=words):
        read(write(content))


def test_parquet_with_nested_columns_is_refused(tmp_path):
    pq.write_table(pa.table({"a": [[1, 2]]}), tmp_path / "nested.parquet")

    with pytest.raises(FileRefused, match="lists or structures"):
        read(tmp_path / "nested.parquet")


def test_a_pickle_is_only_text(write):
    import pickle

    columns, rows = read(write(pickle.dumps({"a": 1}, protocol=0)))
    assert rows is not None
    assert columns
