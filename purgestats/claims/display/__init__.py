"""Claims for readers: as sentences and as HTML, everything escaped."""
