"""From claims and results to the rows that a chart shows."""
