"""Rational arithmetic, Farkas proofs and certificates; nothing here trusts a solver."""
