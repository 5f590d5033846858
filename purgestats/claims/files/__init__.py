"""Files on disk: CSV, TSV, XLSX and Parquet as text cells that know their place."""
