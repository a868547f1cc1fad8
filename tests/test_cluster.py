"""The example of a cluster, on a real one of this machine: what it prints is what one process prints."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from budgetspec import cli

EXAMPLES = Path(__file__).parent.parent / "examples"


def test_a_cluster_prints_what_one_process_prints(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="pip install '.[cluster]'")
    shutil.copy(EXAMPLES / "xigang-2025" / "disclosure.json", tmp_path / "0.json")
    for number in range(1, 6):
        document = {"表式": "dalian-department-budget", "预算年度": 2020 + number}
        (tmp_path / f"{number}.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "6.json").write_text("{", "utf-8")
    command = [sys.executable, str(EXAMPLES / "cluster.py"), str(tmp_path)]
    cluster = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    alone = StringIO()
    cli.run(["check", str(tmp_path), "--format", "jsonl"], BytesIO(), alone, StringIO())
    assert cluster.stdout.decode("utf-8") == alone.getvalue()
    assert cluster.stderr.decode("utf-8").endswith("7 submissions, 6 with errors\n")
