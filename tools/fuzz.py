"""Give every reader damaged files for a while: each is read or refused in our own words.

Run as ``python tools/fuzz.py MINUTES [FIRST SEED]``. A seed that fails is printed, with what
happened, and can be named to run it again.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "damage")]

import damage  # noqa: E402

import purgestats as ps  # noqa: E402

PHRASES = (
    "about",
    "не менее",
    "от",
    "до",
    "7",
    "40,000",
    "½",
    "млн",
    "million",
    "%",
    "-",
    "x",
    "і",
)
LIST = "date,region,name\n1937-08-05,tula,A\n05.08.1937,omsk,B\nоктябрь 1937 г.,tula,\n"
ABOUT = {"measure": "executions", "period": "date", "source": "s", "claimant": "c"}


def claims(chance: random.Random, folder: Path) -> None:
    """Read a damaged table of claims."""
    kind, make = chance.choice((("csv", damage.damaged_csv), ("xlsx", damage.damaged_xlsx)))
    file = folder / f"claims.{kind}"
    file.write_bytes(make(chance))
    ps.read_claims(file)


def parquet(chance: random.Random, folder: Path) -> None:
    """Read a damaged Parquet file."""
    file = ps.write_claims(ps.load("abroad"), folder / "claims.parquet", force=True)
    file.write_bytes(damage.damage_bytes(chance, file.read_bytes()))
    ps.read_claims(file)


def sources(chance: random.Random, folder: Path) -> None:
    """Read a damaged bibliography."""
    file = folder / "sources.bib"
    file.write_bytes(damage.damage_bytes(chance, ps.cite(ps.load("abroad"), "bibtex").encode()))
    ps.cite(ps.load("abroad"), sources=file)


def lists(chance: random.Random, folder: Path) -> None:
    """Tally a damaged list of persons."""
    file = folder / "list.csv"
    file.write_bytes(damage.damage_bytes(chance, LIST.encode()))
    ps.tally(file, **ABOUT)  # type: ignore[arg-type]


def words(chance: random.Random, _: Path) -> None:
    """Read phrases, periods and quantities put together at random."""
    text = " ".join(chance.choices(PHRASES, k=chance.randint(1, 6)))
    chance.choice((ps.read_figure, ps.Period.parse, ps.Quantity.parse))(text)


TARGETS: tuple[Callable[[random.Random, Path], None], ...] = (
    *(claims, claims, parquet, sources, lists, words),
)


def main(arguments: list[str]) -> int:
    """Try seed after seed until the time is over."""
    end, tried = time.monotonic() + 60 * float(arguments[0]), 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in count(int(arguments[1]) if len(arguments) > 1 else 10_000):
            if time.monotonic() > end:
                break
            tried += 1
            try:
                TARGETS[seed % len(TARGETS)](random.Random(seed), Path(folder))
            except ps.PurgestatsError:
                continue
            except Exception:
                print(f"seed {seed}, {TARGETS[seed % len(TARGETS)].__name__}")  # noqa: T201
                traceback.print_exc()
                return 1
    print(f"{tried:,} files and phrases, each read or refused")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
