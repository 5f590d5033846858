"""The kinds of charts, one file a chart."""
