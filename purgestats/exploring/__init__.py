"""Looking around in a notebook: choose a quantity, a reading and the sources, see what follows."""
