"""Comparison of claims on one quantity, pair by pair."""
