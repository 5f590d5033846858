"""Bound tightening: the lowest and highest value of each quantity."""
