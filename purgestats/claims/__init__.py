"""What was said: figures, scopes, claims tables, the datasets and their sources."""
