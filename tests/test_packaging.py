"""What reaches users: the wheel, the lock file, the command and the make targets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import purgestats as ps

DATA_FOLDERS = ("datasets", "notebooks", "seeds")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command outside the checkout and away from its import path; return what it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def requirements(project: dict[str, Any]) -> list[Requirement]:
    """What the project depends on, its extras included."""
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for line in chain(project["dependencies"], *extras)]


def test_pytest_passes_over_no_folder_that_holds_tests(
    root: Path, pytestconfig: pytest.Config
) -> None:
    """A folder name that pytest does not enter hides no test and no example, wherever it stands."""
    passed_over = pytestconfig.getini("norecursedirs")
    parts = {
        part
        for top in ("tests", "purgestats")
        for path in (root / top).rglob("*.py")
        for part in path.relative_to(root).parts[:-1]
    }
    parts -= {"__pycache__"}
    assert "ledger" in parts
    assert not [one for one in parts if any(fnmatch(one, pattern) for pattern in passed_over)]


@pytest.fixture(scope="session")
def project(root: Path) -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="session")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=root)
    return next(folder.glob("purgestats-*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the wheel and not this checkout.

    The libraries purgestats needs are borrowed from the running environment by a path file;
    path files found there, such as the one that leads to this checkout, are not followed.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "-qq", "install"]
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    place = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own_packages = Path(run(python, "-c", place, cwd=folder).strip())
    (own_packages / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return python


@pytest.fixture(scope="session")
def locked(root: Path) -> list[tuple[Requirement, str]]:
    """Each pin of requirements.lock with the lines below it; one package may have several."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (root / "requirements.lock").read_text())
    pins = [block.partition(" \\\n") for block in blocks if not block.startswith("#")]
    return [(Requirement(pin), rest) for pin, _, rest in pins]


@pytest.mark.slow
@pytest.mark.parametrize("folder", DATA_FOLDERS)
def test_wheel_carries_every_data_file(root: Path, wheel: Path, folder: str) -> None:
    """Every file of datasets, notebooks and seeds is in the wheel, below purgestats."""
    checkout = {
        path.relative_to(root).as_posix()
        for path in (root / folder).rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.parts[-2:])
    }
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert checkout
    assert {f"purgestats/{name}" for name in checkout} <= packed


@pytest.mark.slow
def test_wheel_has_one_top_level_package(wheel: Path) -> None:
    """The wheel puts nothing into site-packages but purgestats and its metadata."""
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"purgestats", f"purgestats-{ps.__version__}.dist-info"}


@pytest.mark.slow
def test_the_readme_works_on_a_package_index(wheel: Path) -> None:
    """There no link or picture leads to a file that only the repository has."""
    with zipfile.ZipFile(wheel) as packed:
        [name] = [one for one in packed.namelist() if one.endswith("/METADATA")]
        text = packed.read(name).decode()
    assert "\n# purgestats\n" in text
    assert "Chart of published figures for the Soviet Union" in text
    assert re.findall(r"\]\((?!https?://)[^)]*\)", text) == []


@pytest.mark.slow
def test_wheel_is_marked_as_typed(wheel: Path) -> None:
    """Type checkers see that purgestats carries its types."""
    assert "purgestats/py.typed" in zipfile.ZipFile(wheel).namelist()


@pytest.mark.slow
def test_wheel_carries_both_licences(wheel: Path) -> None:
    """The licence of the code and that of the data travel with the wheel."""
    names = [n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/licenses/" in n]
    assert {n.split("/licenses/")[1] for n in names} == {"LICENSE", "datasets/LICENSE"}


@pytest.mark.slow
def test_installed_wheel_is_used_outside_the_checkout(installed: Path, root: Path) -> None:
    """In the other environment purgestats comes from the wheel and not from this checkout."""
    code = "import purgestats; print(purgestats.__file__)"
    place = Path(run(installed, "-c", code, cwd=installed.parent).strip())
    assert installed.parent.parent in place.parents
    assert root not in place.parents


@pytest.mark.slow
def test_installed_wheel_loads_the_same_claims(installed: Path, tmp_path: Path) -> None:
    """ps.load() gives the same table, value by value and type by type, as in the checkout."""
    code = f"import purgestats as ps; ps.load().to_pickle({str(tmp_path / 'claims.pkl')!r})"
    run(installed, "-c", code, cwd=tmp_path)
    pd.testing.assert_frame_equal(pd.read_pickle(tmp_path / "claims.pkl"), ps.load())


@pytest.mark.slow
def test_installed_command_answers(installed: Path, tmp_path: Path) -> None:
    """The wheel installs the purgestats command, and it knows its version."""
    answer = run(installed.parent / "purgestats", "--version", cwd=tmp_path)
    assert ps.__version__ in answer


@pytest.mark.slow
def test_installed_command_copies_the_notebooks(
    installed: Path, tmp_path: Path, root: Path
) -> None:
    """Those who installed the wheel get the notebooks of this checkout, to the byte."""
    run(installed.parent / "purgestats", "notebooks", "copies", cwd=tmp_path)
    copied = {path.name: path.read_bytes() for path in (tmp_path / "copies").iterdir()}
    kept = {path.name: path.read_bytes() for path in (root / "notebooks").glob("*.ipynb")}
    assert copied == kept


@pytest.mark.slow
def test_installed_command_checks_its_own_template(installed: Path, tmp_path: Path) -> None:
    """Away from the checkout a template is written and is itself sound."""
    command = installed.parent / "purgestats"
    run(command, "template", "claims.xlsx", cwd=tmp_path)
    assert "3 claims, no fault" in run(command, "check", "claims.xlsx", cwd=tmp_path)


def test_import_loads_no_dependency(tmp_path: Path, project: dict[str, Any]) -> None:
    """Importing purgestats imports none of the libraries it depends on."""
    names = sorted(Requirement(line).name for line in project["dependencies"])
    code = f"import sys, purgestats; print([n for n in {names} if n in sys.modules])"
    assert run(sys.executable, "-c", code, cwd=tmp_path).strip() == "[]"


def test_lock_names_no_address(root: Path) -> None:
    """The lock file can be used with any registry, because it names none."""
    text = (root / "requirements.lock").read_text()
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, flags=re.MULTILINE)


