"""Looks for inputs that break the reader, the rule language or the readings, led by the code that they reach. No test.

    pip install atheris
    python tests/fuzz/fuzz.py reader FOLDER -max_total_time=3600

The first argument is a target of ``targets.py``; the others are libFuzzer's: FOLDER keeps the inputs found worth keeping, and
what breaks the target is written to ``crash-…`` in the working folder. Such an input belongs into ``corpus/``, once the fault
is mended: ``test_corpus.py`` runs every input that stands there. The others are the shortest that together reach the most code,
of those that 130 minutes found (40 for each of reader and grammar, the rest for readings and YAML).
"""

from __future__ import annotations

import importlib
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
_TOKEN = re.compile(r"[^\W\d_]{2,12}|[{}\[\]()（）｛｝“”「」，。：、|]")


def words() -> list[str]:
    """Return what the grammar, the toy form and the shipped readings are written with."""
    files = [ROOT / "grammar" / "rules.lark", *(HERE.parent / "toy").iterdir()]
    files += [*ROOT.glob("schema/*/readings/*.readings"), *(HERE.parent / "suite" / "language").glob("*.yaml")]
    found = dict.fromkeys(token for file in files for token in _TOKEN.findall(file.read_text("utf-8")))
    return list(found)


def dictionary(folder: Path) -> Path:
    """Write the words as libFuzzer reads them."""
    path = folder / "words.dict"
    path.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n' for word in words()), "ascii")
    return path


def main() -> None:
    """Fuzz one target until libFuzzer ends."""
    atheris = importlib.import_module("atheris")
    name, *arguments = sys.argv[1:]
    with atheris.instrument_imports(include=["budgetspec"]):
        targets = importlib.import_module("targets")
    with tempfile.TemporaryDirectory() as folder:
        options = [f"-dict={dictionary(Path(folder))}", "-max_len=4096", "-timeout=20", "-rss_limit_mb=2048"]
        atheris.Setup([sys.argv[0], *options, *arguments], targets.TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
