"""The command ``purgestats``, also as ``python -m purgestats``; an interruption ends it at once.

Nothing is imported before interruptions are seen to, for the command's own imports take a while.
"""

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import NoReturn

INTERRUPTED = 130
#: How long Python may take to hear of an interruption and to clean up, in seconds.
GRACE = 0.5


def _stop(*_: object) -> NoReturn:
    """End the process; a ledger, which keeps what it has found when interrupted, is not asked."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _say_so()
    sys.exit(INTERRUPTED)


def _say_so() -> None:
    with suppress(OSError):
        os.write(2, b"Interrupted.\n")


def _watch() -> None:
    """End the process also where the solver or another library works on in its own code.

    Python calls ``_stop`` only when that is done, which may take half a minute.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

    def end() -> None:
        while os.read(reading, 1) != bytes([signal.SIGINT]):
            pass
        time.sleep(GRACE)
        if signal.getsignal(signal.SIGINT) is _stop:
            _say_so()
        os._exit(INTERRUPTED)

    threading.Thread(target=end, daemon=True).start()


def main() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
        if os.name == "posix":
            _watch()
    for name in ("stdout", "stderr"):
        # What its caller has closed is None in Python, which no library expects.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    from purgestats.cli import main as command_line

    command_line(prog_name="purgestats")


if __name__ == "__main__":
    main()
