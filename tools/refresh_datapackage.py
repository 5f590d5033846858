"""Write the size and SHA-256 of every file into datasets/datapackage.json.

Run it after changing a dataset: ``make data``. The descriptor's other content is written by hand.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

DATASETS = Path(__file__).resolve().parents[1] / "datasets"


def refresh(datasets: Path = DATASETS) -> None:
    """Update ``bytes`` and ``hash`` of each resource in place."""
    path = datasets / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (datasets / resource["path"]).read_bytes()
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    refresh()
