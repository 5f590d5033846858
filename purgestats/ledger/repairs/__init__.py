"""Repairs: cheapest sets to set aside, and the hull of bounds over all of them."""
