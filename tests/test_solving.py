"""Blanks worked out of equations: one by one, together, and what becomes of a blank that may be a true one."""

from __future__ import annotations

from fractions import Fraction

from budgetspec.lang.equations import Equation
from budgetspec.lang.reads import Place
from budgetspec.money import Exact
from budgetspec.solving import solve

A, B, C, D, E = (Place("", name) for name in "abcde")


def equation(known: Exact, *blanks: tuple[Place, Exact], alone: tuple[Place, ...] = (), total: bool = True) -> Equation:
    """``known`` and the blanks add up to nothing; those ``alone`` are totals unless they are said to be the same amount."""
    return Equation(known, blanks, frozenset(alone), frozenset(alone) if total else frozenset())


def same(one: Place, other: Place) -> Equation:
    return equation(0, (one, 1), (other, -1), alone=(one, other), total=False)


def test_one_unknown_is_what_is_left() -> None:
    assert solve([equation(-150, (A, 1), alone=(A,))]).amounts == {A: 150}


def test_what_is_found_is_used_by_other_equations() -> None:
    chain = [equation(-100, (B, 1), (A, -1), alone=(B,)), equation(-150, (A, 1), alone=(A,))]
    assert solve(chain).amounts == {A: 150, B: 250}


def test_a_blank_that_is_no_side_of_its_own_is_a_true_one() -> None:
    assert solve([equation(-100, (A, 1), (B, -1), alone=(A,))]).amounts == {A: 100, B: 0}


def test_a_blank_that_cannot_be_a_true_one_is_worked_out() -> None:
    assert solve([equation(-50, (B, 1))]).amounts == {B: 50}


def test_of_several_blanks_that_cannot_all_be_true_ones_none_is_guessed() -> None:
    assert solve([equation(-50, (B, 1), (C, 1))]).amounts == {}


def test_a_total_that_rests_on_a_wrong_blank_is_taken_back() -> None:
    part = equation(-100, (A, 1), (B, -1), alone=(A,))
    whole = equation(400, (A, -1), (C, -1), alone=())
    other = equation(-250, (C, 1), alone=(C,))
    assert solve([part, whole, other]).amounts == {A: 150, B: 50, C: 250}


def test_a_blank_is_never_forced_below_nothing() -> None:
    solution = solve([equation(50, (B, 1))])
    assert B not in solution.amounts


def test_the_same_amount_in_another_place_is_copied() -> None:
    assert solve([same(A, B), equation(-7, (A, 1), alone=(A,))]).amounts == {A: 7, B: 7}


def test_places_that_are_blank_everywhere_are_true_blanks() -> None:
    assert solve([same(A, B), same(B, C)]).amounts == {A: 0, B: 0, C: 0}


def test_what_equals_a_total_waits_for_it() -> None:
    equations = [same(B, A), equation(0, (A, 1), (C, -1), alone=(A,)), equation(-3, (C, 1), alone=(C,))]
    assert solve(equations).amounts == {A: 3, B: 3, C: 3}


def test_a_system_is_solved_exactly() -> None:
    equations = [
        equation(-10, (A, 1), (B, 1), alone=(A, B)),
        equation(-2, (A, 1), (B, -2), alone=(A, B)),
    ]
    assert solve(equations).amounts == {A: Fraction(22, 3), B: Fraction(8, 3)}


def test_a_system_that_leaves_something_open_is_not_guessed_at() -> None:
    assert solve([equation(-10, (A, 1), (B, 1), alone=(A, B))]).amounts == {}


def test_equations_that_disagree_are_told_and_leave_a_blank() -> None:
    one, other = equation(-10, (A, 1), alone=(A,)), equation(-12, (A, 1), alone=(A,))
    solution = solve([one, other])
    assert solution.amounts == {}
    assert solution.clashes == ((one, other),)


def test_an_equation_that_may_not_apply_determines_nothing() -> None:
    assert solve([], [equation(-10, (A, 1), alone=(A,))]).amounts == {}


def test_what_is_kept_is_no_true_blank() -> None:
    total = equation(-10, (A, 1), (B, -1), alone=(A,))
    unsure = equation(-5, (B, 1), alone=(B,))
    assert solve([total], [unsure], frozenset({B})).amounts == {}
