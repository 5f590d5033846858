"""Whose figure it is: citations, and the independent counts behind several claims."""
