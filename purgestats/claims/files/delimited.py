"""Tables in CSV and TSV files, read by the strict rules of the ``csv`` module."""

import codecs
import csv
import io
import re
from pathlib import Path

import numpy as np

from purgestats.claims.files.raw import RawTable, file_fault, header_of_claims, start_table
from purgestats.errors import Place

#: The commonest letters of Russian, which other Cyrillic encodings would place elsewhere.
_COMMON = "оеаинтсрвлОЕАИНТСРВЛ"
_RIVALS = ("koi8-r", "cp866", "iso8859-5")

_LETTER = "А-яЁёІіЇїЄєҐґЎў"
_LETTER_OR_NUMERO = re.compile(f"[{_LETTER}№]")
_WORD = re.compile(f"[{_LETTER}]{{3}}")
#: What true CP1251 text does not show, but another encoding read as CP1251 does.
_ODD = (
    re.compile(f"[A-Za-z][{_LETTER}]|[{_LETTER}][A-Za-z]"),
    re.compile(r"\b[а-яё][А-ЯЁ]{2,}"),
    re.compile(r"[а-яё](?:Я|[А-ЯЁ]\b)"),
    re.compile("[ЂЃЉЊЌЋЏђѓљњќћџЈјЅѕ¤¦¬¶†‡‰‹›]"),
)
#: Mac Cyrillic differs from CP1251 in capitals only, which come out as these marks.
_CAPITAL = re.compile("[А-ЮЁІЇЄҐЎ]")
_MAC_CAPITAL = re.compile("[‚„…€‘’“”•–—™][а-яё]")


def decode(content: bytes, file: str = "") -> str:
    """Decode UTF-8, with or without a mark, or CP1251; refuse what is neither.

    Parameters
    ----------
    content : bytes
        What the file holds.
    file : str
        Its name.

    Returns
    -------
    str
        The text.

    Raises
    ------
    ClaimErrors
        If the bytes are neither; nothing is guessed from a text that reads as nonsense.

    Examples
    --------
    >>> decode("около 40 тыс.".encode("cp1251"))
    'около 40 тыс.'
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or content[:64].count(0) > 16:
        rule = "the encoding is UTF-16 or the file is binary; save it as CSV UTF-8"
        raise file_fault(file, rule)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode("cp1251")
    except UnicodeDecodeError:
        text = ""
    if not text or any(pattern.search(text) for pattern in _ODD) or not _is_cp1251(content, text):
        rule = "the encoding is neither UTF-8 nor, for certain, CP1251; save it as CSV UTF-8"
        raise file_fault(file, rule, line)
    return text


def _is_cp1251(content: bytes, text: str) -> bool:
    """Say whether the letters are where CP1251, and no other encoding, has them."""
    if not _LETTER_OR_NUMERO.search(text):
        return True
    if not _WORD.search(text) or (_MAC_CAPITAL.search(text) and not _CAPITAL.search(text)):
        return False
    common = _count(content, "cp1251")
    return all(common > _count(content, rival) for rival in _RIVALS)


def _count(content: bytes, encoding: str) -> int:
    return sum(content.count(letter.encode(encoding)) for letter in _COMMON)


#: The line by which Excel names what separates cells.
_NAMED = re.compile(r"\s*\"?sep=([,;\t|])\"?(?:\r\n|\r|\n)", re.IGNORECASE)
#: What spreadsheet programs take for the beginning of a formula (OWASP, "CSV Injection"): at the
#: start of a cell, or, where semicolons separate cells, after one.
_SIGNS = "=+@＝＋－＠-"
_FORMULA = re.compile(rf"(^|;)(?=[\s']*[{_SIGNS}])")
_OPENING = re.compile(rf"[\s'{_SIGNS}]")
_NEUTRAL = re.compile(rf"(^|;)'(?=[\s']*[{_SIGNS}])")


def without_formula(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula.

    Parameters
    ----------
    text : str
        A cell for a CSV file.

    Returns
    -------
    str
        The cell, with an apostrophe in front where it would be a formula.

    Examples
    --------
    >>> without_formula("=HYPERLINK(1)"), without_formula("about 40,000")
    ("'=HYPERLINK(1)", 'about 40,000')
    """
    return _FORMULA.sub(r"\1'", text)


def with_formula(text: str) -> str:
    """Return the text of which :func:`without_formula` made a cell.

    Parameters
    ----------
    text : str
        A cell of a CSV file.

    Returns
    -------
    str
        The text as it was.

    Examples
    --------
    >>> with_formula("'-Иванов"), with_formula("rock 'n' roll")
    ('-Иванов', "rock 'n' roll")
    """
    return _NEUTRAL.sub(r"\1", text)


