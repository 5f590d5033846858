"""Claims written to files: tables to share and a spreadsheet to fill in."""
