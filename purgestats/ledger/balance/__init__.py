"""Balancing: weighted least squares under the ledger's rows, and its tests."""
