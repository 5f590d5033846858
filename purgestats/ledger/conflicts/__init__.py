"""Minimal conflicts: feasibility oracle, MUS enumeration, strain, slips, explanations."""
