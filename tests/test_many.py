"""The command on many submissions: folders, globs, lines and processes, summaries and progress."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from itertools import count
from pathlib import Path

import pytest

from budgetspec import cli
from budgetspec.commands.console import Console, Output
from budgetspec.commands.progress import Progress

TOY = Path(__file__).parent / "toy"
DOCUMENT = json.loads((TOY / "disclosure.json").read_bytes())
RULE = 'rule A-01 "年度是2025年" 年度 == 2025\n'
HEAD = "{} · 2025 年 · toy 1\n\n错误 0 · 警告 0 · 提示 0；检查 1 项：成立 1，不成立 0，未定 0，不适用 0，全空 0\n"

Run = Callable[..., tuple[int, str, str]]


def text(year: int = 2025) -> str:
    return json.dumps({**DOCUMENT, "年度": year}, ensure_ascii=False)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``check`` with one rule in a folder of three sound submissions, one that fails, and one that cannot be read."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    Path("a.rules").write_text(RULE, "utf-8")
    Path("in").mkdir()
    for name, content in {"1": text(), "2": text(2024), "3": '{"表式": ', "settings": '{"a": 1}'}.items():
        Path(f"in/{name}.json").write_text(content, "utf-8")
    Path("in/4.jsonl").write_text(f'{text()}\n\n{{"a": 1}}\n{text()}\n', "utf-8")

    def run(*argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        words = ["check", *argv, "--form", str(TOY), "--rules", "a.rules"]
        return cli.run(words, BytesIO(stdin), out, err), out.getvalue(), err.getvalue()

    return run


def sources(out: str) -> list[str]:
    return [json.loads(line)["source"].replace("\\", "/") for line in out.splitlines()]


class TestInputs:
    def test_a_folder_holds_files_and_lines(self, run: Run) -> None:
        code, out, err = run("in", "--format", "jsonl")
        assert (code, err) == (3, "")
        assert sources(out) == ["in/1.json", "in/2.json", "in/3.json", "in/4.jsonl:1", "in/4.jsonl:4"]

    def test_a_glob_names_files_that_have_to_be_submissions(self, run: Run) -> None:
        code, out, _ = run("in/*.json", "--format", "jsonl")
        assert code == 3
        assert sources(out) == ["in/1.json", "in/2.json", "in/3.json", "in/settings.json"]

    def test_a_stream_may_hold_lines(self, run: Run) -> None:
        code, out, _ = run("-", "--lines", "--format", "json", stdin=f"{text()}\r\n\r\n{text(2024)}".encode())
        assert (code, sources(out)) == (1, ["-:1", "-:3"])

    def test_a_fault_has_its_line_in_the_file(self, run: Run) -> None:
        code, out, _ = run("-", "--lines", stdin=f"{text()}\n\n[1,}}\n".encode())
        assert code == 3
        assert "错误 input 无法读取\n    第 3 行第 3 列：" in out

    def test_what_holds_no_submission_is_told_and_the_rest_checked(self, run: Run) -> None:
        Path("empty.jsonl").write_text("\n", "utf-8")
        Path("none").mkdir()
        code, out, err = run("empty.jsonl", "none", "in/1.json")
        assert (code, out) == (2, HEAD.format("in/1.json"))
        assert err.splitlines() == [
            "budgetspec: empty.jsonl 中没有部门预算公开",
            "budgetspec: none 之下没有部门预算公开（*.json、*.jsonl、*.xlsx、*.xls）",
        ]

    def test_a_folder_is_written_as_lines_however_much_it_holds(self, run: Run) -> None:
        Path("one").mkdir()
        Path("one/1.json").write_text(text(), "utf-8")
        assert run("one", "--format", "json")[1].count("\n") == 1
        assert run("one/1.json", "--format", "json")[1].count("\n") > 1


class TestJobs:
    def test_any_number_prints_the_same(self, run: Run) -> None:
        alone = run("in", "--summary", "1.json")
        assert run("in", "--summary", "2.json", "--jobs", "0") == alone
        assert Path("1.json").read_bytes() == Path("2.json").read_bytes()

    def test_there_is_no_negative_number(self, run: Run) -> None:
        assert run("in", "--jobs", "-1")[::2] == (2, "budgetspec: --jobs 应为整数，实为 -1（用法见 budgetspec check --help）\n")


class TestResults:
    def test_many_reports_end_in_a_summary(self, run: Run) -> None:
        _, out, _ = run("in/1.json", "in/2.json", "in/1.json")
        assert out.startswith(HEAD.format("in/1.json") + "\nin/2.json · 2024 年 · toy 1\n\n错误 A-01 年度是2025年\n")
        assert out.endswith(
            "\n"
            "共 3 份：有错误 1 份，无法读取 0 份；错误 1 · 警告 0 · 提示 0\n\n"
            "按规则\n    错误 A-01 年度是2025年：1 处，1 份\n\n"
            "按部门\n    没有写明部门：错误 1 · 警告 0 · 提示 0；3 份\n"
        )

    def test_the_summary_goes_into_a_file(self, run: Run) -> None:
        run("in", "--format", "jsonl", "--summary", "汇总.json")
        summary = json.loads(Path("汇总.json").read_bytes())
        assert (summary["submissions"], summary["unreadable"], summary["with_errors"]) == (5, 1, 1)
        assert [(rule["rule"], rule["findings"]) for rule in summary["rules"]] == [("A-01", 1), ("input", 1)]

    @pytest.mark.parametrize("option", ["--output", "--summary"])
    def test_no_submission_is_overwritten(self, run: Run, option: str) -> None:
        before = Path("in/1.json").read_bytes()
        for paths in (["in"], ["in/1.json"], ["in/[12].json"], ["./in/4.jsonl", "in"]):
            assert run(*paths, option, "in/1.json")[::2] == (2, f"budgetspec: {option} in/1.json 会覆盖输入\n")
        assert Path("in/1.json").read_bytes() == before

    def test_a_result_in_the_folder_is_no_input_and_may_be_renewed(self, run: Run) -> None:
        first = run("in", "--format", "jsonl", "--output", "in/result.jsonl"), Path("in/result.jsonl").read_bytes()
        again = run("in", "--format", "jsonl", "--output", "in/result.jsonl"), Path("in/result.jsonl").read_bytes()
        assert first == again
        assert len(sources(again[1].decode())) == 5

    def test_one_file_cannot_be_both_results(self, run: Run) -> None:
        code, _, err = run("in", "--output", "x.json", "--summary", "./x.json")
        assert (code, err) == (2, "budgetspec: --output 和 --summary 是同一个文件\n")
        assert not Path("x.json").exists()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        return self.getvalue().split("\r")


def watched(total: int, seconds: Iterator[float], language: str = "zh") -> tuple[Progress, Terminal]:
    terminal = Terminal()
    console = Console(BytesIO(), Output(StringIO(), "stdout"), Output(terminal, "stderr"), "zh" if language == "zh" else "en")
    return Progress(console, total, clock=lambda: next(seconds)), terminal


class TestProgress:
    def test_it_tells_rate_share_and_time_left(self) -> None:
        progress, terminal = watched(40_000, (n * 0.25 for n in count()))
        for _ in range(4):
            progress.add(1000)
        progress.clear()
        first, second = "已检查 2 份，每秒 4.0 份，5%，还需 0:10", "已检查 4 份，每秒 4.0 份，10%，还需 0:09"
        assert terminal.lines() == ["", first, "", second, "", " " * 40, ""]

    def test_what_is_left_of_a_longer_line_is_wiped_out(self) -> None:
        progress, terminal = watched(1_000_000, iter([0, 10, 20]), "en")
        progress.add(1000)
        progress.add(999_000)
        assert terminal.lines() == [
            "",
            "1 checked, 0.1 a second, 0%, 2:46:30 left",
            "",
            "2 checked, 0.1 a second, 100%, 0:00 left ",
            "",
        ]

    def test_of_a_stream_the_end_is_not_known(self) -> None:
        progress, terminal = watched(0, iter([0, 1]))
        progress.add(1000)
        assert terminal.lines() == ["", "已检查 1 份，每秒 1.0 份", ""]

    def test_a_short_check_says_nothing(self) -> None:
        progress, terminal = watched(10, iter([0, 0.3]))
        progress.add(10)
        progress.clear()
        assert terminal.getvalue() == ""

    def test_the_command_shows_it_on_a_terminal_only_and_leaves_nothing(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("budgetspec.commands.progress._PAUSE", 0)
        assert run("in")[2] == ""
        terminal = Terminal()
        cli.run(["check", "in", "--form", str(TOY), "--rules", "a.rules"], BytesIO(), StringIO(), terminal)
        shown = [line for line in terminal.lines() if line.strip()]
        assert [line.split("，")[0] for line in shown] == [f"已检查 {n} 份" for n in (1, 2, 3, 4, 4, 5, 5)]
        assert shown[-1].rstrip().endswith("100%，还需 0:00")
        assert terminal.lines()[-2].strip() == ""
