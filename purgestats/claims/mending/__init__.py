"""Cells that break a rule, mended where only one thing can be meant."""
