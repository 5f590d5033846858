"""The commands, one a file of its name, each entered in the list of ``purgestats.cli``."""
