"""Commands on one folder, in any order: what is there stays, what is written is whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import purgestats as ps
from purgestats.cli import main

TOPICS = st.sampled_from(["abroad", "military_losses"])
NAMES = st.sampled_from([f"{name}.{end}" for name in "ab" for end in ("csv", "xlsx", "parquet")])


class OneFolder(RuleBasedStateMachine):
    """A user's folder, and what is known to be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name)
        self.known: dict[str, bytes] = {}
        self.topics: dict[str, str] = {}

    def run(self, *words: object) -> int:
        """Run a command, which may fail but not break."""
        done = CliRunner().invoke(main, [str(word) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done.exit_code

    def wrote(self, name: str, code: int, *, force: bool) -> bool:
        """Say whether a command wrote a file, as it should if nothing stood there or if forced."""
        assert code == (0 if force or name not in self.known else 2)
        if code == 0:
            self.known[name] = (self.folder / name).read_bytes()
            self.topics.pop(name, None)
        return code == 0

    @rule(name=NAMES, topic=TOPICS, force=st.booleans())
    def export(self, name: str, topic: str, force: bool) -> None:
        """Export a topic."""
        more = ["--force"] if force else []
        code = self.run("export", self.folder / name, "--topic", topic, *more)
        if self.wrote(name, code, force=force):
            self.topics[name] = topic

    @rule(name=st.sampled_from(["a.xlsx", "b.xlsx"]), force=st.booleans())
    def template(self, name: str, force: bool) -> None:
        """Write a template."""
        more = ["--force"] if force else []
        self.wrote(name, self.run("template", self.folder / name, *more), force=force)

    @rule(name=NAMES)
    def spoil(self, name: str) -> None:
        """Let the user put something else there."""
        self.known[name] = b"a week's work"
        self.topics.pop(name, None)
        (self.folder / name).write_bytes(self.known[name])

    @rule(name=NAMES, command=st.sampled_from(["check", "show --file", "cite --file"]))
    def read(self, name: str, command: str) -> None:
        """Read a file, whatever it is, or none."""
        code = self.run(*command.split(), self.folder / name)
        assert code == (2 if self.known.get(name, b"a week's work") == b"a week's work" else 0)

    @rule(name=NAMES)
    def read_back(self, name: str) -> None:
        """What was exported reads as it was."""
        if name in self.topics:
            assert ps.read_claims(self.folder / name).equals(ps.load(self.topics[name]))

    @invariant()
    def nothing_else_is_there(self) -> None:
        """No file has changed unasked, and no part of one was left."""
        assert {path.name: path.read_bytes() for path in self.folder.iterdir()} == self.known

    def teardown(self) -> None:
        """Remove the folder."""
        self.place.cleanup()


OneFolder.TestCase.settings = settings(
    max_examples=settings.default.max_examples // 8, stateful_step_count=10
)
test_commands_in_any_order = pytest.mark.slow(OneFolder.TestCase)
