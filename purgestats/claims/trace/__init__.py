"""The way from a claim to its place in a source text, and back: the index of every figure."""
