"""Works read from BibTeX come out whole in every format, and bad files name their entries."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import rispy

from purgestats.claims.datasets.datapackage import resource_path
from purgestats.claims.datasets.references import (
    Reference,
    read_bibliography,
    to_bibtex,
    to_csl,
    to_ris,
)
from purgestats.errors import ClaimErrors

BIB = r"""
@book{conquest-1968,
  title = {The {Great} Terror \& After},
  author = {Conquest, Robert and van der Berg, Jan},
  year = 1968,
  publisher = {Macmillan},
  address = {London}
}
@article{ivanov-1990,
  title = "Списки и числа",
  author = {Иванов, Иван and {Фонд Иофе}},
  journal = {Отечественная история},
  volume = {4}, number = {2}, pages = {1--9}, year = {1990}
}
@misc{note, title = {A note without an author}, urldate = {2026-11-26}}
"""


def written(folder: Path, text: str) -> Path:
    """A .bib file with this text."""
    path = folder / "mine.bib"
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_are_read_with_their_authors(tmp_path: Path) -> None:
    """Braces and commands go, particles stay with the family name, bodies stay whole."""
    found = read_bibliography(written(tmp_path, BIB))
    assert list(found) == ["conquest-1968", "ivanov-1990", "note"]
    book = found["conquest-1968"]
    assert book.fields["title"] == "The Great Terror & After"
    assert book.authors == ("Conquest, Robert", "van der Berg, Jan")
    assert found["ivanov-1990"].authors == ("Иванов, Иван", "Фонд Иофе")
    assert found["note"].authors == ()
    assert str(book).endswith('"The Great Terror & After" (Macmillan, 1968)')


def test_writing_and_reading_bibtex_gives_the_same_works(tmp_path: Path) -> None:
    """Nothing is lost or changed on the way, in our own file and in others."""
    for path in (written(tmp_path, BIB), resource_path("sources")):
        found = read_bibliography(path)
        again = read_bibliography(written(tmp_path, to_bibtex(list(found.values()))))
        assert again == found


def test_ris_is_read_by_another_program(tmp_path: Path) -> None:
    """Type, authors, title and year arrive where a reference manager looks for them."""
    works = list(read_bibliography(written(tmp_path, BIB)).values())
    book, article, note = rispy.loads(to_ris(works))
    assert (book["type_of_reference"], article["type_of_reference"]) == ("BOOK", "JOUR")
    assert book["authors"] == ["Conquest, Robert", "van der Berg, Jan"]
    assert (article["title"], article["secondary_title"]) == (
        "Списки и числа",
        "Отечественная история",
    )
    assert (book["year"], note["id"]) == ("1968", "note")
    assert note["access_date"] == "2026-11-26"


def test_csl_has_names_and_dates_in_parts(tmp_path: Path) -> None:
    """Persons have a family name, bodies a literal one, and years are numbers."""
    book, article, note = to_csl(list(read_bibliography(written(tmp_path, BIB)).values()))
    assert book["type"] == "book"
    assert book["author"][0] == {"family": "Conquest", "given": "Robert"}
    assert article["author"][1] == {"literal": "Фонд Иофе"}
    assert book["issued"] == {"date-parts": [[1968]]}
    assert "issued" not in note
    assert note["accessed"] == {"date-parts": [[2026, 11, 26]]}


@pytest.mark.parametrize(
    "text",
    [
        "@book{a, title = {x}}\n@book{a, title = {y}}\n",
        "@book{a, title = {x}\n@book{b, title = {y}}\n",
        "@book{a, title = {x}, title = {y}}\n",
    ],
)
def test_entries_that_cannot_be_read_are_named(tmp_path: Path, text: str) -> None:
    """A key or field that stands twice and a missing brace are faults with a line."""
    with pytest.raises(ClaimErrors, match="not a readable BibTeX entry") as caught:
        read_bibliography(written(tmp_path, text))
    assert all(error.line >= 1 for error in caught.value.errors)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Conquest, Robert,", "trailing comma"),
        ("Conquest, R., G., A.", "too many commas"),
    ],
)
def test_names_that_cannot_be_parted_are_named(tmp_path: Path, name: str, words: str) -> None:
    """Every author's name that is no name is a fault with a line, as any other."""
    text = f"@book{{a, title = {{x}}}}\n@book{{b, author = {{A and {name}}}}}\n"
    with pytest.raises(ClaimErrors, match=f"a name of an author: {words}") as caught:
        read_bibliography(written(tmp_path, text))
    assert [error.line for error in caught.value.errors] == [2]


def test_missing_and_wrongly_encoded_files_are_named(tmp_path: Path) -> None:
    """FileNotFoundError as for tables; another encoding is a fault."""
    with pytest.raises(FileNotFoundError):
        read_bibliography(tmp_path / "absent.bib")
    path = written(tmp_path, "")
    path.write_bytes(BIB.encode("cp1251"))
    with pytest.raises(ClaimErrors, match="UTF-8"):
        read_bibliography(path)


def test_the_users_logging_is_left_as_it_was(tmp_path: Path) -> None:
    """The parser is kept quiet, and nothing else."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        read_bibliography(written(tmp_path, BIB))
        assert logging.root.manager.disable == logging.WARNING
    finally:
        logging.disable(before)


def test_a_title_that_quotes_is_told_apart_from_its_quotation_marks() -> None:
    """Marks within a title are single, so that each pair closes."""
    work = Reference("w", "book", {"title": '"Judges" and Executioners'}, ("Chukhin, I.",))
    assert str(work) == """Chukhin, I., "'Judges' and Executioners\""""


def test_a_row_has_every_field_once() -> None:
    """The flat form keeps what the file says beside the usual fields."""
    row = Reference("k", "book", {"title": "T", "isbn": "1"}, ("A, B", "C")).to_row()
    assert row == {
        "source": "k",
        "type": "book",
        "author": "A, B; C",
        "title": "T",
        "year": "",
        "url": "",
        "note": "",
        "isbn": "1",
    }


LATEX = r"""
@book{gruen, title = {Die {\v{C}}eka in Wy\'sztyci \& \L{}\'od\'z},
  author = {Gr{\"u}n, J{\o}rgen and {\v{C}}apek, Karel},
  url = {https://example.org/a_b%20c}, note = {50\%, \unknown}}
"""


def test_accents_in_latex_come_out_as_letters(tmp_path):
    """What LaTeX writes with commands is read as the letters that it prints."""
    work = read_bibliography(written(tmp_path, LATEX))["gruen"]
    assert work.authors == ("Grün, Jørgen", "Čapek, Karel")
    assert work.fields["title"] == "Die Čeka in Wyśztyci & Łódź"
    assert work.fields["url"] == "https://example.org/a_b%20c"
    assert work.fields["note"] == r"50%, \unknown"


def test_a_backslash_comes_back(tmp_path):
    """A work written and read again has the same fields, backslashes at the end included."""
    work = Reference("a", "misc", {"title": "C:\\temp\\", "note": "5 % & more"}, ("Grün, Jan",))
    assert read_bibliography(written(tmp_path, to_bibtex([work])))["a"] == work
