"""The only place that knows HiGHS."""
