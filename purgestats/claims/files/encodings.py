"""Which encoding a text file is in: UTF-8, or CP1251 where the letters bear it out."""

from __future__ import annotations

import codecs
import re

#: The commonest letters of Russian, which other Cyrillic encodings would place elsewhere.
_COMMON = "оеаинтсрвлОЕАИНТСРВЛ"
_RIVALS = ("koi8-r", "cp866", "iso8859-5")
_ASCII = bytes(range(128))
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")

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


class UnreadableText(ValueError):
    """Bytes that are no text in an encoding we read.

    Parameters
    ----------
    rule : str
        What is wrong, and how to mend it.
    line : int
        Line of the first such byte, from 1; 0 for the file as a whole.
    """

    def __init__(self, rule: str, line: int = 0) -> None:
        super().__init__(rule)
        self.rule, self.line = rule, line


def decode(content: bytes) -> str:
    """Decode UTF-8, with or without a mark, or CP1251; refuse what is neither.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    str
        The text.

    Raises
    ------
    UnreadableText
        If the bytes are neither; nothing is guessed from a text that reads as nonsense.

    Examples
    --------
    >>> decode("около 40 тыс.".encode("cp1251"))
    'около 40 тыс.'
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or content[:64].count(0) > 16:
        raise UnreadableText("the encoding is UTF-16 or the file is binary; save it as CSV UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode("cp1251")
    except UnicodeDecodeError:
        text = ""
    if not text or any(pattern.search(text) for pattern in _ODD) or not _is_cp1251(content, text):
        raise UnreadableText(
            "the encoding is neither UTF-8 nor, for certain, CP1251; save it as CSV UTF-8", line
        )
    return text


def _is_cp1251(content: bytes, text: str) -> bool:
    """Say whether the letters are where CP1251, and no other encoding, has them."""
    beyond = len(content.translate(None, _ASCII))
    if 4 * len(_UTF8_PAIR.findall(content)) > beyond:
        return False
    if not _LETTER_OR_NUMERO.search(text):
        return True
    if not _WORD.search(text) or (_MAC_CAPITAL.search(text) and not _CAPITAL.search(text)):
        return False
    common = _count(content, "cp1251")
    return all(common > _count(content, rival) for rival in _RIVALS)


def _count(content: bytes, encoding: str) -> int:
    return sum(content.count(letter.encode(encoding)) for letter in _COMMON)
