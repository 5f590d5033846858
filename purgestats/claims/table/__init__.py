"""The claims table: one contract, one validator, every fault at once."""
