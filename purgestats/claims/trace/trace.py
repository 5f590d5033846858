"""From a claim to the place where its figure stands, and back.

trace : the way from a claim to its place.
Trace : that way, as a value.
published_sha256 : the SHA-256 of the text that was indexed.
"""

import re
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Final

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.trace.figure_index import article_folder, read_index, read_locator
from purgestats.errors import PurgestatsError, UnknownClaim, shown, unknown

_BESIDE: Final = 3


@dataclass(frozen=True)
class Trace:
    """The way from a claim to the place where its figure stands.

    Parameters
    ----------
    claim_id : str
        The claim.
    as_printed : str
        The figure as printed.
    claimant, source, locator : str
        Who says it, where it is printed, and at which place, as the claims table has them.
    section : str
        Section of the article; blank for a source that is not indexed.
    paragraph : int or None
        Paragraph within the section, from 1.
    paragraph_sha256 : str
        SHA-256 of the paragraph; blank for a source that is not indexed.
    tokens : tuple of str
        Numerals of the figure.
    before, after : tuple of str
        The numerals beside them in the paragraph, three at most on each side.
    """

    claim_id: str
    as_printed: str
    claimant: str
    source: str
    locator: str
    section: str = ""
    paragraph: int | None = None
    paragraph_sha256: str = ""
    tokens: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = {"claim": self.claim_id, "figure": self.as_printed}
        lines |= {"claimant": self.claimant, "source": self.source}
        if self.tokens:
            beside = [*self.before, f"[{' '.join(self.tokens)}]", *self.after]
            lines |= {"section": self.section, "paragraph": str(self.paragraph)}
            lines |= {"numerals": " · ".join(beside), "sha-256": self.paragraph_sha256}
        else:
            lines["place"] = f"{self.locator or 'not stated'} (not in the index of figures)"
        return "\n".join(f"{name:<9}  {value}" for name, value in lines.items())

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def to_frame(self) -> pd.DataFrame:
        """Give the way as a table of one row, so that the traces of many claims concatenate.

        Returns
        -------
        DataFrame
            One column a field; numerals are joined by `` · ``.

        Examples
        --------
        >>> Trace("a", "16", "x", "y", "z", tokens=("16",)).to_frame()["tokens"].tolist()
        ['16']
        """
        joined = {
            name: " · ".join(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }
        return pd.DataFrame([joined]).astype({"paragraph": "Int64"})


def trace(
    claim_id: str,
    claims: object | None = None,
    index: pd.DataFrame | None = None,
    vocabulary: UserVocabulary = None,
) -> Trace:
    r"""Show the way from a claim to the place where its figure stands.

    Parameters
    ----------
    claim_id : str
        The claim.
    claims : DataFrame, optional
        Claims table; all of `load()` without it.
    index : DataFrame, optional
        Index of figures; the one that comes with purgestats without it.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Trace
        Source, section, paragraph and numerals. For a claim from a source that is not indexed
        the place is only the locator.

    Raises
    ------
    UnknownClaim
        If there is no such claim; the nearest ids are named.

    Examples
    --------
    >>> from purgestats.claims.trace.figure_index import build_index
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["tried"],
    ...         "measure": ["convictions"],
    ...         "as_printed": ["16"],
    ...         "claimant": ["wikipedia"],
    ...         "source": ["wikipedia-great-purge"],
    ...         "locator": ["Trials, para. 1"],
    ...     }
    ... )
    >>> index = build_index("= Trials =\nIn 1936, 16 were tried.", claims)
    >>> trace("tried", claims, index).before
    ('1936',)
    """
    table = catalogue.load() if claims is None else take(claims, vocabulary).frame
    found = table[table["claim_id"] == claim_id]
    if found.empty:
        words = f"there is no claim {shown(str(claim_id))}"
        raise unknown(UnknownClaim, words, claim_id, table["claim_id"].astype(str))
    names = ["as_printed", "claimant", "source", "locator"]
    way = Trace(claim_id, *found.iloc[0][names])
    return _placed(way, read_index() if index is None else index)


def published_sha256() -> str:
    """Give the SHA-256 of the article's text as it was indexed.

    Returns
    -------
    str
        64 hexadecimal digits, from the README of the article's folder.

    Raises
    ------
    PurgestatsError
        If the README does not state it once.

    Examples
    --------
    >>> len(published_sha256())
    64
    """
    readme = (article_folder() / "README.md").read_text(encoding="utf-8")
    stated: set[str] = set(re.findall(r"\b[0-9a-f]{64}\b", readme))
    if len(stated) != 1:
        raise PurgestatsError("the README of the article must state one SHA-256")
    return stated.pop()


def _placed(way: Trace, index: pd.DataFrame) -> Trace:
    """Add the place in the index, if the claim has one."""
    place = read_locator(way.locator)
    if place is None:
        return way
    here = index[(index["section"] == place[0]) & (index["paragraph"] == place[1])]
    mine = [i for i, ids in enumerate(here["claim_ids"]) if way.claim_id in ids.split(";")]
    if not mine:
        return way
    tokens = tuple(here["token"])
    first, end = mine[0], mine[-1] + 1
    before, after = tokens[max(0, first - _BESIDE) : first], tokens[end : end + _BESIDE]
    way = replace(way, tokens=tokens[first:end], before=before, after=after)
    sha256 = here["paragraph_sha256"].iloc[0]
    return replace(way, section=place[0], paragraph=place[1], paragraph_sha256=sha256)
