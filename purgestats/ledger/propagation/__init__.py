"""Bound propagation to a fixpoint, and the parts of a system that share nothing."""
