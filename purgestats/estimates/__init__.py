"""Competing values on one quantity: comparison, consensus, pooling, ratios."""
