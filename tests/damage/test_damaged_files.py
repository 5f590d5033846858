"""A thousand damaged files give listed faults or a clean load, and never anything else."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from damage import as_csv, as_xlsx, damage_bytes, damaged_csv, damaged_xlsx, table

import purgestats as ps
from purgestats.claims.datasets.references import read_bibliography, to_bibtex, to_csl, to_ris
from purgestats.cli import main

pytestmark = pytest.mark.slow

BIBLIOGRAPHY = """@book{a, title={Some {Title} \\& more}, author={Conquest, Robert and {A Body}}}
@misc{b, title="x", note={заметка}}
@string{k="v"}
"""


def is_plain(text: str) -> bool:
    """Say whether a terminal would only show a text: no controls, no turned direction."""
    return all(line.replace("\u00a0", " ").isprintable() for line in text.split("\n"))


def damaged(folder: Path, seed: int) -> Path:
    """Write one damaged file; every fourth is a workbook, as they take long to write."""
    chance = random.Random(seed)
    kind = "xlsx" if seed % 4 == 0 else "csv"
    file = folder / f"claims-{seed}.{kind}"
    file.write_bytes(damaged_xlsx(chance) if kind == "xlsx" else damaged_csv(chance))
    return file


def outcome(file: Path) -> tuple[pd.DataFrame | None, ps.ClaimErrors | None]:
    """Read a file: its claims or its faults; any other error goes through."""
    try:
        return ps.read_claims(file), None
    except ps.ClaimErrors as faults:
        return None, faults


@pytest.mark.parametrize("block", range(4))
def test_reading_gives_listed_faults_or_claims(tmp_path: Path, block: int) -> None:
    """Of 4 times 250 files each raises ClaimErrors, every fault with its rule, or loads whole."""
    seen: Counter[str] = Counter()
    for seed in range(250 * block, 250 * (block + 1)):
        file = damaged(tmp_path, seed)
        claims, faults = outcome(file)
        if faults is None:
            seen["clean"] += 1
            assert ps.validate(claims).equals(claims), seed
        else:
            seen["faults"] += 1
            assert faults.errors, seed
            assert all(one.rule and one.file == file.name for one in faults.errors), seed
            assert is_plain(str(faults)), seed
    assert min(seen["faults"], seen["clean"]) > 10


def test_the_command_ends_with_0_or_2_and_prints_plain_text(tmp_path: Path) -> None:
    """`purgestats check` and `export` never end otherwise, and a bad file leaves nothing behind."""
    for seed in range(4_000, 4_060):
        file, output = damaged(tmp_path, seed), tmp_path / f"{seed}-out.csv"
        checked = CliRunner().invoke(main, ["check", str(file)])
        assert checked.exit_code in (0, 2), seed
        assert is_plain(checked.output), seed
        exported = CliRunner().invoke(main, ["export", str(output), "--file", str(file)])
        assert exported.exit_code == checked.exit_code, seed
        assert output.exists() is (checked.exit_code == 0), seed
        assert is_plain(exported.output), seed


def test_claims_that_load_can_be_reckoned_with_and_written(tmp_path: Path) -> None:
    """What loads from a damaged file enters a ledger, and comes back from every format."""
    loaded = 0
    for seed in range(5_000, 5_160):
        if seed % 4 == 0:
            continue
        claims, _ = outcome(damaged(tmp_path, seed))
        if claims is None:
            continue
        loaded += 1
        assert isinstance(ps.Ledger(claims).is_consistent(), bool), seed
        for ending in ("tsv", "parquet"):
            file = ps.write_claims(claims, tmp_path / f"{seed}-out.{ending}")
            assert ps.read_claims(file).equals(claims), seed
    assert loaded > 10


def test_a_damaged_bibliography_gives_faults_or_works_that_can_be_written(tmp_path: Path) -> None:
    """A .bib file is read or refused, and what was read makes sound records in every format."""
    file, copy = tmp_path / "mine.bib", tmp_path / "copy.bib"
    read = 0
    for seed in range(300):
        chance = random.Random(seed)
        content = BIBLIOGRAPHY.encode()
        for _ in range(chance.randint(1, 3)):
            content = damage_bytes(chance, content)
        file.write_bytes(content)
        try:
            works = list(read_bibliography(file).values())
        except ps.ClaimErrors:
            continue
        read += 1
        copy.write_text(to_bibtex(works), encoding="utf-8")
        assert len(read_bibliography(copy)) == len(works), seed
        assert to_ris(works).count("\nER  -") == len(works), seed
        assert len(to_csl(works)) == len(works), seed
    assert read > 50


@pytest.mark.parametrize(("kind", "write"), [("csv", as_csv), ("xlsx", as_xlsx)])
def test_the_undamaged_table_is_sound(tmp_path: Path, kind: str, write) -> None:
    """Faults come from the damage: the table before it loads."""
    file = tmp_path / f"claims.{kind}"
    file.write_bytes(write(table()))
    assert len(ps.read_claims(file)) == 4
