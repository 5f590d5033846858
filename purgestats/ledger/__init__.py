"""What follows from the claims: constraints, conflicts, repairs and bounds, each with a proof."""
