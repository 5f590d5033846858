"""Notes on tables: what was found out about a DataFrame, for as long as nothing in it changes.

Since pandas 3 whoever writes into a frame that shares its cells with another gets cells of its own.
A shallow copy is therefore kept beside the notes, and a frame is unchanged as long as it still
holds the very arrays that it held when they were made. A frame made of somebody's numpy array
without copying it can be written to behind pandas' back: numpy's arrays are compared as well.
The notes hang on the frame itself, so that they may lead back to it and still go when it goes.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

Notes = dict[Any, Any]


@dataclass(frozen=True)
class _Known:
    kept: pd.DataFrame
    columns: pd.Index
    arrays: list[object]
    cells: list[np.ndarray[Any, Any]]
    notes: Notes = field(default_factory=dict)

    def is_of(self, frame: pd.DataFrame) -> bool:
        """Say whether the notes are on this frame as it stands."""
        arrays = _arrays(frame)
        return (
            frame.columns is self.columns
            and list(map(id, arrays)) == list(map(id, self.arrays))
            and all(map(_same, _of_numpy(arrays), self.cells))
        )


#: What pandas keeps for itself in a frame has other names, and copies of a frame do not get this.
_PLACE = "_purgestats_notes"


def notes_on(frame: pd.DataFrame) -> Notes:
    """Return the notes on a frame as it stands; none yet, if it is new or was changed.

    >>> frame = pd.DataFrame({"low": [1.0]})
    >>> notes_on(frame)["seen"] = True
    >>> notes_on(frame)
    {'seen': True}
    >>> frame.loc[0, "low"] = 2.0
    >>> notes_on(frame)
    {}
    """
    known: _Known | None = vars(frame).get(_PLACE)
    if known is None or not known.is_of(frame):
        known = _keep(frame, {})
    return known.notes


def share_notes(copy: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Let a frame with the same cells have the notes of another, and return it."""
    _keep(copy, notes_on(frame))
    return copy


def _keep(frame: pd.DataFrame, notes: Notes) -> _Known:
    arrays = _arrays(frame)
    cells = [one.copy() for one in _of_numpy(arrays)]
    known = _Known(frame.copy(deep=False), frame.columns, arrays, cells, notes)
    vars(frame)[_PLACE] = known
    return known


def _arrays(frame: pd.DataFrame) -> list[object]:
    """Return the arrays that hold the cells; making a Series of each column takes much longer."""
    blocks = getattr(getattr(frame, "_mgr", None), "blocks", None)
    if blocks is None:
        return [frame.iloc[:, place].array for place in range(frame.shape[1])]
    return [block.values for block in blocks]


def _of_numpy(arrays: list[object]) -> list[np.ndarray[Any, Any]]:
    return [one for one in arrays if isinstance(one, np.ndarray)]


def _same(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    # As bytes, for not-a-number is not equal to itself; of objects these are their addresses, and
    # the copy keeps the objects alive.
    return one.tobytes() == other.tobytes()