def read_delimited(path: Path) -> RawTable:
    """Read the cells of a CSV or TSV file as text.

    Parameters
    ----------
    path : Path
        The file; what separates its cells is seen from the header.

    Returns
    -------
    RawTable
        The cells; rows of another length than the header are among the faults.

    Raises
    ------
    ClaimErrors
        If the file is not text, not CSV, or its header cannot be used.
    """
    text = decode(path.read_bytes(), path.name)
    named = _NAMED.match(text)
    if named:
        return strict_table(path.name, text[named.end() :], named[1], first=2)
    return strict_table(path.name, text, delimiter_of(path, text))


def take_formulas(table: RawTable) -> None:
    """Report formulas, and take off the apostrophe that keeps a text from being one.

    Parameters
    ----------
    table : RawTable
        Of a CSV or TSV file; changed in place.
    """
    for name, cells in table.columns.items():
        firsts = "".join({text[:1] for text in cells.values})
        if not _OPENING.search(firsts) and ";" not in "".join(cells.values):
            continue
        for row in np.flatnonzero(cells.where(lambda text: text.startswith("="))).tolist():
            rule = "the cell holds a formula; paste its value"
            table.fault(table.place(row, name), cells[row], rule)
        table.columns[name] = cells.map(with_formula)


def delimiter_of(path: Path, text: str) -> str:
    """Return what separates the cells of a text, as far as its name and its header tell."""
    header = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    if path.suffix.lower() == ".tsv" and "\t" in header:
        return "\t"
    return max(",;\t|", key=lambda sign: (header.count(sign), sign == ","))


_CELL, _MOST_READ = re.compile(r"[^,;\t|\r\n]+"), 10_000


def strict_table(file: str, text: str, delimiter: str, first: int = 1) -> RawTable:
    """Read a text by the rules of CSV, and report every row that breaks them.

    Parameters
    ----------
    file : str
        Name of the file.
    text : str
        Its content.
    delimiter : str
        What separates cells.
    first : int
        The line of the file on which the text begins.

    Returns
    -------
    RawTable
        The cells.

    Raises
    ------
    ClaimErrors
        If quotation marks do not match, or the header cannot be used.
    """
    numbered = enumerate(io.StringIO(text), first)
    rows = ((line, _CELL.findall(row[:_MOST_READ])) for line, row in numbered if row.strip())
    header_of_claims(rows, file)
    lines, cells, lengths = _csv_cells(file, text, delimiter, first)
    if not lines:
        raise file_fault(file, "the file is empty")
    named = lengths[0]
    table = start_table(file, cells[:named], lines[0], decimal_comma=delimiter != ",")
    width = len(table.columns)
    for column in range(named + width, 2 * named):
        lengths = {at: named for at, cell in enumerate(cells[column::named], 1) if cell} | lengths
    for row in sorted(lengths)[1:]:
        rule = (
            f"the row has {lengths[row]} cells and the header {width}; a cell that holds "
            f"{delimiter!r} needs quotation marks"
        )
        table.fault(Place(file, lines[row]), "", rule)
    table.lines = lines[1:]
    table.fill(cells[column::named] for column in range(named, named + width))
    return table


def _csv_cells(
    file: str, text: str, delimiter: str, first: int
) -> tuple[list[int], list[str], dict[int, int]]:
    """Return the lines on which rows begin, their cells, and the lengths of those that are odd.

    The first is the header; as many cells as it has are taken of every other. Blank rows do not
    count. The cells stand in one list, for Python is slow to look after a list for each row.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[int] = []
    cells: list[str] = []
    lengths: dict[int, int] = {}
    line = first
    try:
        for row in reader:
            if any(map(str.strip, row)):
                named = lengths.get(0)
                if len(row) != named:
                    lengths[len(lines)] = len(row)
                    row = [*row, *[""] * (named or 0)][:named]
                cells += row
                lines.append(line)
            line = reader.line_num + first
    except csv.Error as error:
        raise file_fault(file, _rule(str(error), line, reader.line_num + first - 1), line) from None
    return lines, cells, lengths


def _rule(error: str, first: int, last: int) -> str:
    """Say what is wrong with a row that runs from one line to another, and how to mend it."""
    opened = "a quotation mark that opens in the row beginning here"
    if error == "unexpected end of data":
        return f"{opened} is never closed; close it where its cell ends, or leave it out"
    if "expected after" not in error:
        return f"not readable as CSV: {error}"
    where = f"{opened} closes on line {last}" if last > first else "a quotation mark closes"
    return f"{where}, with more text after it; write each one within a cell twice, or leave it out"
