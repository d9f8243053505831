"""Where rows stand: the same as if every row had been measured, and nothing on the screen jumps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.views.ticket.stack import Heights, Stack

_ROWS = st.lists(st.integers(1, 400), min_size=1, max_size=60)


@given(_ROWS, st.lists(st.tuples(st.integers(0, 59), st.integers(1, 900)), max_size=20))
def test_sums_are_the_sums(rows: list[int], changes: list[tuple[int, int]]) -> None:
    heights = Heights(len(rows), 50)
    for row, height in enumerate(rows):
        heights.put(row, height)
    for place, height in changes:
        rows[place % len(rows)] = height
        heights.put(place % len(rows), height)
    for row in range(len(rows) + 1):
        assert heights.above(row) == sum(rows[:row])
    for y in range(0, sum(rows), 7):
        row = heights.at(y)
        assert sum(rows[:row]) <= y < sum(rows[: row + 1])


def _stack(rows: list[int], guess: int = 100) -> Stack:
    stack = Stack(lambda row: rows[row], guess)
    stack.fill(len(rows), guess)
    return stack


@given(_ROWS, st.integers(50, 600), st.lists(st.integers(-900, 900), max_size=30))
def test_scrolling_moves_the_picture_by_exactly_that_much(rows: list[int], view: int, moves: list[int]) -> None:
    stack = _stack(rows)
    exact = 0
    most = max(0, sum(rows) - view)
    for by in moves:
        step = max(-3 * view, min(3 * view, by))
        stack.move(step, view)
        exact = min(max(0, exact + step), most)
        row, cut = stack.row, stack.cut
        assert sum(rows[:row]) + cut == exact


@given(_ROWS, st.integers(50, 600))
def test_the_end_is_the_end(rows: list[int], view: int) -> None:
    stack = _stack(rows)
    stack.end(view)
    shown = stack.visible(view)
    last, y = shown[-1]
    assert last == len(rows) - 1
    if sum(rows) >= view:
        assert y + rows[last] == view
    else:
        assert shown[0] == (0, 0)


@given(_ROWS, st.integers(50, 600), st.integers(0, 59), st.integers(0, 20_000))
def test_a_row_that_is_asked_for_is_in_sight(rows: list[int], view: int, row: int, start: int) -> None:
    stack = _stack(rows)
    row %= len(rows)
    stack.jump(start, view)
    stack.show(row, view)
    assert row in [shown for shown, _ in stack.visible(view)]


@given(_ROWS, st.integers(50, 600), st.integers(0, 20_000))
def test_a_row_above_that_grows_moves_nothing_in_sight(rows: list[int], view: int, start: int) -> None:
    stack = _stack(rows)
    stack.jump(start, view)
    before = stack.visible(view)
    for row in range(before[0][0]):
        rows[row] += 77
        stack.forget(row)
        stack.height(row)
    assert stack.visible(view) == before


def test_what_is_not_read_keeps_its_guess_until_it_is() -> None:
    known: dict[int, int] = {}
    stack = Stack(known.get, 100)
    stack.fill(50, 100)
    stack.jump(2_000, 300)
    assert stack.total == 5_000
    known |= dict.fromkeys(range(50), 40)
    for row in range(20, 23):
        stack.forget(row)
    assert len(stack.visible(300)) >= 3
    assert stack.total < 5_000


def test_only_what_comes_into_sight_is_measured() -> None:
    asked: set[int] = set()

    def measure(row: int) -> int:
        asked.add(row)
        return 100

    stack = Stack(measure, 100)
    stack.fill(100_000, 100)
    stack.end(1_000)
    stack.visible(1_000)
    stack.jump(5_000_000, 1_000)
    stack.visible(1_000)
    assert len(asked) < 60
