"""List the packages that the lock installs here by licence, for the notes of a release."""

from __future__ import annotations

import re
import sys
import textwrap
from collections import defaultdict
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"


def licence(package: Distribution) -> str:
    """Return what a package says of its licence: an expression, a classifier, or its own words."""
    told = package.metadata
    classified = [
        one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if "License ::" in one
    ]
    words = told.get("License-Expression") or ", ".join(classified) or told.get("License") or ""
    return words.splitlines()[0] if words else "not stated"


def main() -> int:
    """Print one paragraph a licence, the commonest first."""
    found = defaultdict(list)
    for name in sorted(set(re.findall(r"(?m)^([A-Za-z0-9._-]+)==", LOCK.read_text()))):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        found[licence(package)].append(f"{name} {package.version}")
    for words, names in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
        line = f"- {words}: {', '.join(names)}."
        print(textwrap.fill(line, 128, subsequent_indent="  ", break_on_hyphens=False))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