def test_lock_has_a_hash_for_every_package(locked: list[tuple[Requirement, str]]) -> None:
    """No package is installed from the lock without its content being checked."""
    assert locked
    assert [str(pin) for pin, rest in locked if not rest.startswith("    --hash=sha256:")] == []


def test_the_release_notes_list_the_lock(root: Path, locked: list[tuple[Requirement, str]]) -> None:
    """Each package that is locked here has its version under its licence in the release notes."""
    notes = (root / "CHANGELOG.md").read_text().partition("### The lock: licences")[2]
    listed = set(re.findall(r"([\w.-]+)\s+([^\s,]+)[,.](?=\s)", notes.partition("\n## ")[0]))
    here = [pin for pin, _ in locked if pin.marker is None]
    assert {(pin.name, str(pin.specifier)[2:]) for pin in here} - listed == set()


def test_lock_satisfies_the_project(
    locked: list[tuple[Requirement, str]], project: dict[str, Any]
) -> None:
    """Each dependency, those of the extras included, is locked at versions the project allows."""
    pins: dict[str, list[str]] = {}
    for pin, _ in locked:
        pins.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier)[2:])
    for requirement in requirements(project):
        versions = pins[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_lock_serves_every_python_named(locked: list[tuple[Requirement, str]]) -> None:
    """Each package has one pin, and only one, on the lowest Python as on later ones."""
    for version in ("3.11.0", "3.11.5", "3.12.0", "3.13.0", "3.14.0"):
        here = {"python_full_version": version, "python_version": version.rpartition(".")[0]}
        pins = [p.name for p, _ in locked if p.marker is None or p.marker.evaluate(here)]
        assert len(pins) == len(set(pins)), version
        assert "soupsieve" in pins


def test_citation_names_this_version(root: Path) -> None:
    """CITATION.cff cites the version of the package it lies beside."""
    assert f"\nversion: {ps.__version__}\n" in (root / "CITATION.cff").read_text()


def test_contributing_gives_a_reason_for_each_dependency(
    root: Path, project: dict[str, Any]
) -> None:
    """Each dependency, those of the extras included, has a row in CONTRIBUTING.md."""
    text = (root / "CONTRIBUTING.md").read_text()
    names = {requirement.name for requirement in requirements(project)}
    assert {name for name in names if f"\n| {name} |" not in text} == set()


def test_the_workflow_uses_only_what_is_pinned_and_may_only_read(root: Path) -> None:
    """Each action is named by the hash of a commit, and a job may read the code, no more."""
    for path in (root / ".github" / "workflows").glob("*.yml"):
        text = path.read_text()
        actions = re.findall(r"uses: (\S+)", text)
        assert actions
        assert [
            one for one in actions if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one)
        ] == []
        assert "\npermissions: {}\n" in text
        assert set(re.findall(r"(?m)^ +([\w-]+: (?:read|write))$", text)) == {"contents: read"}


def test_every_make_target_is_explained(root: Path) -> None:
    """`make help` has a line for each target a person can call."""
    makefile = (root / "Makefile").read_text()
    declared = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert declared is not None
    targets = declared[1].split()
    printed = run("make", "help", cwd=root)
    assert [t for t in targets if f"make {t} " not in printed] == []


@pytest.mark.parametrize(("changed", "sets_up"), [("Makefile", False), ("pyproject.toml", True)])
def test_environment_is_set_up_once(
    root: Path, tmp_path: Path, changed: str, *, sets_up: bool
) -> None:
    """A second `make test` sets nothing up, unless what the project depends on has changed."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".ready").touch()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(root / name, tmp_path)
        os.utime(tmp_path / name, (1, 1))
    os.utime(tmp_path / changed)
    os.utime(tmp_path / ".venv" / ".ready", (2, 2))
    planned = run("make", "--dry-run", "test", cwd=tmp_path)
    assert "pytest" in planned
    assert ("-m venv" in planned) is sets_up
