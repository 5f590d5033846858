"""A Parquet file is read as text and numbers; anything else in it is named, not converted."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

import purgestats as ps
from purgestats.claims.files import readers
from purgestats.errors import ClaimErrors

COLUMNS: dict[str, Any] = {
    "claim_id": ["a", "b"],
    "measure": ["arrests", "arrests"],
    "as_printed": ["1,300,000", "about 40,000"],
    "claimant": ["me", "me"],
    "source": ["notes", "notes"],
}


def save(path: Path, **more: Any) -> Path:
    """Write the columns, some replaced or added."""
    pq.write_table(pa.table(COLUMNS | more), path)
    return path


def test_text_numbers_and_blanks_are_read(tmp_path: Path) -> None:
    """Every type of text and number there is, with missing values as blank cells."""
    path = save(
        tmp_path / "t.parquet",
        measure=pa.array(["arrests", "arrests"]).dictionary_encode(),
        claimant=pa.array(["me", "you"], pa.large_string()),
        claim_year=pa.array([1968, None], pa.int16()),
        low=pa.array([None, 36000.0]),
        best=pa.array([None, 40000], pa.int64()),
        high=pa.array([None, 44000.0]),
        note=pa.array([None, None], pa.null()),
    )
    found = ps.read_claims(path)
    assert found["claim_year"].tolist() == [1968, pd.NA]
    assert found["low"].tolist() == [1_250_000.0, 36_000.0]
    assert found["note"].tolist() == ["", ""]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([b"x", b"y"]),
        pa.array([True, False]),
        pa.array([["x"], ["y"]]),
        pa.array([{"x": 1}, {"x": 2}]),
        pa.array([pd.Timestamp("1937-01-01"), None]),
    ],
    ids=lambda values: str(values.type),
)
def test_other_types_are_faults(tmp_path: Path, values: Any) -> None:
    """Bytes, truth values, lists and dates are not turned into text."""
    with pytest.raises(ClaimErrors, match="neither text nor numbers") as caught:
        ps.read_claims(save(tmp_path / "t.parquet", note=values))
    assert [error.column for error in caught.value.errors] == ["note"]


def test_a_folder_name_adds_no_column(tmp_path: Path) -> None:
    """A path that looks like a partition of a dataset is only a path."""
    folder = tmp_path / "stance=rejects"
    folder.mkdir()
    assert ps.read_claims(save(folder / "t.parquet"))["stance"].tolist() == ["asserts"] * 2


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    """Neither is dropped."""
    path = tmp_path / "t.parquet"
    names = [*COLUMNS, "source"]
    pq.write_table(
        pa.Table.from_arrays([*map(pa.array, COLUMNS.values()), ["x", "y"]], names), path
    )
    with pytest.raises(ClaimErrors, match="names this column twice"):
        ps.read_claims(path)


def test_a_small_file_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither many rows of one value nor large values are unpacked."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"note": pa.array(["x"] * 200_000)}), path)
    assert path.stat().st_size < 10_000
    for limit, words in (
        ("MOST_CELLS", "or 100,000 cells"),
        ("MOST_ROWS", "more than 100,000 rows"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(readers, limit, 100_000)
            with pytest.raises(ClaimErrors, match=words):
                ps.read_claims(path)
    pq.write_table(pa.table({"note": ["x" * 1_000_000]}), path, compression="zstd")
    with pytest.raises(ClaimErrors, match="unpacks to"):
        ps.read_claims(path, max_bytes=100_000)


@pytest.mark.slow
def test_truncated_and_damaged_files_give_faults_or_every_row(tmp_path: Path) -> None:
    """Cut off anywhere it is refused; with bytes changed, nothing but our errors comes out."""
    path = tmp_path / "t.parquet"
    ps.load("arrests").to_parquet(path)
    whole, rng = path.read_bytes(), random.Random(4)
    for part in range(1, 20):
        path.write_bytes(whole[: len(whole) * part // 20])
        with pytest.raises(ClaimErrors):
            ps.read_claims(path)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged)
        with contextlib.suppress(ClaimErrors):
            assert len(ps.read_claims(path)) == len(ps.load("arrests"))


@pytest.mark.slow
def test_equal_ids_by_the_million_do_not_fill_the_memory(tmp_path: Path) -> None:
    """Faults are kept up to a number, and the last says that there are more."""
    rows = 1_000_000
    table = {name: pa.array([values[0]] * rows) for name, values in COLUMNS.items()}
    pq.write_table(pa.table(table), tmp_path / "t.parquet")
    with pytest.raises(ClaimErrors) as caught:
        ps.read_claims(tmp_path / "t.parquet")
    assert len(caught.value.errors) == 10_001
    assert "there are more" in caught.value.errors[-1].rule
