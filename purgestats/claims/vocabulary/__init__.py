"""What is counted: terms and how they lie within one another, periods, quantities."""
