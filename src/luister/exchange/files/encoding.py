"""Finds out how a text file is encoded."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BLOCK = 1 << 20
_SAMPLE = 4 << 20

# Letters between other letters that only one of the two code pages makes sense of: ą ś ź ż ł ć ę ń (1250), å è ï ø à ù ñ and others (1252).
_CENTRAL = re.compile(rb"(?<=[A-Za-z])[\xb9\x9c\x9f\xbf\xb3\xe6\xea]|[\xb9\x9c\x9f\xbf\xb3\xe6\xea](?=[a-z])")
_WESTERN = re.compile(rb"(?<=[A-Za-z])[\xe5\xe8\xef\xf8\xe0\xf9\xe3\xf5]|[\xe5\xe8\xef\xf8\xe0\xf9\xe3\xf5](?=[a-z])")


def detect_encoding(file: BinaryIO) -> str:
    """Return the name of the encoding of `file`, which is read once from where it stands.

    A byte order mark decides; else UTF-16 shows by its zero bytes; else it is UTF-8 when every byte fits; else the Windows code page
    whose letters make words: 1250 for Polish and its neighbours, 1252 otherwise.
    """
    head = file.read(_BLOCK)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if wide := _utf16_without_mark(head):
        return wide
    sample = bytearray(head)
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    block = head
    while block:
        if is_utf8:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
        if len(sample) < _SAMPLE:
            sample += block if block is not head else b""
        elif not is_utf8:
            break
        block = file.read(_BLOCK)
    if is_utf8 and not decoder.getstate()[0]:
        return "utf-8"
    return "cp1250" if len(_CENTRAL.findall(sample)) > len(_WESTERN.findall(sample)) else "cp1252"


def _utf16_without_mark(head: bytes) -> str:
    few = head[:4096]
    if len(few) < 4:  # noqa: PLR2004 - two letters at least
        return ""
    half = len(few) // 2
    if few[1::2].count(0) > half * 0.7 and few[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if few[::2].count(0) > half * 0.7 and few[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""
