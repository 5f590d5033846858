"""How terms, claimants and sources are called: the labels that all other words are made with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: What a claim counts, in the order in which it is written.
DIMENSIONS = ("measure", "group", "operation", "place", "period")

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def clean(value: object) -> str:
    r"""Return a cell as text that can be shown: no control characters, no halves of characters.

    >>> clean("Corrina\n Kuhr"), clean(None)
    ('Corrina Kuhr', '')
    """
    # A missing value of pandas is neither equal to itself nor, if it is NA, true or false.
    if value is None or str(value) in ("<NA>", "NaT") or value != value:
        return ""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return " ".join(_UNSAFE.sub(" ", text).split())


@dataclass(frozen=True)
class Labels:
    """Words for what stands in the tables as keys; what has no label is shown as it stands.

    Parameters
    ----------
    terms : mapping of str to mapping of str to str
        For each dimension (measure, group, operation, place) the label of each term.
    claimants : mapping of str to str
        Name of each claimant.
    works : mapping of str to str
        Author, title and year of each source.
    """

    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    claimants: Mapping[str, str] = field(default_factory=dict)
    works: Mapping[str, str] = field(default_factory=dict)

    def term(self, dimension: str, term: str) -> str:
        """Return the words for a term; one without a label stands with blanks for hyphens.

        >>> labels = Labels({"measure": {"executions": "executed"}})
        >>> labels.term("measure", "executions"), labels.term("group", "my-own-group")
        ('executed', 'my own group')
        """
        label = self.terms.get(dimension, {}).get(term)
        # A vocabulary without labels calls a term by its own slug.
        return clean(label if label and label != term else term.replace("-", " "))

    def claimant(self, key: str) -> str:
        """Return the name of who gives a figure; free text stays as it is."""
        return clean(self.claimants.get(key) or key)

    def work(self, key: str) -> str:
        """Return the source of a figure in words; free text stays as it is."""
        return clean(self.works.get(key) or key)
