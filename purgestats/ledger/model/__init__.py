"""The model: scopes, time, containment, partitions and assumptions as linear rows."""
