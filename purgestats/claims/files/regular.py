"""Whether a CSV text is so regular that every reader of CSV reads the same in it.

Quick readers forgive much, each something else. They are asked only where nothing is to forgive;
every other file goes to the strict reader, which says what is wrong.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

_CHUNK = 16_000_000
#: The longest line; the csv module refuses a cell of more than this many characters.
_LONGEST = 131_072


def is_regular(content: bytes, delimiter: str, width: int) -> bool:
    """Say whether each line has so many cells, not all blank, and quotes enclose whole cells."""
    if b"\r" in content or not content.endswith(b"\n"):
        return False
    signs = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero(signs == ord("\n"))
    quotes = np.flatnonzero(signs == ord('"'))
    lengths = np.diff(ends, prepend=-1)
    if len(quotes) % 2 or lengths.min() == 1 or lengths.max() > _LONGEST:
        return False
    if np.any(np.searchsorted(quotes, ends) % 2):
        return False
    beside = np.array([ord(delimiter), ord("\n"), ord('"')], dtype=np.uint8)
    opening, closing = quotes[::2], quotes[1::2]
    before = signs[opening[opening > 0] - 1]
    if not (np.isin(before, beside).all() and np.isin(signs[closing + 1], beside).all()):
        return False
    if any(_is_blank(content, ends, line, delimiter) for line in _dark(signs, ends, delimiter)):
        return False
    between = np.flatnonzero(signs == ord(delimiter))
    if len(quotes):
        between = between[np.searchsorted(quotes, between) % 2 == 0]
    return bool(np.all(np.diff(np.searchsorted(between, ends), prepend=0) == width - 1))


def _dark(signs: NDArray[np.uint8], ends: NDArray[np.intp], delimiter: str) -> NDArray[np.intp]:
    """Return the lines in which no letter, digit or sign of ASCII stands."""
    visible = (signs > ord(" ")) & (signs < 127) & (signs != ord(delimiter)) & (signs != ord('"'))
    starts = np.concatenate([[0], ends[:-1] + 1])
    return np.flatnonzero(np.add.reduceat(visible, starts, dtype=np.intp) == 0)


def _is_blank(content: bytes, ends: NDArray[np.intp], line: int, delimiter: str) -> bool:
    """Say whether a line holds nothing but blank cells."""
    text = content[ends[line - 1] + 1 if line else 0 : ends[line]].decode()
    return not text.replace(delimiter, "").replace('"', "").strip()


def is_regular_file(path: Path, delimiter: str, width: int) -> bool:
    """Say the same of a file in UTF-8 of any size, whose lines all end in one way."""
    try:
        with path.open("rb") as file:
            return all(is_regular(part, delimiter, width) for part in _parts(file))
    except UnicodeError:
        return False


def _parts(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, many at a time; an error if they are not UTF-8 of one kind."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    rest, ending = b"", b""
    while chunk := file.read(_CHUNK):
        decoder.decode(chunk)
        ending = ending or (b"\r\n" if b"\r\n" in chunk else b"\n")
        part, end, rest = (rest + chunk).rpartition(ending)
        yield _plain(part + end, ending)
    decoder.decode(b"", final=True)
    if rest:
        yield _plain(rest + ending, ending)


def _plain(content: bytes, ending: bytes) -> bytes:
    """Return lines without byte order mark, ending in a line feed; others stay as they are."""
    if ending == b"\r\n" and content.count(b"\n") == content.count(ending):
        content = content.replace(ending, b"\n")
    return content.removeprefix(codecs.BOM_UTF8)
