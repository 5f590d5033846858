"""Printed figures: from a phrase to the values it allows, in the words of each language."""
