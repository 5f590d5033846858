"""Tables of claims, and random damage to them as people, programs and disks do it."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError

SOUND = """\
claim_id,measure,as_printed,claimant,source,period,group,place,low,high,stance,of_group,note
a,arrests,"about 1,300,000",me,notes,1937,,,,,,,
b,executions,"681,692",я,архив,,all,ussr,,,,,
c,executions,12.5 percent,me,s,1937/1938,poles,,,,,all,"words, with a comma"
d,arrests,,me,s,1937-08,,,5,9,reports,,
"""
CELLS = (
    *("", " ", "=1+1", "=HYPERLINK(\"x\")", "+1", "-1", "@x", "\x1b[31mred\x1b[0m", "\x07", "\x00"),
    *("<script>alert(1)</script>", "\u202eabc", "\ufeff", "\ud800", "nan", "inf", "-inf", "1e999"),
    *("9" * 400, "x" * 40_000, "1937-13", "1937-02-30", "0000", "9999-12-31/0001", "a;a;;a", "|"),
    *("١٩٣٧", "½", "1,2,3", "one million billion trillion", "от 7 до 8 тыс.", "half of half"),
    *("a\nb", 'a"b', "a\tb", "a,b", "\r", "share", "#REF!", "none", "exact", "TRUE", "1e-300"),
)  # fmt: skip
VALUES = (
    True,
    0,
    -5,
    2.5,
    1e300,
    float(10**16),
    date(1937, 8, 1),
    datetime(1937, 8, 1),
    time(1, 2),
)
FRAGMENTS = (b"", b"\x00", b'"', b",", b"\n", b"<", b"]]>", b"&x;", b"\xff", b"<!DOCTYPE a>", b"=1")

Table = list[list[object]]


def table() -> Table:
    """A sound table: its header and four rows."""
    return [list(row) for row in csv.reader(io.StringIO(SOUND))]


def as_csv(rows: Table, delimiter: str = ",") -> bytes:
    """Write a table as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def as_xlsx(rows: Table) -> bytes:
    """Write a table as a workbook; what a workbook cannot hold is left out."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            try:
                cell.value = value
                str(value).encode()
            except (IllegalCharacterError, ValueError, UnicodeEncodeError):
                cell.value = None
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def damage_cells(chance: random.Random, rows: Table) -> None:
    """Change cells, rows and columns as people do."""
    for _ in range(chance.randint(1, 3)):
        row = chance.choice(rows)
        kind = chance.randrange(7)
        if kind < 4 and row:
            values = CELLS if chance.random() < 0.8 else VALUES
            row[chance.randrange(len(row))] = chance.choice(values)
        elif kind == 4:
            rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))
        elif kind == 5 and row:
            del row[chance.randrange(len(row))]
        else:
            row.insert(chance.randrange(len(row) + 1), chance.choice(CELLS))


def damage_bytes(chance: random.Random, content: bytes) -> bytes:
    """Change, lose or repeat bytes as disks and careless programs do."""
    if not content:
        return content
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.choice((1, 1, 2, 8, 200)))
    kind = chance.randrange(5)
    if kind == 0:
        return content[:start]
    if kind == 1:
        return content[:start] + content[end:]
    if kind == 2:
        return content[:end] + content[start:]
    middle = chance.choice(FRAGMENTS) if kind == 3 else chance.randbytes(end - start)
    return content[:start] + middle + content[end:]


def damage_member(chance: random.Random, content: bytes) -> bytes:
    """Damage one file within a workbook, and pack it again so that its checksum is right."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        chosen = chance.choice([name for name in names if "sheet1" in name] + names)
        for name in names:
            held = old.read(name)
            if name == chosen:
                if chance.random() < 0.1:
                    continue
                held = damage_bytes(chance, held)
            new.writestr(name, held)
    return packed.getvalue()


def damaged_csv(chance: random.Random) -> bytes:
    """A damaged CSV file."""
    rows = table()
    if chance.random() < 0.7:
        damage_cells(chance, rows)
    content = as_csv(rows, chance.choice(",,;\t"))
    if chance.random() < 0.5:
        content = damage_bytes(chance, content)
    encoding = chance.choice(("utf-8",) * 6 + ("cp1251", "utf-16", "utf-8-sig"))
    if encoding != "utf-8":
        content = content.decode("utf-8", "ignore").encode(encoding, "ignore")
    return content


def damaged_xlsx(chance: random.Random) -> bytes:
    """A damaged workbook."""
    rows = table()
    if chance.random() < 0.6:
        damage_cells(chance, rows)
    content = as_xlsx(rows)
    how: tuple[Callable[[random.Random, bytes], bytes], ...]
    how = (damage_member, damage_member, damage_bytes, lambda _, held: held)
    return chance.choice(how)(chance, content)
