"""Consensus: how many independent counts state or allow each value."""
