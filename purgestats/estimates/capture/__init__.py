"""How many are on no list: multiple systems estimation."""
