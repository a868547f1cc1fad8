"""Whose row a name of the text speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetspec.codes import Classification
from budgetspec.naming import Listed, Named, Naming

ROWS = [
    Named("201", (("一般公共服务支出",),)),
    Named("20103", (("一般公共服务支出", "政府办公厅（室）及相关机构事务"),)),
    Named("2010301", (("一般公共服务支出", "政府办公厅（室）及相关机构事务", "行政运行"),)),
    Named("2080101", (("社会保障和就业支出", "人力资源和社会保障管理事务", "行政运行"),)),
]
TOY = Path(__file__).parent / "toy"
CODES = Classification("功能分类", "科目", "功能分类", ((2025, TOY / "function-2025.tsv"),))
NAMING = Naming(ROWS, Listed((CODES,), 2025, (3,)), ["类", "款", "项"], ["支出", "项目"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("一般公共服务支出", "201"),
        ("一般公共服务", "201"),
        ("一般 公共服务支出", "201"),
        ("社会保障和就业", "208"),
        ("支出", None),
        ("行政运行", "2010301"),
        ("社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行", "2080101"),
        ("社会保障和就业（类）人力资源和社会保障管理事务（款）行政运行（项）", "2080101"),
        ("教育支出（类）行政运行", None),
    ],
)
def test_a_name_or_a_path_of_names_leads_to_a_code(name: str, code: str | None) -> None:
    assert NAMING.code(name) == code


def test_a_code_may_have_to_stand_under_another() -> None:
    assert (NAMING.code("行政运行", "208"), NAMING.code("行政运行", "205")) == ("2080101", None)


def test_no_ending_is_left_out_that_the_form_does_not_declare() -> None:
    assert Naming(ROWS, Listed()).code("一般公共服务") is None


@pytest.mark.parametrize(
    ("code", "printed", "right"),
    [
        ("201", "一般公共服务", "一般公共服务支出"),
        ("2010301", "行政运转", "行政运行"),
        ("2080101", "社会保障（类）人社事务（款）行政运行", "社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行"),
        ("999", "其他", None),
    ],
)  # fmt: skip
def test_the_right_name_has_as_many_names_above_as_the_printed_one(code: str, printed: str, right: str | None) -> None:
    assert NAMING.right_name(code, printed) == right


def test_what_has_no_classification_may_be_called_with_an_ending_or_without() -> None:
    naming = Naming([Named("运维", (("运维",),))], Listed(), (), ["项目"])
    assert (naming.right_name("运维", "运维项目"), naming.right_name("运维", "运行")) == ("运维项目", "运维")


@pytest.mark.parametrize(("name", "code"), [("一般公共服备支出", "201"), ("国防", None)])
def test_the_closest_of_the_rows_left_over(name: str, code: str | None) -> None:
    assert NAMING.closest(name, ["201", "20103", "205"]) == code
    assert NAMING.closest(name, []) is None
