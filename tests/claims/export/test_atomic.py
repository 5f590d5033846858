"""Files are written whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from purgestats.claims.export.atomic import check_target, write_file

CONTENTS = [bytes([65 + place]) * 500_000 for place in range(4)]
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has neither modes nor kill -9")

WRITES_FOR_EVER = """
import sys
from purgestats.claims.export.atomic import write_file
while True:
    for sign in b"ABCD":
        write_file(sys.argv[1], bytes([sign]) * 500_000, force=True)
        print("written", flush=True)
"""
FILLS_THE_DISK = """
import resource, signal, sys
from purgestats.claims.export.atomic import write_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_file(sys.argv[1], b"new" * 1000, force=True)
except OSError as error:
    print(error.strerror)
"""


def names(folder: Path) -> list[str]:
    """The names of all files in a folder, hidden ones included."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("force", [False, True])
def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, force: bool
) -> None:
    """If the disk fails at the end, what stood there stands and no part of the new is left."""
    file = tmp_path / "claims.csv"
    if force:
        file.write_text("mine")
    before = names(tmp_path)

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk is full"):
        write_file(file, b"new", force=force)
    assert names(tmp_path) == before
    assert not force or file.read_text() == "mine"


@posix
def test_a_full_disk_harms_nothing(tmp_path: Path) -> None:
    """Where the system refuses to write on, the old file stays whole and alone."""
    file = tmp_path / "claims.csv"
    file.write_text("mine")
    done = subprocess.run(
        [sys.executable, "-c", FILLS_THE_DISK, str(file)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "File too large"
    assert names(tmp_path) == ["claims.csv"]
    assert file.read_text() == "mine"


@pytest.mark.slow
@posix
def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    """Whenever a process is killed, the file holds all of one content and nothing of another."""
    file = tmp_path / "claims.csv"
    for killed_after in (1, 4):
        with subprocess.Popen(
            [sys.executable, "-c", WRITES_FOR_EVER, str(file)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            for _ in range(killed_after):
                process.stdout.readline()
            process.kill()
        assert file.read_bytes() in CONTENTS


def test_threads_do_not_disturb_one_another(tmp_path: Path) -> None:
    """Many threads may write one file and others read it: each reads a whole content."""
    file = tmp_path / "claims.csv"
    write_file(file, CONTENTS[0])

    def read(_: int) -> bool:
        return file.read_bytes() in CONTENTS

    def write(turn: int) -> bool:
        return write_file(file, CONTENTS[turn % 4], force=True) == file

    with ThreadPoolExecutor(8) as pool:
        turns: Iterator[bool] = pool.map(lambda n: (write if n % 2 else read)(n), range(40))
        assert all(turns)
    assert names(tmp_path) == ["claims.csv"]


def test_only_one_of_many_writers_makes_a_new_file(tmp_path: Path) -> None:
    """Without force, one writer wins and each of the others is told that the file exists."""

    def write(sign: int) -> bytes | None:
        try:
            write_file(tmp_path / "claims.csv", content := CONTENTS[sign])
        except FileExistsError:
            return None
        return content

    with ThreadPoolExecutor(4) as pool:
        written = [content for content in pool.map(write, range(4)) if content]
    assert written == [(tmp_path / "claims.csv").read_bytes()]
    assert names(tmp_path) == ["claims.csv"]


@posix
def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    """What only its owner may read stays so; a new file has the mode that any new file has."""
    old, new, other = (tmp_path / name for name in ("old.csv", "new.csv", "other.csv"))
    old.write_text("mine")
    old.chmod(0o600)
    write_file(old, b"new", force=True)
    write_file(new, b"new")
    other.write_text("")
    assert old.stat().st_mode & 0o777 == 0o600
    assert new.stat().st_mode == other.stat().st_mode


def test_a_file_system_without_second_names_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where files cannot be linked, a new file is still written and an old one still kept."""

    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    file = write_file(tmp_path / "claims.csv", b"new")
    assert file.read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        write_file(file, b"newer")
    assert names(tmp_path) == ["claims.csv"]


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    """The name of the file may be as long as the system allows."""
    file = tmp_path / ("a" * 251 + ".csv")
    assert write_file(file, b"new").read_bytes() == b"new"


def test_only_plain_files_are_written(tmp_path: Path) -> None:
    """A folder or a device is refused even with force; a link is followed, not replaced."""
    with pytest.raises(FileExistsError, match="not a plain file"):
        check_target(tmp_path, force=True)
    with pytest.raises(FileExistsError, match="not a plain file"):
        check_target(Path(os.devnull), force=True)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        check_target(tmp_path / "nowhere" / "a.csv")
    (tmp_path / "target.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "target.csv")
    write_file(tmp_path / "link.csv", b"new", force=True)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "target.csv").read_text() == "new"
