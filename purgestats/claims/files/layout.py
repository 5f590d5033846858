"""How a sheet is laid out, which its reader passes over, and how large a workbook's parts are."""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from purgestats.claims.files.raw import OTHERS, file_fault
from purgestats.errors import ClaimError, ClaimErrors, Place
from purgestats.words import listing

#: What a table of typed figures never needs, and a file made to fill the memory does.
MOST_COLUMNS = 16_384
MOST_STYLES = 100_000
MOST_ELEMENTS = 600_000
MOST_PARTS = 2_000
MOST_MERGED = 100
#: How a workbook says that characters are raised or lowered.
RAISED = ("superscript", "subscript")

_LETTERS = re.compile(r"([A-Z]{1,3})[0-9]+")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


@dataclass
class Layout:
    """What stands in a sheet beside its cells.

    Parameters
    ----------
    merged : list of str
        Cells that are merged.
    rows : list of int
        Hidden rows.
    columns : list of tuple of int
        First and last of hidden columns, from 1.
    raised : list of str
        Cells whose own text has raised or lowered characters.
    struck : list of str
        Cells of whose own text a part is struck out.
    ordered : bool
        Whether rows, and cells within a row, stand in their order and only once.
    elements : int
        How many cells, rows, values and other elements there are.
    """

    merged: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    ordered: bool = True
    elements: int = 0


def check_container(path: Path, max_bytes: int) -> dict[str, Layout]:
    """Refuse a file that is no XLSX workbook, or whose parts would fill the memory.

    Parameters
    ----------
    path : Path
        The file.
    max_bytes : int
        Largest size that it may unpack to.

    Returns
    -------
    dict of str to Layout
        What was found in each sheet, by its part of the archive.

    Raises
    ------
    ClaimErrors
        If it is an old, protected or other kind of workbook, or too large once unpacked.
    """
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLD:
            protected = _PROTECTED in file.read(2_000_000)
            raise file_fault(path.name, OTHERS["protected" if protected else ".xls"])
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        unpacked = sum(info.file_size for info in parts)
        if unpacked > max_bytes:
            raise file_fault(path.name, f"it unpacks to {unpacked:,} bytes, above {max_bytes=:,}")
        names = {info.filename for info in parts}
        if "mimetype" in names and "content.xml" in names:
            raise file_fault(path.name, OTHERS[".ods"])
        if len(parts) > MOST_PARTS:
            raise file_fault(path.name, f"more than {MOST_PARTS:,} parts in the workbook")
        return _check_parts(path, archive, parts)


def _check_parts(
    path: Path, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]
) -> dict[str, Layout]:
    found: dict[str, Layout] = {}
    left = MOST_ELEMENTS
    for info in parts:
        name = info.filename.lower()
        if "worksheets/" in name and name.endswith(".xml"):
            # Counts the cells before the reader unfolds any, of sheets that are not read too.
            found[info.filename] = layout_of(path, info.filename, left)
            left -= found[info.filename].elements
        elif name.endswith((".xml", ".rels", ".vml")):
            content = archive.read(info)
            elements = content.count(b"<") - content.count(b"</")
            if name.endswith("styles.xml") and elements > MOST_STYLES:
                rule = "the workbook has too many styles; paste the values into a new one"
                raise file_fault(path.name, rule)
            left -= elements
        if left < 0:
            raise _too_much(path)
    return found


def _too_much(path: Path) -> ClaimErrors:
    rule = (
        f"more than {MOST_ELEMENTS:,} cells, texts and the like in the workbook, or "
        f"{MOST_COLUMNS:,} cells in a row; save the sheet with claims as CSV UTF-8"
    )
    return file_fault(path.name, rule)


def layout_of(path: Path, part: str, most: int = MOST_ELEMENTS) -> Layout:
    """Look through a sheet once, with an XML parser, keeping nothing of its cells.

    Parameters
    ----------
    path : Path
        The workbook.
    part : str
        The sheet's part of the archive.
    most : int
        How many elements it may have.

    Returns
    -------
    Layout
        What was found.

    Raises
    ------
    ClaimErrors
        If it has more elements than are read, or a row more cells.
    """
    found = Layout()
    last_row, last_cell, in_row = 0, (0, ""), 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal last_row, last_cell, in_row
        kind = tag.rpartition(":")[2]
        found.elements += 1
        in_row = 0 if kind == "row" else in_row + (kind == "c")
        if found.elements > most or in_row > MOST_COLUMNS:
            raise _too_much(path)
        if kind == "c":
            match = _LETTERS.fullmatch(attributes.get("r", ""))
            if match:
                cell = (len(match[1]), match[1])
                found.ordered &= cell > last_cell
                last_cell = cell
        elif kind == "row":
            row = int(attributes.get("r", last_row + 1))
            found.ordered &= row > last_row
            last_row, last_cell = row, (0, "")
            if _is_set(attributes, "hidden"):
                found.rows.append(row)
        elif kind == "col" and _is_set(attributes, "hidden"):
            found.columns.append((int(attributes["min"]), int(attributes["max"])))
        elif kind == "vertAlign" and attributes.get("val") in RAISED:
            found.raised.append(f"{last_cell[1]}{last_row}")
        elif kind == "strike" and _is_set({"val": "1", **attributes}, "val"):
            found.struck.append(f"{last_cell[1]}{last_row}")
        elif kind == "mergeCell" and len(found.merged) < MOST_MERGED:
            found.merged.append(attributes.get("ref", ""))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        while block := file.read(1 << 20):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    return found


def _is_set(attributes: dict[str, str], name: str) -> bool:
    return attributes.get(name, "0").lower() in ("1", "true")


def check_layout(path: Path, found: Layout) -> None:
    """Refuse what the reader would pass over: merged cells, and rows or cells out of order.

    Parameters
    ----------
    path : Path
        The workbook.
    found : Layout
        Its sheet's.

    Raises
    ------
    ClaimErrors
        One for each group of merged cells, or one for the sheet.
    """
    for names, rule in (
        (found.merged, "merged cells; write the value into each cell"),
        (found.raised, "a raised or lowered character; leave it out"),
        (found.struck, "a part is struck out; leave it out"),
    ):
        if names:
            places = (Place(path.name, 0, "", name) for name in names)
            raise ClaimErrors(ClaimError(place, "", rule) for place in places)
    if not found.ordered:
        raise file_fault(path.name, "the rows of the sheet are out of order; save it anew")


def hidden_note(found: Layout, last_column: int) -> str:
    """Say which rows and columns that were read are hidden.

    Parameters
    ----------
    found : Layout
        The sheet's.
    last_column : int
        Number of the last column of the table.

    Returns
    -------
    str
        One sentence; blank if none is.
    """
    from openpyxl.utils import get_column_letter

    letters = [
        get_column_letter(number)
        for first, last in found.columns
        for number in range(first, min(last, last_column) + 1)
    ]
    hidden = " and ".join(
        f"{kind}{'' if len(names) == 1 else 's'} {listing(names, 5, ', ')}"
        for kind, names in (("row", list(map(str, found.rows))), ("column", letters))
        if names
    )
    return f"hidden {hidden} of the sheet were read too" if hidden else ""
