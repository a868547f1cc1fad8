"""Switches and fixtures of the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # a busy one takes its time, and no law is about that
settings.load_profile("any machine")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write what the program prints to tests/golden")


class Golden:
    """Compares a whole text with a file, or writes it there."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def check(self, name: str, text: str) -> None:
        """Compare ``text`` with ``tests/golden/<name>``, byte for byte."""
        self.beside(GOLDEN / name, text)

    def beside(self, path: Path, text: str) -> None:
        """Compare ``text`` with a file outside the goldens' folder."""
        if self._update:
            path.write_text(text, "utf-8", newline="\n")
        assert text == path.read_text("utf-8"), f"{path} differs; see pytest --update-goldens"


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let commands keep rulebooks for the tests alone, not for who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.getbasetemp() / "cache"))
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Whole expected outputs, with ``--update-goldens`` to renew them."""
    return Golden(update=bool(request.config.getoption("--update-goldens")))
