"""Bounds passed on keep a derivation that can be replayed, also where rows run in a circle."""

import numpy as np
import pytest

import purgestats as ps
from purgestats.ledger.propagation import fixpoint
from purgestats.ledger.propagation.box import propagated


@pytest.mark.parametrize("rounds", [1, 3])
def test_what_never_settles_keeps_its_bounds(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each bound follows from those of the round before, and is nearly that of the fixpoint."""
    part = ps.Ledger(ps.load("executions"))._state.parts[0]
    units = [unit for unit in part.units if unit % 3]
    settled = propagated(part, units)
    monkeypatch.setattr(fixpoint, "MOST_ROUNDS", rounds)
    found = propagated(part, units)
    assert not found.fix.settled
    assert np.isclose(found.fix.low, settled.fix.low, rtol=0.01).all()
    assert np.isclose(found.fix.high, settled.fix.high, rtol=0.01).all()
    for variable in range(0, len(part.variables), 50):
        for side in ("low", "high"):
            assert found.certificate(variable, side).verify()
            named = {line.row.unit for line in found.certificate(variable, side).rows}
            assert named <= {-1, *units}
