"""All bounds at once: propagation, and a linear programme for each hard block, in turn."""

from __future__ import annotations

import numpy as np

from purgestats.ledger.bounds.tighten import Asking
from purgestats.ledger.model.rows import System
from purgestats.ledger.propagation.arrays import Bools, Ints, Network
from purgestats.ledger.propagation.box import Box, empty_bases, go_on, new_box
from purgestats.ledger.propagation.cycles import hard_blocks

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
        lines = _without(active, found)
        box = new_box(system, network, active, lines, known)
    elif box.circular:
        # Rounding closed a circle of proofs; what was lost is asked of the blocks.
        lines = _without(active, found)
    askings = _askings(box, found, wanted) if box.conflict is None else []
    for _ in range(MOST_TURNS):
        if box.conflict is not None or not _solve_blocks(box, askings):
            break
        if box.conflict is None:
            go_on(box, lines)
    if box.conflict is None:
        empty_bases(box)
    return box


def _without(active: Bools, blocks: list[tuple[Ints, Ints]]) -> Bools:
    lines = active.copy()
    for block, _ in blocks:
        lines[block] = False
    return lines


def _askings(box: Box, blocks: list[tuple[Ints, Ints]], wanted: Bools | None) -> list[Asking]:
    """Return the blocks' programmes, which ask what is wanted or what hangs on other rows."""
    used = [(lines[box.active[lines]], variables) for lines, variables in blocks]
    # There is a limit to what is asked in all: small blocks, which cost little, come first.
    used.sort(key=lambda one: len(one[0]))
    asked = np.repeat(_linked(box, used)[:, None], 2, axis=1)
    asked |= ~box.given if wanted is None else wanted[:, None] & ~box.given
    return [
        Asking(box, lines, variables, asked[variables]) for lines, variables in used if len(lines)
    ]


def _solve_blocks(box: Box, askings: list[Asking]) -> bool:
    """Improve bounds within the hard blocks; say whether any moved."""
    moved = False
    for asking in askings:
        if asking.renew():
            moved |= asking.solve()
        if box.conflict is not None:
            return True
    return moved


def _linked(box: Box, blocks: list[tuple[Ints, Ints]]) -> Bools:
    """Return the variables of which rows of more than one block, or of none, speak."""
    network = box.network
    # Both directions of an equation are one row.
    block_of = np.full(len(box.system.rows), -1)
    for number, (lines, _) in enumerate(blocks):
        block_of[network.source[lines]] = number
    several = box.active & (np.diff(network.starts) > 1)
    entries = several[network.row]
    variable = network.variable[entries]
    block = block_of[network.source[network.row[entries]]]
    least = np.full(network.size, len(blocks))
    most = np.full(network.size, -1)
    np.minimum.at(least, variable, block)
    np.maximum.at(most, variable, block)
    return np.asarray((least != most) | (least < 0), dtype=bool)
