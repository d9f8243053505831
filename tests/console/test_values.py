"""Quick dataclasses are dataclasses: whatever the library makes of a class is what we make of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from console.values import dataclass


class Cases:
    """Makes the same classes by either maker."""

    def __init__(self, make: Callable[..., Any]) -> None:
        @make(frozen=True, slots=True, kw_only=True)
        class Named:
            one: int
            two: str = "b"
            three: list[int] = field(default_factory=list)
            hidden: int = field(default=7, repr=False)
            aside: int = field(default=0, compare=False)
            unheard: tuple[int, ...] = field(default=(), hash=False)

            @property
            def doubled(self) -> int:
                """Return a property's value."""
                return self.one * 2

        @make(frozen=True, slots=True)
        class Plain:
            """A pair."""

            one: int
            two: int = 2
            three: int = field(default=9, init=False)
            last: int = field(default=4, kw_only=True)

        @make(frozen=True, slots=True)
        class Checked:
            one: int

            def __post_init__(self) -> None:
                if self.one < 0:
                    raise ValueError("below nothing")
                object.__setattr__(self, "one", self.one + 1)

            def __repr__(self) -> str:
                return "checked"

        @make(frozen=True, slots=True)
        class Empty:
            pass

        self.named, self.plain, self.checked, self.empty = Named, Plain, Checked, Empty


OURS, THEIRS = Cases(dataclass), Cases(dataclasses.dataclass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    one: int
    two: tuple[int, ...] = ()


@pytest.fixture(params=[OURS, THEIRS], ids=["ours", "theirs"])
def made(request: pytest.FixtureRequest) -> Cases:
    cases: Cases = request.param
    return cases


def test_values_are_taken_told_compared_and_counted(made: Cases) -> None:
    one = made.named(one=1, three=[3], aside=5)
    assert (one.one, one.two, one.three, one.hidden, one.doubled) == (1, "b", [3], 7, 2)
    assert repr(one).endswith("Named(one=1, two='b', three=[3], aside=5, unheard=())")
    assert one == made.named(one=1, three=[3], aside=6)
    assert one != made.named(one=1, three=[4])
    assert one != made.named(one=1, three=[3], unheard=(1,))
    assert one != (1, "b", [3], 7, ())
    assert made.named(one=1).three is not made.named(one=1).three
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    assert hash(made.plain(1, last=5)) == hash((1, 2, 9, 5))
    assert hash(made.empty()) == hash(())
    assert made.empty() == made.empty()
    assert {made.checked(1): "x"}[made.checked(1)] == "x"


def test_what_is_given_wrong_is_refused(made: Cases) -> None:
    for call in (
        lambda: made.named(1),
        made.named,
        lambda: made.named(one=1, unknown=2),
        lambda: made.plain(1, 2, 3),
        lambda: made.plain(1, three=3),
    ):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(ValueError, match="below"):
        made.checked(-1)


def test_nothing_can_be_changed(made: Cases) -> None:
    one = made.plain(1)
    for wrong in (lambda: setattr(one, "one", 2), lambda: delattr(one, "one")):
        with pytest.raises(dataclasses.FrozenInstanceError, match="one"):
            wrong()
    assert not hasattr(one, "__dict__")


def test_what_runs_before_and_beside_the_values_stands(made: Cases) -> None:
    one = made.checked(1)
    assert (one.one, repr(one)) == (2, "checked")
    assert made.plain.__doc__ == "A pair."
    assert made.plain.__match_args__ == ("one", "two")
    assert made.plain(1).three == 9


def test_the_library_knows_them(made: Cases) -> None:
    one = made.plain(1, 5)
    assert dataclasses.is_dataclass(made.plain)
    assert dataclasses.asdict(made.named(one=1, three=[2]))["three"] == [2]
    assert dataclasses.replace(one, two=6).two == 6
    assert copy.copy(one) == one
    assert copy.deepcopy(one) == one
    assert list(inspect.signature(made.plain).parameters) == ["one", "two", "last"]


def test_a_value_goes_to_another_process() -> None:
    one = Kept(one=1, two=(2, 3))
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes


def test_what_is_not_frozen_is_the_librarys() -> None:
    @dataclass(slots=True)
    class Open:
        one: int = 1

    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        one: int

    opened = Open()
    opened.one = 2
    assert opened.one == 2
    assert Ordered(1) < Ordered(2)


def test_code_is_written_for_the_first_of_a_kind_alone() -> None:
    @dataclass(frozen=True, slots=True)
    class Late:
        one: int

    before = Late.__init__
    assert Late(1).one == 1
    after = Late.__init__
    assert after is not before
    assert Late(2).one == 2
    assert Late.__init__ is after
