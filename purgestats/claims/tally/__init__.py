"""Lists of persons: how many records of a list fall into each scope, as claims."""
