"""The mutants of tools/mutants.py, importable under a name that clashes with nothing."""

import importlib.util
from pathlib import Path

_PATH = Path(__file__).resolve().parents[2] / "tools" / "mutants.py"
_SPEC = importlib.util.spec_from_file_location("purgestats_mutants", _PATH)
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
CELLS, mutants = _MODULE.CELLS, _MODULE.mutants
