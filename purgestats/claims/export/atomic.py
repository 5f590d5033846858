"""The one writer of files: whole or not at all, whatever else writes beside it."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path


def check_target(path: Path, *, force: bool = False) -> Path:
    """Return the file that a path leads to, links followed, if it may be written."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise FileExistsError(f"{path} is not a plain file")
    if target.exists() and not force:
        raise FileExistsError(
            f"{path} exists; nothing was written (--force or force=True writes over it)"
        )
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.parent}")
    return target


def write_file(path: str | Path, content: bytes, *, force: bool = False) -> Path:
    """Write a file whole or not at all; one that is written over keeps its mode and owner."""
    target = check_target(Path(path), force=force)
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            if target.exists():
                _take_after(target, part)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if force:
            part.replace(target)
        else:
            _put(part, target)
    finally:
        part.unlink(missing_ok=True)
    return Path(path)


def _take_after(target: Path, part: Path) -> None:
    """Give a new file the owner and the mode of the one that it will replace."""
    held = target.stat()
    with suppress(AttributeError, PermissionError):
        os.chown(part, held.st_uid, held.st_gid)
    part.chmod(stat.S_IMODE(held.st_mode))


def _put(part: Path, target: Path) -> None:
    """Give a file its name unless another writer has been quicker."""
    try:
        os.link(part, target)
    except FileExistsError:
        check_target(target)
    except OSError:
        # Some file systems know no second name for a file.
        part.replace(check_target(target))
