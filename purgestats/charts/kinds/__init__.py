"""The kinds of charts, one file a chart, named as the chart."""
