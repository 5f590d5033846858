"""All bounds at once: propagation, and a linear programme for each hard block, in turn."""

from __future__ import annotations

import numpy as np

from purgestats.ledger.asking import Asking
from purgestats.ledger.blocks import hard_blocks
from purgestats.ledger.boxes import Box, empty_bases, go_on, new_box
from purgestats.ledger.network import Bools, Ints, Network
from purgestats.ledger.rows import System

MOST_TURNS = 50


def solve_box(
    system: System,
    network: Network,
    active: Bools,
    wanted: Bools | None = None,
    blocks: list[tuple[Ints, Ints]] | None = None,
    known: Box | None = None,
) -> Box:
    """Find the bounds of every variable.

    Parameters
    ----------
    system, network : System, Network
        The ledger.
    active : array of bool of shape (lines,)
        Lines in use.
    wanted : array of bool of shape (variables,), optional
        Variables whose bounds must be the best possible; all if left out.
    blocks : list of (array, array), optional
        What :func:`hard_blocks` says of these lines, where it is known already.
    known : Box, optional
        Bounds of the same system under other lines. Where their proof holds here too they are taken
        over, and nothing better is looked for.

    Returns
    -------
    Box
        Bounds with derivations; or a conflict.
    """
    found = hard_blocks(network, active) if blocks is None else blocks
    box = new_box(system, network, active, active, known)
    if box.conflict is not None:
        return box
    lines = active
    if not box.fix.settled:
        # Going round a circle without end: leave the circles to the linear programme.
        lines = active.copy()
        for block, _ in found:
            lines[block] = False
        box = new_box(system, network, active, lines, known)
    askings = _askings(box, found, wanted) if box.conflict is None else []
    for _ in range(MOST_TURNS):
        if box.conflict is not None or not _solve_blocks(box, askings):
            break
        if box.conflict is None:
            go_on(box, lines)
    if box.conflict is None:
        empty_bases(box)
    return box


def _askings(box: Box, blocks: list[tuple[Ints, Ints]], wanted: Bools | None) -> list[Asking]:
    found = []
    for lines, variables in blocks:
        used = lines[box.active[lines]]
        if len(used):
            found.append(Asking(box, used, variables, _to_ask(box, lines, variables, wanted)))
    return found


def _solve_blocks(box: Box, askings: list[Asking]) -> bool:
    """Improve bounds within the hard blocks; say whether any moved."""
    moved = False
    for asking in askings:
        if asking.renew():
            moved |= asking.solve()
        if box.conflict is not None:
            return True
    return moved


def _to_ask(box: Box, lines: Ints, variables: Ints, wanted: Bools | None) -> Bools:
    """Return which lows and highs are asked about, or hang together with rows outside the block."""
    asked = np.zeros((box.network.size, 2), dtype=bool)
    asked[variables] = True if wanted is None else wanted[variables, None]
    asked &= ~box.given
    network = box.network
    several = box.active & (np.diff(network.starts) > 1)
    # Both directions of an equation are one row: neither is outside where the other is inside.
    outside = several & ~np.isin(network.source, network.source[lines])
    linked = np.zeros(network.size, dtype=bool)
    linked[network.variable[outside[network.row]]] = True
    asked[variables] |= linked[variables, None]
    return asked
