"""What would be worth finding out: the value of information."""
