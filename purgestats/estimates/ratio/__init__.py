"""Ratios of figures, and over-representation."""
