"""Pooling: structured judgement and random effects."""
