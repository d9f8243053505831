from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.channels.mail.threads import ThreadIds, answered_ids, conversation_key, parent_of, thread_roots


def _ids(message_id: str | None, *references: str, reply: str | None = None) -> ThreadIds:
    return ThreadIds(message_id=message_id, in_reply_to=reply, references=references)


def test_the_nearest_comes_first() -> None:
    assert answered_ids(_ids("c@x", "a@x", "b@x", reply="b@x")) == ("b@x", "a@x")
    assert answered_ids(_ids("c@x", "a@x", "b@x")) == ("b@x", "a@x")
    assert answered_ids(_ids("c@x", "c@x", "two words", "", "x" * 2_000, reply="c@x")) == ()


def test_long_references_keep_the_root() -> None:
    references = [f"{number}@x" for number in range(500)]
    found = answered_ids(_ids("new@x", *references))
    assert len(found) == 100
    assert (found[0], found[-1]) == ("499@x", "0@x")


def test_threads_join_over_ids_that_nobody_has_seen() -> None:
    mails = [
        _ids("a@x"),
        _ids("b@x", reply="a@x"),
        _ids("c@x", "ghost@x"),
        _ids("d@x", "ghost@x"),
        _ids("e@x"),
        _ids(None),
    ]
    assert thread_roots(mails) == (0, 0, 2, 2, 4, 5)


def test_an_answer_before_its_question_is_joined() -> None:
    assert thread_roots([_ids("b@x", reply="a@x"), _ids("a@x")]) == (0, 0)


def test_the_same_mail_twice_is_one_thread() -> None:
    assert thread_roots([_ids("a@x"), _ids("a@x")]) == (0, 0)


def test_a_circle_ends() -> None:
    assert thread_roots([_ids("a@x", reply="b@x"), _ids("b@x", reply="a@x")]) == (0, 0)


def test_the_conversation_of_a_mail() -> None:
    known = {"a@x": "one", "b@x": "two"}
    assert conversation_key(_ids("b@x", "a@x"), known) == "two"
    assert conversation_key(_ids("n@x", "b@x", "a@x"), known) == "one"
    assert conversation_key(_ids("n@x", "b@x", reply="lost@x"), known) == "two"
    assert conversation_key(_ids("n@x"), known) is None
    assert parent_of(_ids("n@x", "b@x", "lost@x"), known) == "b@x"


_SOME = st.sampled_from([f"{letter}@x" for letter in "abcdefgh"])


@given(st.lists(st.builds(_ids, st.none() | _SOME, _SOME, reply=st.none() | _SOME), max_size=12))
def test_roots_are_a_partition_that_keeps_neighbors(mails: list[ThreadIds]) -> None:
    roots = thread_roots(mails)
    assert all(roots[root] == root and root <= position for position, root in enumerate(roots))
    for one, first in zip(mails, roots, strict=True):
        for other, second in zip(mails, roots, strict=True):
            if one.message_id and one.message_id in answered_ids(other):
                assert first == second
