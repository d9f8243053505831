"""Where the rows of a long conversation stand: heights that are guessed until a row comes into sight, and the scroll.

What is on the screen never jumps: a row above it that turns out higher than guessed moves the scroll bar, not the
text. No Qt stands here; a row is measured by the caller's function, in pixels.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

Measure = Callable[[int], int | None]


class Heights:
    """The heights of rows with their sums, each answered in the logarithm of their number."""

    def __init__(self, count: int, height: int) -> None:
        self._heights = array("l", [height]) * count
        self._tree = array("l", [0]) * (count + 1)
        for place in range(1, count + 1):
            self._tree[place] = height * (place & -place)
        self._top = 1 << count.bit_length()

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def put(self, row: int, height: int) -> None:
        """Change the height of a row."""
        more = height - self._heights[row]
        if more:
            self._heights[row] = height
            place = row + 1
            while place < len(self._tree):
                self._tree[place] += more
                place += place & -place

    def above(self, row: int) -> int:
        """Return the height of all rows before this one."""
        found, place = 0, row
        while place:
            found += self._tree[place]
            place -= place & -place
        return found

    def at(self, y: int) -> int:
        """Return the row that stands at a height."""
        place, step = 0, self._top
        while step:
            after = place + step
            if after < len(self._tree) and self._tree[after] <= y:
                place, y = after, y - self._tree[after]
            step >>= 1
        return min(place, len(self._heights) - 1)


class Stack:
    """The rows and what of them is in sight. `row` stands at the top, `cut` pixels of it are above the edge."""

    def __init__(self, measure: Measure, guess: int) -> None:
        self._measure = measure
        self._heights = Heights(0, guess)
        self._known = bytearray()
        self._guess = guess
        self.row = 0
        self.cut = 0

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """Return the height of everything, as far as it is known."""
        return self._heights.above(len(self._heights))

    @property
    def value(self) -> int:
        """Return where the upper edge of the view stands."""
        return self._heights.above(self.row) + self.cut

    def fill(self, count: int, guess: int) -> None:
        """Hold so many rows of guessed height, and stand at the first."""
        self._guess = max(1, guess)
        self._heights = Heights(count, self._guess)
        self._known = bytearray(count)
        self.row = self.cut = 0

    def forget(self, row: int | None = None) -> None:
        """Measure a row, or all rows, anew when they come into sight."""
        if row is None:
            self._known = bytearray(len(self._heights))
        elif row < len(self._known):
            self._known[row] = 0

    def height(self, row: int) -> int:
        """Return the height of a row, measured if it can be."""
        if not self._known[row]:
            found = self._measure(row)
            if found is not None:
                self._heights.put(row, found)
                self._known[row] = 1
        return self._heights[row]

    def top(self, row: int) -> int:
        """Return where a row begins, from the upper edge of the view, as far as heights are known."""
        return self._heights.above(row) - self.value

    def visible(self, view: int) -> list[tuple[int, int]]:
        """Return the rows in sight of a view of some height, each with the place of its upper edge."""
        found, y, row = [], -self.cut, self.row
        while y < view and row < len(self._heights):
            found.append((row, y))
            y += self.height(row)
            row += 1
        return found

    def move(self, by: int, view: int) -> None:
        """Scroll by pixels: down above zero."""
        if not len(self._heights):
            return
        if abs(by) > 3 * view:
            self.jump(self.value + by, view)
            return
        self.cut += by
        self._walk(view)

    def jump(self, value: int, view: int) -> None:
        """Stand with the upper edge at a height."""
        if not len(self._heights):
            return
        value = min(max(0, value), max(0, self.total - 1))
        self.row = self._heights.at(value)
        self.cut = min(value - self._heights.above(self.row), max(0, self.height(self.row) - 1))
        self._walk(view)

    def show(self, row: int, view: int, *, at_top: bool = False) -> None:
        """Bring a row into sight; one that is in sight whole stays where it is."""
        for shown, y in self.visible(view):
            if shown == row and not at_top and y >= 0 and y + self.height(row) <= view:
                return
        below = row > self.row and not at_top
        if below and self.height(row) < view:
            self.row, self.cut = row, self.height(row) - view
        else:
            self.row, self.cut = row, 0
        self._walk(view)

    def end(self, view: int) -> None:
        """Stand at the end."""
        if len(self._heights):
            self.row = len(self._heights) - 1
            self.cut = self.height(self.row) - view
            self._walk(view)

    def settle(self, view: int) -> None:
        """Stand rightly again after heights or the view have changed."""
        if len(self._heights):
            self._walk(view)

    @property
    def _last(self) -> int:
        return len(self._heights) - 1

    def _walk(self, view: int) -> None:
        self._normalize()
        short = view - self._room_below(view)
        if short > 0:
            self.cut -= short
            self._normalize()

    def _normalize(self) -> None:
        while self.cut < 0 and self.row > 0:
            self.row -= 1
            self.cut += self.height(self.row)
        self.cut = max(0, self.cut)
        while self.row < self._last and self.cut >= self.height(self.row):
            self.cut -= self.height(self.row)
            self.row += 1

    def _room_below(self, view: int) -> int:
        room, row = -self.cut, self.row
        while room < view and row <= self._last:
            room += self.height(row)
            row += 1
        return room
