"""What there is to check: in which order, under which name, and that nothing is read before its turn."""

from __future__ import annotations

import os
from io import BytesIO
from itertools import islice
from pathlib import Path
from threading import Thread

import pytest

from budgetspec.finding import BudgetspecError
from budgetspec.inputs import Entry, File, entries, files, is_one, line_entries

MOST = 20


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b/2.json", "b/1.JSON", "b.json", "a.jsonl", "c/.hidden/x.json", "c/.x.json", "c/x.txt", "d/e/f.json"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("{}\n\n[]", "utf-8")


def named(path: str) -> list[tuple[str, bool]]:
    return [(file.path.as_posix(), file.listed) for file in files(path)]


class TestFiles:
    def test_a_folder_is_gone_through_by_name_without_what_is_hidden(self) -> None:
        assert named(".") == [(n, True) for n in ("a.jsonl", "b/1.JSON", "b/2.json", "b.json", "d/e/f.json")]

    def test_the_order_is_that_of_sorted_paths(self) -> None:
        found = [file.path for file in files(".")]
        assert found == sorted(found)

    def test_a_glob_names_files_and_folders(self) -> None:
        assert named("?.json*") == [("a.jsonl", False), ("b.json", False)]
        assert named("[bd]") == [("b/1.JSON", True), ("b/2.json", True), ("d/e/f.json", True)]
        assert named("d/**/*.json") == [("d/e/f.json", False)]

    def test_a_glob_over_all_depths_names_each_file_once(self) -> None:
        assert named("d/**") == [("d/e/f.json", False)]

    def test_what_is_not_there_stands_for_itself(self) -> None:
        assert named("nowhere.json") == [("nowhere.json", False)]
        assert named("nowhere/*.json") == [("nowhere/*.json", False)]

    def test_a_file_may_be_called_like_a_glob(self) -> None:
        Path("[bd]").write_text("{}", "utf-8")
        assert named("[bd]") == [("[bd]", False)]

    @pytest.mark.parametrize(
        ("path", "one"),
        [("b.json", True), ("nowhere.json", True), ("-", True), ("a.jsonl", False), ("b", False), ("*.json", False)],
    )
    def test_the_name_tells_whether_there_can_be_several(self, path: str, one: bool) -> None:  # noqa: FBT001
        assert is_one(path) == one

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may open any folder")
    def test_a_folder_that_cannot_be_opened_stands_for_itself(self) -> None:
        Path("b").chmod(0)
        assert ("b", False) in named(".")


class TestEntries:
    def test_a_file_is_one_entry(self) -> None:
        assert list(entries(File(Path("b.json"), "."), MOST)) == [Entry("b.json", Path("b.json"), 6, ".")]

    def test_json_lines_are_numbered_and_blank_ones_left_out(self) -> None:
        expected = [Entry("a.jsonl:1", b"{}", 3, "a", True, 1), Entry("a.jsonl:3", b"[]", 2, "a", True, 3)]  # noqa: FBT003
        assert list(entries(File(Path("a.jsonl"), "a", listed=True), MOST)) == expected

    def test_any_file_holds_lines_if_so_asked(self) -> None:
        assert [entry.source for entry in entries(File(Path("b.json"), "."), MOST, lines=True)] == ["b.json:1", "b.json:3"]

    def test_what_cannot_be_read_is_an_entry_that_says_so(self) -> None:
        (entry,) = entries(File(Path("nowhere.jsonl"), "."), MOST)
        assert isinstance(entry.text, BudgetspecError)
        assert entry.text.message == (
            "无法读取 nowhere.jsonl：没有这个文件或文件夹",
            "cannot read nowhere.jsonl: No such file or directory",
        )

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
    def test_a_pipe_is_read_where_it_is_open(self) -> None:
        os.mkfifo("pipe")
        writer = Thread(target=lambda: Path("pipe").write_bytes(b"{" + b" " * MOST + b"}"), daemon=True)
        writer.start()
        (entry,) = entries(File(Path("pipe"), "pipe"), MOST)
        writer.join()
        assert (entry.source, entry.text) == ("pipe", b"{" + b" " * MOST)

    def test_a_line_end_is_no_part_of_a_line(self) -> None:
        stream = BytesIO(b"{}\r\n" + b"x" * MOST + b"\r\n")
        assert [entry.text for entry in line_entries(stream, File(Path("-"), "-"), MOST)] == [b"{}", b"x" * MOST]

    def test_of_a_line_that_is_too_long_little_is_read(self) -> None:
        stream = BytesIO(b"y" * 5_000_000 + b"\n{}\n")
        found = list(line_entries(stream, File(Path("-"), "-"), MOST))
        assert [(entry.source, len(entry.text), entry.size) for entry in found if isinstance(entry.text, bytes)] == [
            ("-:1", MOST + 2, 5_000_001),
            ("-:2", 2, 3),
        ]

    def test_lines_are_read_one_by_one(self) -> None:
        stream = BytesIO(b"{}\n" * 1000)
        assert len(list(islice(line_entries(stream, File(Path("-"), "-"), MOST), 3))) == 3
        assert stream.tell() == 9
