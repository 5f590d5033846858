"""IPython extension: keep the files of every chart that a notebook shows.

Each is named by the hash of the picture shown, by which the chart's page finds it again. The
folder is named by the environment variable of `FOLDER_VARIABLE`; without it nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
from binascii import a2b_base64
from pathlib import Path
from typing import Any

FOLDER_VARIABLE = "PURGESTATS_CHART_FILES"


def load_ipython_extension(_: Any) -> None:
    """Let the formatter that describes charts also keep them."""
    if not os.environ.get(FOLDER_VARIABLE):
        return
    folder = Path(os.environ[FOLDER_VARIABLE])

    from matplotlib.figure import Figure

    from purgestats.charts import record as inline

    class Kept(inline.Described):
        def __call__(self, figure: Figure) -> Any:
            made = super().__call__(figure)
            content = made[0] if isinstance(made, tuple) else made
            if content is not None and self.describe(figure):
                picture = a2b_base64(content) if isinstance(content, str) else content
                keep(figure, folder, hashlib.sha256(picture).hexdigest())
            return made

    inline.Described = Kept  # type: ignore[misc]


def keep(figure: Any, folder: Path, name: str) -> None:
    """Save the first of our charts on a figure; its files show the whole figure."""
    from chart_files import save_files

    from purgestats.errors import PurgestatsError

    for ax in figure.axes:
        try:
            save_files(ax, folder, name)
        except PurgestatsError:
            continue
        return
