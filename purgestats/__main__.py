"""The command ``purgestats``, also as ``python -m purgestats``; an interruption ends it at once.

Nothing is imported before interruptions are seen to, for the command's own imports take a while.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

INTERRUPTED = 130


def _stop(*_: object) -> NoReturn:
    """End the process; a ledger, which keeps what it has found when interrupted, is not asked."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with suppress(OSError):
        os.write(2, b"Interrupted.\n")
    sys.exit(INTERRUPTED)


def main() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    for name in ("stdout", "stderr"):
        # What its caller has closed is None in Python, which no library expects.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    from purgestats.cli import main as command_line

    command_line(prog_name="purgestats")


if __name__ == "__main__":
    main()
