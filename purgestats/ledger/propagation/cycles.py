"""Which parts of a system propagation alone answers exactly, and which need a linear programme.

Where rows hang together like a tree, sums included, bounds at their fixpoint are the true ones:
every value between them extends to a whole solution. So they are where rows link two variables
each, unless following the rows round a circle multiplies a value by more than 1. What is left are
circles that pass through a sum: each such block goes to the linear programme.
"""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from purgestats.ledger.propagation.arrays import Bools, Ints, Network

GROWS_ABOVE = 1e-9
MOST_ROUNDS = 200


def hard_blocks(network: Network, active: Bools) -> list[tuple[Ints, Ints]]:
    """Return the blocks that need a linear programme.

    Parameters
    ----------
    network : Network
        The lines.
    active : array of bool of shape (lines,)
        Which of them count.

    Returns
    -------
    list of (array, array)
        Lines and variables of each block, in order of the smallest variable.
    """
    widths = np.diff(network.starts)
    used = active & (widths > 1)
    sums = used & (widths > 2)
    growing = _growing(network, used & (widths == 2))
    if not sums.any() and not growing.any():
        return []
    keep = used[network.row] & _in_reach(network, used, sums, growing)
    cyclic = keep & ~_bridges(network, keep) & (network.sign[network.row] > 0)
    found = []
    for lines, variables in _components(network, cyclic):
        if sums[lines].any() or growing[variables].any():
            found.append((lines, variables))
    return found


def _growing(network: Network, pairs: Bools) -> Bools:
    """Return the variables at which a circle of two-variable lines has gain above 1."""
    grows = np.zeros(network.size, dtype=bool)
    lines = np.flatnonzero(pairs)
    if not len(lines):
        return grows
    first = network.starts[lines]
    left, right = network.variable[first], network.variable[first + 1]
    one, other = network.coefficient[first], network.coefficient[first + 1]
    upward = one > 0
    target = np.where(upward, left, right)
    source = np.where(upward, right, left)
    with np.errstate(divide="ignore"):
        gain = np.log(np.where(upward, -other / one, -one / other))
    usable = np.isfinite(gain)
    target, source, gain = target[usable], source[usable], gain[usable]
    reach = np.zeros(network.size)
    for _ in range(min(MOST_ROUNDS, network.size + 1)):
        new = reach.copy()
        np.maximum.at(new, target, reach[source] + gain)
        moved = new > reach + GROWS_ABOVE
        if not moved.any():
            return grows
        reach = new
    return moved


def _connected(network: Network, entries: Bools) -> Ints:
    """Return which part each variable, and then each line, is in by the given entries."""
    ends = network.variable[entries], network.size + network.row[entries]
    nodes = network.size + network.lines
    graph = coo_matrix((np.ones(len(ends[0])), ends), shape=(nodes, nodes))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _in_reach(network: Network, used: Bools, sums: Bools, growing: Bools) -> Bools:
    """Return the entries of connected parts that hold a sum or a growing circle."""
    label = _connected(network, used[network.row])
    wanted = np.zeros(label.max() + 1, dtype=bool)
    wanted[label[network.size :][sums]] = True
    wanted[label[: network.size][growing]] = True
    return np.asarray(wanted[label[network.variable]], dtype=bool)


def _bridges(network: Network, keep: Bools) -> Bools:
    """Return the entries whose removal would part the graph of variables and lines.

    Tarjan (1974), "A note on finding the bridges of a graph", without recursion.
    """
    edges = np.flatnonzero(keep & (network.sign[network.row] > 0))
    ends: dict[int, list[tuple[int, int]]] = {}
    for edge in edges.tolist():
        variable = int(network.variable[edge])
        # Both directions of an equation are one node: together they are one row.
        line = network.size + int(network.source[network.row[edge]])
        ends.setdefault(variable, []).append((line, edge))
        ends.setdefault(line, []).append((variable, edge))
    seen: dict[int, int] = {}
    lowest: dict[int, int] = {}
    bridges = np.zeros(len(network.row), dtype=bool)
    for root in ends:
        if root in seen:
            continue
        seen[root] = lowest[root] = len(seen)
        stack = [(root, -1, iter(ends[root]))]
        while stack:
            node, came_by, following = stack[-1]
            for other, edge in following:
                if edge == came_by:
                    continue
                if other in seen:
                    lowest[node] = min(lowest[node], seen[other])
                else:
                    seen[other] = lowest[other] = len(seen)
                    stack.append((other, edge, iter(ends[other])))
                    break
            else:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                    if lowest[node] > seen[above]:
                        bridges[came_by] = True
    return bridges


def _components(network: Network, entries: Bools) -> list[tuple[Ints, Ints]]:
    """Return lines and variables that the given entries connect."""
    label = _connected(network, entries)
    members: dict[int, tuple[set[int], set[int]]] = {}
    for line in np.unique(network.row[entries]).tolist():
        held = members.setdefault(int(label[network.size + line]), (set(), set()))
        held[0].add(line)
        held[1].update(network.variable[network.starts[line] : network.starts[line + 1]].tolist())
    ordered = sorted(members.values(), key=lambda one: min(one[1]))
    return [
        (np.array(sorted(rows), dtype=np.int64), np.array(sorted(held), dtype=np.int64))
        for rows, held in ordered
    ]
