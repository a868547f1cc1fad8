"""The command: exit codes, formats, inputs, and clean endings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from conftest import Golden

from budgetspec import __version__, cli
from budgetspec.arguments import language_of
from budgetspec.commands import check

ROOT = Path(__file__).parent.parent
SMALLEST = {"表式": "dalian-department-budget", "预算年度": 2025, "部门": {"编码": "103", "名称": "某办公室"}, "预算表": {}}
HOLDING, FAILING = 'rule A-01 "成立"\n    1 == 1\n', 'rule A-02 "不成立"\n    1 == 2\n'
FAULTY = 'rule A-03 "有误"\n    没有这个名字 == 2\n'

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder that holds one good and one unreadable submission and a few rules."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    Path("good.json").write_text(json.dumps(SMALLEST), "utf-8")
    Path("bad.json").write_text('{"表式": ', "utf-8")
    for name, rule in {"holding": HOLDING, "failing": FAILING, "faulty": FAULTY + HOLDING}.items():
        Path(f"{name}.rules").write_text(rule, "utf-8")

    def run(*argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        return cli.run(argv, BytesIO(stdin), out, err), out.getvalue(), err.getvalue()

    return run


def process(*argv: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "budgetspec", *argv]
    return subprocess.run(command, capture_output=True, check=False, cwd=ROOT, **options)  # type: ignore[call-overload, no-any-return]  # noqa: S603


class TestExitCodes:
    @pytest.mark.parametrize(
        ("argv", "code"),
        [
            (["check", "good.json", "--rules", "holding.rules"], 0),
            (["check", "good.json", "--rules", "failing.rules"], 1),
            (["check", "good.json", "--rules", "faulty.rules"], 2),
            (["check", "bad.json", "--rules", "holding.rules"], 3),
            (["check", "nowhere.json", "--rules", "holding.rules"], 3),
            (["check", "bad.json", "good.json", "--rules", "faulty.rules"], 3),
            (["check", "good.json", "bad.json", "--rules", "failing.rules"], 3),
            (["check", "good.json", "--rules", "failing.rules", "--skip", "A-*"], 0),
            (["check", "good.json", "--form", "nowhere"], 2),
            (["check", "good.json", "--rules", "nowhere.rules"], 2),
            (["check", "good.json", "--frmat", "json"], 2),
            (["check"], 2),
            (["chek"], 2),
            ([], 2),
            (["--help"], 0),
            (["check", "--help"], 0),
            (["schema"], 0),
            (["forms"], 0),
        ],
    )
    def test_the_code_says_how_it_ended(self, run: Run, argv: list[str], code: int) -> None:
        result, out, err = run(*argv)
        assert result == code
        assert bool(out) == (code != 2 or "faulty.rules" in argv)
        assert "Traceback" not in err

    def test_a_level_of_severity_can_be_let_pass(self, run: Run) -> None:
        Path("w.rules").write_text('rule A-04 "警告" severity warning\n    1 == 2\n', "utf-8")
        check = ("check", "good.json", "--rules", "w.rules")
        assert [run(*check, "--fail-on", level)[0] for level in ("error", "warning", "info")] == [0, 1, 1]

    def test_a_rule_that_does_not_exist_is_not_silently_left_out(self, run: Run) -> None:
        code, _, err = run("check", "good.json", "--only", "T99-*")
        assert (code, err) == (2, "budgetspec: 没有规则符合 --only T99-*\n")

    def test_the_sound_rules_of_a_faulty_rulebook_run(self, run: Run) -> None:
        Path("mixed.rules").write_text(FAULTY + FAILING, "utf-8")
        code, out, err = run("check", "good.json", "--rules", "mixed.rules", "--format", "json")
        assert code == 2
        assert sorted((found["kind"], found["rule"]) for found in json.loads(out)["findings"]) == [
            ("rule", "A-02"),
            ("rulebook", "A-03"),
        ]
        assert err == ""

    def test_a_fault_of_a_rule_is_told_once(self, run: Run) -> None:
        Path("broken.rules").write_text('rule A-05 "一个等号" 1 = 1\n}\n', "utf-8")
        code, out, err = run("check", "good.json", "--rules", "faulty.rules", "--add", "broken.rules")
        assert (code, err) == (2, "")
        assert [line for line in out.splitlines() if line.startswith("错误 ")][:3] == [
            "错误 A-03 规则有误，未能运行",
            "错误 A-05 规则有误，未能运行",
            "错误 rulebook 规则文件有误",
        ]
        for place in ("faulty.rules:2:5 N001", "broken.rules:1:20 S011", "broken.rules:2:1 S027"):
            assert out.count(place) == 1


class TestInputs:
    def test_a_folder_holds_its_submissions_and_what_cannot_be_read(self, run: Run) -> None:
        Path("below/.hidden").mkdir(parents=True)
        Path("below/b.json").write_text(json.dumps(SMALLEST), "utf-8")
        Path("below/.hidden/c.json").write_text("", "utf-8")
        Path("settings.json").write_text('{"a": 1}', "utf-8")
        code, out, _ = run("check", ".", "--format", "json", "--rules", "holding.rules")
        assert code == 3
        assert [json.loads(line)["source"] for line in out.splitlines()] == ["bad.json", "below/b.json", "good.json"]

    def test_a_folder_without_submissions_is_a_mistake(self, run: Run) -> None:
        Path("empty").mkdir()
        assert run("check", "empty")[::2] == (2, "budgetspec: empty 之下没有部门预算公开（*.json、*.jsonl、*.xlsx、*.xls）\n")

    def test_standard_input_is_read(self, run: Run) -> None:
        code, out, _ = run("check", "-", "--format", "json", "--rules", "holding.rules", stdin=json.dumps(SMALLEST).encode())
        assert (code, json.loads(out)["source"]) == (0, "-")

    def test_options_may_stand_anywhere(self, run: Run) -> None:
        for argv in (
            ("--only", "A-01", "--format", "jsonl", "good.json"),
            ("--format", "jsonl", "good.json", "--only", "A-01", "A-0[3-9]"),
            ("--only", "A-01", "good.json", "--format", "jsonl"),
            ("good.json", "--only=A-01,A-03", "--format=jsonl"),
        ):
            code, out, err = run("check", *argv, "--rules", "faulty.rules")
            assert (code, err) == (2, "")
            assert json.loads(out)["source"] == "good.json"

    def test_too_large_an_input_says_how_to_raise_the_limit(self, run: Run) -> None:
        code, out, _ = run("check", "good.json", "--max-bytes", "10")
        assert code == 3
        assert "--max-bytes" in out


class TestOutput:
    def test_one_report_is_json_and_several_are_lines(self, run: Run) -> None:
        one = run("check", "good.json", "--format", "json", "--rules", "holding.rules")[1]
        two = run("check", "good.json", "good.json", "--format", "json", "--rules", "holding.rules")[1]
        assert json.loads(one)["version"] == 1
        assert [json.loads(line) for line in two.splitlines()] == [json.loads(one)] * 2

    def test_it_goes_into_a_file(self, run: Run) -> None:
        assert run("check", "good.json", "--rules", "holding.rules", "--output", "结果.txt") == (0, "", "")
        assert Path("结果.txt").read_text("utf-8").startswith("good.json · 某办公室 · 2025 年")

    def test_an_unwritable_file_is_one_sentence(self, run: Run) -> None:
        assert run("check", "good.json", "--output", "no/such/folder") == (
            2,
            "",
            "budgetspec: 无法写入 no/such/folder：没有这个文件或文件夹\n",
        )

    def test_an_input_is_not_overwritten(self, run: Run) -> None:
        before = Path("good.json").read_bytes()
        assert run("check", "good.json", "--output", "./good.json")[0] == 2
        assert Path("good.json").read_bytes() == before

    def test_findings_are_limited(self, run: Run) -> None:
        Path("many.rules").write_text(FAILING + FAILING.replace("02", "05"), "utf-8")
        out = run("check", "good.json", "--rules", "many.rules", "--max-findings", "1")[1]
        assert "另有 1 处问题未列出" in out
        assert "错误 2" in out

    def test_english_is_spoken(self, run: Run) -> None:
        assert "1 check: 1 holds" in run("check", "good.json", "--rules", "holding.rules", "--lang", "en")[1]
        assert run("--lang", "en", "chek")[2] == "budgetspec: no command “chek”; did you mean check? (see budgetspec --help)\n"

    def test_a_control_character_in_a_name_is_not_printed(self, run: Run) -> None:
        _, out, err = run("check", "\x1b[2J.json", "--lang=en")
        assert "\x1b" not in out + err
        assert "\\u001b[2J.json" in out

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_help_teaches(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
        monkeypatch.setenv("COLUMNS", "100")
        golden.check(f"help.{lang}.txt", "\n".join(run(*argv, "--lang", lang)[1] for argv in (["--help"], ["check", "--help"])))

    def test_the_schema_is_json(self, run: Run) -> None:
        assert json.loads(run("schema")[1])["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    def test_the_forms_are_listed(self, run: Run) -> None:
        assert run("forms")[1].startswith("dalian-department-budget  ")


class TestEndings:
    def test_an_interruption_is_one_sentence(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(check, "_checker", interrupted)
        assert run("check", "good.json") == (130, "", "budgetspec: 已中断\n")

    def test_a_closed_pipe_is_no_error(self, tmp_path: Path) -> None:
        (tmp_path / "x.json").write_text('{"表式": "dalian-department-budget"}', "utf-8")
        reading, writing = os.pipe()
        os.close(reading)
        command = [sys.executable, "-m", "budgetspec", "check", str(tmp_path / "x.json")]
        with os.fdopen(writing, "wb") as closed:
            done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, check=False, cwd=ROOT)  # noqa: S603
        assert (done.returncode, done.stderr) == (1, b"")

    @pytest.mark.skipif(os.name != "posix", reason="needs a shell that can close streams")
    @pytest.mark.parametrize(("argv", "code"), [(["--version"], 0), (["check", "x.json"], 1), (["check", "none.json"], 3)])
    def test_a_process_may_have_no_streams(self, tmp_path: Path, argv: list[str], code: int) -> None:
        (tmp_path / "x.json").write_text('{"表式": "dalian-department-budget"}', "utf-8")
        command = ["/bin/sh", "-c", 'exec "$@" <&- >&-', "sh", sys.executable, "-m", "budgetspec", *argv]
        done = subprocess.run(command, stderr=subprocess.PIPE, check=False, cwd=tmp_path)  # noqa: S603
        assert (done.returncode, done.stderr) == (code, b"")

    def test_who_measures_a_process_is_let_write(self) -> None:
        command = [sys.executable, "-m", "cProfile", "-m", "budgetspec", "forms"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)  # noqa: S603
        assert b"function calls" in done.stdout

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_full_disk_is_one_sentence(self) -> None:
        command = [sys.executable, "-m", "budgetspec", "forms"]
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT)  # noqa: S603
        assert (done.returncode, done.stderr.decode()) == (2, "budgetspec: 无法写入 stdout：磁盘已满\n")

    def test_a_pipe_gets_utf8_and_a_narrow_encoding_does_no_harm(self) -> None:
        narrow = process("forms", env={**os.environ, "PYTHONIOENCODING": "ascii"})
        assert narrow.returncode == 0
        assert b"\\u5927" in narrow.stdout
        assert "大连" in process("forms", env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}).stdout.decode("utf-8")

    def test_the_version_comes_without_the_parsers(self) -> None:
        probe = (
            "import sys; from budgetspec import cli; sys.argv = ['budgetspec', '--version']; cli.main();"
            "print(sorted({'lark', 'jsonschema', 'yaml', 'budgetspec.checker'} & {*sys.modules}))"
        )
        done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True, cwd=ROOT, text=True)  # noqa: S603
        assert done.stdout == f"budgetspec {__version__}\n[]\n"


@pytest.mark.parametrize(
    ("argv", "environment", "language"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "de_DE"}, "en"),
        (["check", "--lang", "en"], {}, "en"),
        (["check", "--lang=zh"], {"LANG": "en_US"}, "zh"),
        (["check", "--lang"], {"LANG": "en_US"}, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_systems(argv: list[str], environment: dict[str, str], language: str) -> None:
    assert language_of(argv, environment) == language
