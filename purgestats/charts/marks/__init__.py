"""Marks shared by the kinds of charts."""
