"""The package's public names load lazily and are documented."""

from __future__ import annotations

import inspect
import subprocess
import sys
import typing
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

import purgestats as ps


@pytest.mark.parametrize("name", [name for name in ps.__all__ if name != "charts"])
def test_every_public_name_loads_and_is_documented(name):
    """A name in __all__ resolves, and what it is says so in a docstring."""
    value = getattr(ps, name)
    assert isinstance(value, str) or (value.__doc__ and len(value.__doc__) > 20)


def test_importing_the_package_loads_nothing_heavy():
    """A fresh interpreter that imports purgestats has loaded neither pandas nor matplotlib."""
    code = (
        "import sys, purgestats; "
        "print([m for m in ('pandas', 'numpy', 'matplotlib') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error():
    """A misspelt name fails as Python users expect."""
    with pytest.raises(AttributeError, match="recconcile"):
        ps.recconcile  # noqa: B018


def hinted() -> Iterator[object]:
    """Every public name, and every method and property of one, that may have types."""
    for package in (ps, ps.charts):
        for name in package.__all__:
            value = getattr(package, name)
            if inspect.isfunction(value):
                yield pytest.param(value, id=f"{package.__name__}.{name}")
            for inner, held in vars(value).items() if inspect.isclass(value) else ():
                got = getattr(held, "__func__", held)
                got = got.fget if isinstance(got, property) else got
                got = got.func if isinstance(got, cached_property) else got
                if inspect.isfunction(got):
                    yield pytest.param(got, id=f"{name}.{inner}")
            if inspect.isclass(value):
                yield pytest.param(value, id=name)


@pytest.mark.parametrize("value", list(hinted()))
def test_types_of_what_is_public_can_be_told_at_run_time(value) -> None:
    """Tools that look at types, such as editors and validators, find those of every name."""
    typing.get_type_hints(value)


@pytest.mark.parametrize("package", [ps, ps.charts], ids=lambda package: package.__name__)
def test_no_module_takes_the_place_of_a_public_name(package):
    """Importing a module sets its name on its package, where a public name must not stand."""
    modules = {path.stem for path in Path(package.__file__).parent.iterdir()}
    assert modules & set(package.__all__) <= {"charts"}
