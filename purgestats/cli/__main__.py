"""``python -m purgestats.cli``: the same as the command."""

from purgestats.cli import main

main(prog_name="purgestats")
