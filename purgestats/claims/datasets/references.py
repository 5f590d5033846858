"""References: the works in a BibTeX file, and the formats that reference managers read."""

import logging
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from purgestats._names import tables
from purgestats.errors import ClaimError, ClaimErrors, Place, harmless

_NAMES = tables(__file__)


@dataclass(frozen=True)
class Reference:
    """One work.

    Parameters
    ----------
    key : str
        As used in the claims' column source.
    kind : str
        BibTeX entry type: book, article, misc, ...
    fields : dict of str to str
        Fields as in the file, braces removed.
    authors : tuple of str
        ``Family, Given``, or the name of a body.
    """

    key: str
    kind: str
    fields: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()

    def to_row(self) -> dict[str, str]:
        """Return the reference as one flat row."""
        row = {"source": self.key, "type": self.kind, "author": "; ".join(self.authors)}
        row |= {name: self.fields.get(name, "") for name in ("title", "year", "url", "note")}
        return row | {name: value for name, value in self.fields.items() if name not in row}

    def __str__(self) -> str:
        """Return the short citation: authors, title, where and when."""
        places = ("journal", "booktitle", "howpublished", "publisher", "archive")
        where = [self.fields[name] for name in places if self.has(name)][:1]
        where += [self.fields["year"]] if self.has("year") else []
        title = '"{}"'.format(self.fields.get("title", self.key).replace('"', "'"))
        text = f"{', '.join(self.authors)}, {title}" if self.authors else title
        return f"{text} ({', '.join(where)})" if where else text

    def has(self, name: str) -> bool:
        """Say whether a field is filled."""
        return bool(self.fields.get(name))


def read_bibliography(path: Path) -> dict[str, Reference]:
    """Read a BibTeX file."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares.names import InvalidNameError

    if not path.is_file():
        raise FileNotFoundError(f"no file {str(path)!r}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ClaimErrors([ClaimError(Place(path.name), "", "save the file as UTF-8")]) from None
    # The parser would also log what it could not read, to the user's screen.
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        library = parse_string(text)
    finally:
        logging.disable(before)
    rule = "not a readable BibTeX entry, or its key stands twice"
    faults = [_fault(path, block, rule) for block in library.failed_blocks]
    found = {}
    for entry in library.entries:
        try:
            found[entry.key] = _reference(entry)
        except InvalidNameError as error:
            faults.append(_fault(path, entry, f"a name of an author: {error.reason.lower()}"))
    if faults:
        raise ClaimErrors(faults)
    return found


def _fault(path: Path, block: Any, rule: str) -> ClaimError:
    line = block.start_line + 1 if block.start_line is not None else 0
    return ClaimError(Place(path.name, line), (block.raw or "").split("\n")[0], rule)


def _reference(entry: Any) -> Reference:
    raw = {item.key.lower(): str(item.value) for item in entry.fields}
    authors = _authors(raw.pop("author", ""))
    fields = {name: _plain(value) for name, value in raw.items()}
    return Reference(entry.key, entry.entry_type.lower(), fields, authors)


def _plain(value: str) -> str:
    """Return a field without braces, LaTeX's accents and signs as the letters they stand for."""
    if "\\" in value:
        value = str(_latex().latex_to_text(value))
    return " ".join(value.replace("{", "").replace("}", "").split())


@cache
def _latex() -> Any:
    """Return what turns LaTeX into text; a macro that it does not know stays as it is written."""
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    known = get_default_latex_context_db()
    as_written = MacroTextSpec("", simplify_repl=lambda node: node.latex_verbatim())
    known.set_unknown_macro_spec(as_written)
    return LatexNodes2Text(latex_context=known, keep_comments=True)


def without_controls(work: Reference) -> Reference:
    """Return a work in which control characters can be seen and do nothing."""
    fields = {harmless(name): harmless(value) for name, value in work.fields.items()}
    authors = tuple(map(harmless, work.authors))
    return Reference(harmless(work.key), harmless(work.kind), fields, authors)


def _authors(value: str) -> tuple[str, ...]:
    from bibtexparser.middlewares import names

    if not value:
        return ()
    found = []
    for person in names.split_multiple_persons_names(value):
        if person.startswith("{"):
            found.append(_plain(person))
            continue
        parts = names.parse_single_name_into_parts(person)
        family = _plain(" ".join([*parts.von, *parts.last]))
        given = _plain(" ".join(parts.first))
        found.append(f"{family}, {given}" if given else family)
    return tuple(found)


def to_bibtex(references: list[Reference]) -> str:
    """Write references in BibTeX."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field
    from bibtexparser.writer import BibtexFormat

    library = Library()
    keys = _bibtex_keys(references)
    for key, work in zip(keys, references, strict=True):
        fields = [Field(name, _bibtex_value(name, value)) for name, value in work.fields.items()]
        if work.authors:
            authors = [_bibtex_value("author", name) for name in work.authors]
            names = [name if "," in name else f"{{{name}}}" for name in authors]
            fields.insert(0, Field("author", " and ".join(names)))
        library.add(Entry(work.kind, key, fields))
    form = BibtexFormat()  # type: ignore[no-untyped-call]
    form.indent = "  "
    return str(write_string(library, bibtex_format=form))


def _bibtex_keys(references: list[Reference]) -> list[str]:
    """Make keys that BibTeX can read of sources that may be free text; no two are the same."""
    keys: list[str] = []
    for work in references:
        name = re.sub(r"[^\w.:/-]+", "-", work.key).strip("-") or "source"
        taken = sum(key == name or key.startswith(f"{name}--") for key in keys)
        keys.append(f"{name}--{taken + 1}" if taken else name)
    return keys


def _bibtex_value(name: str, value: str) -> str:
    value = value.replace("{", "").replace("}", "").replace("\\", r"\textbackslash{}")
    return value if name == "url" else re.sub(r"([&%])", r"\\\1", value)


def _renamed(work: Reference, form: str) -> dict[str, str]:
    """Return the fields that are filled, by the names that a format has for them."""
    names = _NAMES[form]["fields"].items()
    return {theirs: work.fields[ours] for ours, theirs in names if work.has(ours)}


def to_ris(references: list[Reference]) -> str:
    """Write references in RIS."""
    import rispy

    records = []
    for work in references:
        kind = _NAMES["ris"]["kinds"].get(work.kind, "GEN")
        record: dict[str, Any] = {"type_of_reference": kind, "id": work.key}
        record |= {"authors": list(work.authors)} if work.authors else {}
        record |= _renamed(work, "ris")
        record |= {"urls": [work.fields["url"]]} if work.has("url") else {}
        records.append(record)
    # The writer numbers records in lines that the format does not know.
    return re.sub(r"(?m)^\d+\.\n(?=TY  - )", "", str(rispy.dumps(records)))


def to_csl(references: list[Reference]) -> list[dict[str, Any]]:
    """Return references as CSL-JSON items."""
    items = []
    for work in references:
        kind = _NAMES["csl"]["kinds"].get(work.kind, "document")
        item: dict[str, Any] = {"id": work.key, "type": kind}
        item |= {"author": list(map(_csl_name, work.authors))} if work.authors else {}
        item |= _renamed(work, "csl")
        for name, target in (("year", "issued"), ("urldate", "accessed")):
            parts = work.fields.get(name, "").split("-")
            if all(map(str.isdecimal, parts)):
                item[target] = {"date-parts": [[int(part) for part in parts]]}
        items.append(item)
    return items


def _csl_name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": name}
