"""Layout: sheet, scale, the room that texts take, places for labels."""
