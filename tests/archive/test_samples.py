"""Samples that anybody can draw again, reviewers who are compared, and a draft that survives a kill."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.faults import BadInput, Locked, Unreachable
from console.query import parse
from console.records.findings import DecisionLine, Finding, Judged, Sample
from console.services import showing
from console.services.archives import agreeing, findings_file, review_lines, sampling
from console.services.archives.review_drafts import ReviewDraft
from console.services.desk import Desk
from tests.archive.conftest import LEAD, PRIVATE
from tests.archive.desks import opened
from tests.services.conftest import NOW

ARCHIVE = "a" * 64


def said(decision: int, verdict: str, *, reviewer: str = "rev", clause: str = "23.1.1", minute: int = 0) -> Finding:
    return findings_file.new(
        ticket=1_000 + decision,
        ticket_gid=f"{decision:032x}",
        decision=1,
        about=f"{decision:032x}",
        decided=f"refuse {clause}",
        sha256="b" * 64,
        verdict=verdict,
        reviewer=reviewer,
        at=NOW.replace(minute=minute),
    )


def filed(path: Path, *found: Finding, archive: str = ARCHIVE) -> Path:
    findings_file.write(path, archive, None, found)
    return path


def line(number: int, *, clause: str = "23.1.1", overridden: bool = False) -> DecisionLine:
    return DecisionLine(
        ticket_id=number,
        ticket=number,
        ticket_gid=f"{number:032x}",
        id=number,
        gid=f"{number:032x}",
        n=1,
        outcome="refuse",
        clause=clause,
        overridden=overridden,
        made_at=NOW,
        sha256="c" * 64,
    )


def drawn(monkeypatch: pytest.MonkeyPatch, desk: Desk, sample: Sample, lines: list[DecisionLine]) -> list[int]:
    monkeypatch.setattr(sampling.kept, "decisions", lambda _connection: tuple(lines))
    return [one.ticket for one in sampling.draw(desk, sample)]


def test_a_sample_is_the_same_anywhere(sqlite_desk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = opened(sqlite_desk)
    lines = [line(n, clause="23.1.2" if n % 3 else "23.1.1", overridden=n % 10 == 0) for n in range(1, 101)]
    with closing(desk.store):
        first = drawn(monkeypatch, desk, Sample(random=12, seed="one"), lines)
        shuffled = random.Random(1).sample(lines, len(lines))
        assert sorted(drawn(monkeypatch, desk, Sample(random=12, seed="one"), shuffled)) == first
        assert len(first) == 12
        assert first == sorted(first)
        assert drawn(monkeypatch, desk, Sample(random=12, seed="two"), lines) != first
        more = drawn(monkeypatch, desk, Sample(random=40, seed="one"), lines)
        assert set(first) < set(more)  # who draws more sees what was seen before, too
        assert drawn(monkeypatch, desk, Sample(every=25), lines) == [1, 26, 51, 76]
        assert drawn(monkeypatch, desk, Sample(overrides=True), lines) == [*range(10, 101, 10)]
        assert drawn(monkeypatch, desk, Sample(overrides=True, clause="23.1.1"), lines) == [30, 60, 90]
        assert len(drawn(monkeypatch, desk, Sample(random=1_000, seed="x"), lines)) == 100
    assert sampling.lot("one", "0" * 32) == hashlib.sha256(b"one\n" + b"0" * 32).hexdigest()


def test_a_sample_by_query_is_that_of_the_list(sqlite_desk: str) -> None:
    desk = opened(sqlite_desk)
    with closing(desk.store):
        (refused,) = sampling.draw(desk, Sample())
        fitting = {row.id for row in showing.queue_page(desk, parse("rounding").query).rows}
        found = sampling.draw(desk, Sample(query="rounding"))
        assert [one.ticket_id for one in found] == [one for one in (refused.ticket_id,) if one in fitting]
        assert sampling.draw(desk, Sample(query="nothing-like-this")) == ()
        assert sampling.clauses(desk) == (("23.1.1", 1),)
        with pytest.raises(BadInput):
            sampling.draw(desk, Sample(query="created:yesterdayish"))


def test_reviewers_are_compared_by_the_last_word_of_each(tmp_path: Path) -> None:
    one = filed(
        tmp_path / "one",
        *(said(n, "upheld", reviewer="ann") for n in range(3)),
        said(3, "severe", reviewer="ann", clause="23.1.4"),
        said(4, "upheld", reviewer="ann", clause="23.1.4"),
    )
    findings_file.sign(one, PRIVATE)
    other = filed(
        tmp_path / "other",
        said(0, "mild", reviewer="bea"),
        said(0, "upheld", reviewer="bea", minute=5),
        said(1, "upheld", reviewer="bea"),
        said(3, "severe", reviewer="bea", clause="23.1.4"),
        said(4, "severe", reviewer="bea", clause="23.1.4"),
    )
    found = agreeing.agreement([one, other], (LEAD,))
    assert (found.reviewers, found.signatures) == (("ann", "bea"), ("good", "unsigned"))
    assert [one.verdicts for one in found.rows][:3] == [("upheld", "upheld"), ("upheld", "upheld"), ("upheld", "")]
    assert (found.whole.judged, found.whole.agreed) == (4, 3)
    assert found.whole.kappa == Fraction(1, 2)  # alike on 3 of 4; by chance (3*2 + 1*2) of 16
    by_clause = {one.clause: one for one in found.clauses}
    assert by_clause["23.1.1"].kappa is None  # both said one word alone: chance gives that too
    assert (by_clause["23.1.4"].judged, by_clause["23.1.4"].agreed) == (2, 1)
    assert by_clause["23.1.4"].kappa == 0
    with pytest.raises(BadInput, match="another archive"):
        agreeing.agreement([one, filed(tmp_path / "strange", archive="0" * 64)])
    same = agreeing.agreement([one, filed(tmp_path / "twin", said(0, "upheld", reviewer="ann"))])
    assert same.reviewers == ("ann (1)", "ann (2)")


def test_kappa_is_that_of_the_books() -> None:
    words = ["yes"] * 25 + ["no"] * 25
    others = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert agreeing.kappa(words, others) == Fraction(2, 5)  # 20, 5, 10 and 15 of 50: the usual example, 0.4
    assert agreeing.kappa(["a", "b"], ["b", "a"]) == -1
    assert agreeing.kappa(["a", ""], ["a", "b"]) is None
    rows = [
        Judged(ticket=n, decision=1, decided="", verdicts=told)
        for n, told in enumerate([("a", "a", "b"), ("b", "b", "b"), ("a", "b", "")])
    ]
    pairs = [agreeing.kappa(*zip(*pair, strict=True)) for pair in ([("a", "a"), ("b", "b"), ("a", "b")],)]
    assert pairs[0] == Fraction(2, 5)
    mean = (Fraction(2, 5) + agreeing.kappa(["a", "b"], ["b", "b"]) * 2) / 3  # type: ignore[operator]  # it is defined
    assert agreeing.share("", rows).kappa == mean


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_kappa_stays_in_its_bounds_and_knows_no_order(pairs: list[tuple[str, str]]) -> None:
    first, second = zip(*pairs, strict=True)
    found = agreeing.kappa(first, second)
    assert found == agreeing.kappa(second, first)
    assert found is None or -1 <= found <= 1
    if found is not None:
        assert (found == 1) is (first == second)


def test_a_draft_keeps_every_change_and_two_windows_lose_nothing(tmp_path: Path) -> None:
    mine, other = ReviewDraft(ARCHIVE, tmp_path), ReviewDraft(ARCHIVE, tmp_path)
    first = mine.put(said(1, "severe"))
    second = other.put(said(2, "upheld"))
    mine.choose(Sample(random=5, seed="7"))
    mine.put(dataclasses.replace(first, verdict="mild"))
    again = ReviewDraft(ARCHIVE, tmp_path)
    assert [(one.gid, one.verdict) for one in again.findings] == [(first.gid, "mild"), (second.gid, "upheld")]
    assert again.sample == Sample(random=5, seed="7")
    assert again.progress([line(1), line(2), line(3)]) == (2, 3)
    other.drop(first.gid)
    assert [one.gid for one in ReviewDraft(ARCHIVE, tmp_path).findings] == [second.gid]
    assert ReviewDraft("b" * 64, tmp_path).findings == ()
    (file,) = tmp_path.glob("*.jsonl")
    assert oct(file.stat().st_mode & 0o777) == "0o600"


def test_a_draft_is_cut_down_once_a_file_has_it_and_another_window_writes_on(tmp_path: Path) -> None:
    mine, other = ReviewDraft(ARCHIVE, tmp_path), ReviewDraft(ARCHIVE, tmp_path)
    (tmp_path / f"{ARCHIVE}.jsonl").write_text('{"of a newer program": 1}\n')
    one = mine.put(said(1, "severe"))
    for n in range(50):
        one = mine.put(dataclasses.replace(one, body="word " * n))
    other.jot("2" * 32, "Words", "23.1.1", one.gid)
    mine.choose(Sample(every=3))
    long = (tmp_path / f"{ARCHIVE}.jsonl").read_text().count("\n")
    other.published([one], file=tmp_path / "rita.jsonl", reviewer="Rita")
    lines = (tmp_path / f"{ARCHIVE}.jsonl").read_text().splitlines()
    assert (long, len(lines)) == (54, 7)
    two = mine.put(said(2, "mild"))
    again = ReviewDraft(ARCHIVE, tmp_path)
    assert again.findings == (one, two)
    assert (again.sample, again.kept.reviewer, Path(again.kept.file).name) == (Sample(every=3), "Rita", "rita.jsonl")
    assert (again.words_of("2" * 32), again.base_of("2" * 32)) == (("Words", "23.1.1"), one.gid)
    assert json.loads(lines[0]) == {"of a newer program": 1}
    for n in range(300):
        mine.jot("3" * 32, "word " * 100 + str(n), "")
    assert (tmp_path / f"{ARCHIVE}.jsonl").stat().st_size < 100_000
    assert ReviewDraft(ARCHIVE, tmp_path).findings == (one, two)


def test_a_window_that_waits_too_long_for_another_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_lines, "_PATIENCE_S", 0.05)
    draft = ReviewDraft(ARCHIVE, tmp_path)
    with (
        review_lines.LineFile(tmp_path / f"{ARCHIVE}.jsonl").held(),
        pytest.raises(Locked, match="Another window is writing"),
    ):
        draft.put(said(1, "mild"))
    assert draft.findings == ()
    assert draft.put(said(1, "mild")) in ReviewDraft(ARCHIVE, tmp_path).findings


def test_of_two_windows_on_one_decision_neither_takes_what_the_other_said(tmp_path: Path) -> None:
    mine, other = ReviewDraft(ARCHIVE, tmp_path), ReviewDraft(ARCHIVE, tmp_path)
    first = mine.put(said(1, "severe"))
    second = other.put(dataclasses.replace(said(1, "mild"), body="Seen from here"))
    assert other.findings == (second,)
    aside = other.beside(first.about)
    assert aside is not None
    assert aside.verdict == "severe"
    other.settle(first.about, take=True)
    assert [one.verdict for one in ReviewDraft(ARCHIVE, tmp_path).findings] == ["severe"]
    assert ReviewDraft(ARCHIVE, tmp_path).beside(first.about) is None


@pytest.mark.parametrize("unasked", [True, False])
def test_what_was_saved_elsewhere_wins_over_what_it_was_written_after(tmp_path: Path, unasked: bool) -> None:
    draft = ReviewDraft(ARCHIVE, tmp_path)
    filed, typed = draft.put(said(1, "severe")), draft.put(said(2, "severe"))
    draft.published([filed])
    draft.jot(f"{4:032x}", "Words alone", "")
    older = dataclasses.replace(said(1, "upheld"), at=NOW.replace(minute=0) - timedelta(days=1))
    found = [older, *(said(n, "mild", minute=9) for n in (1, 2, 3, 4))]
    draft.take_up(found, unasked=unasked)
    stands = {one.decision and int(one.about, 16): one.verdict for one in draft.findings}
    asked = {int(about, 16) for about in draft.kept.beside}
    if unasked:  # of 2 and 4 something was written here that the file did not know
        assert (stands, asked) == ({1: "mild", 2: "severe", 3: "mild"}, {2, 4})
    else:
        assert (stands, asked) == ({1: "severe", 2: "severe"}, {1, 2, 3, 4})
    draft.take_up(found, unasked=True)  # it was seen: nothing is asked or taken again
    assert {int(about, 16) for about in ReviewDraft(ARCHIVE, tmp_path).kept.beside} == asked
    draft.settle(typed.about, take=False)
    draft.settle(f"{4:032x}", take=True)
    assert draft.verdict_of(typed.about) == typed
    assert (draft.verdict_of(f"{4:032x}") or typed).verdict == "mild"
    assert found[2].gid in draft.kept.published  # what stands here takes its place in the file


def test_what_a_file_has_is_not_said_otherwise_under_its_name(tmp_path: Path) -> None:
    draft = ReviewDraft(ARCHIVE, tmp_path)
    one = draft.put(said(1, "severe"))
    draft.published([one])
    assert draft.put(one).gid == one.gid
    changed = draft.put(dataclasses.replace(one, verdict="mild"))
    assert changed.gid != one.gid
    assert [(kept.gid, kept.verdict) for kept in draft.findings] == [(changed.gid, "mild")]
    ReviewDraft(ARCHIVE, tmp_path).put(dataclasses.replace(changed, body="Written while the file was"))
    draft.published([changed])  # the file has other words
    assert draft.kept.published == {one.gid}


def test_a_line_that_was_cut_off_takes_no_other_with_it(tmp_path: Path) -> None:
    draft = ReviewDraft(ARCHIVE, tmp_path)
    one = draft.put(said(1, "severe"))
    (file,) = tmp_path.glob("*.jsonl")
    whole = file.read_bytes()
    for cut in range(1, len(whole)):
        file.write_bytes(whole + whole[:cut])
        again = ReviewDraft(ARCHIVE, tmp_path)
        added = again.put(said(2, "mild"))
        assert {kept.gid for kept in ReviewDraft(ARCHIVE, tmp_path).findings} == {one.gid, added.gid}
    file.unlink()
    file.mkdir()
    with pytest.raises(Unreachable, match="cannot be kept"):
        draft.put(said(3, "mild"))


def test_a_full_disk_is_told_and_leaves_no_half_of_a_change(tmp_path: Path) -> None:
    draft = ReviewDraft(ARCHIVE, tmp_path)
    one = draft.put(dataclasses.replace(said(1, "severe"), body="Old words"))
    draft.published([one])  # a change of it is two things: the old name goes, the new one comes
    file, (soft, hard) = tmp_path / f"{ARCHIVE}.jsonl", resource.getrlimit(resource.RLIMIT_FSIZE)
    whole = file.read_bytes()
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 100, hard))
    try:
        with pytest.raises(Unreachable, match="cannot be kept"):
            draft.put(dataclasses.replace(one, body="n" * 500))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert draft.findings == (one,)
    assert file.read_bytes() == whole
    draft.put(dataclasses.replace(one, body="n" * 500))
    added = file.read_bytes()[len(whole) :]
    for cut in range(len(added) - 1):  # a kill in the middle of it
        file.write_bytes(whole + added[:cut])
        assert ReviewDraft(ARCHIVE, tmp_path).findings == (one,)


def test_what_a_newer_program_wrote_is_kept_though_it_cannot_be_read(tmp_path: Path) -> None:
    draft, file = ReviewDraft(ARCHIVE, tmp_path), tmp_path / f"{ARCHIVE}.jsonl"
    one, gone = draft.put(said(1, "severe")), draft.put(said(2, "severe"))
    newer = [
        json.loads(findings_file.line_of(kept)) | {"verdict": "brand_new"} for kept in (one, gone, said(3, "mild"))
    ]
    with file.open("a") as content:
        content.write(json.dumps([{"finding": told} for told in newer]) + "\n")
    draft.drop(gone.gid)
    draft.published([])
    lines = [json.loads(told) for told in file.read_text().splitlines()]
    assert lines[-2:] == [{"finding": newer[0]}, {"finding": newer[2]}]
    assert ReviewDraft(ARCHIVE, tmp_path).findings == (one,)


def test_what_was_looked_at_in_another_window_is_not_taken_up_again(tmp_path: Path) -> None:
    mine, other, filed = ReviewDraft(ARCHIVE, tmp_path), ReviewDraft(ARCHIVE, tmp_path), said(1, "mild")
    mine.take_up([filed], unasked=True)
    mine.drop(filed.gid)
    mine.published([filed])
    other.take_up([filed], unasked=True)
    assert ReviewDraft(ARCHIVE, tmp_path).findings == ()


def test_words_of_two_findings_beside_are_under_the_name_of_neither(tmp_path: Path) -> None:
    mine, other = ReviewDraft(ARCHIVE, tmp_path), ReviewDraft(ARCHIVE, tmp_path)
    mine.put(dataclasses.replace(said(1, "severe"), body="Of one window", clause="23.1.4"))
    about = other.put(dataclasses.replace(said(1, "upheld"), body="Of the other")).about
    filed = dataclasses.replace(said(1, "mild", minute=9), body="Of a file", clause="23.1.1")
    for _ in range(2):  # the second time it is known
        other.take_up([filed], unasked=True)
        aside = other.beside(about)
        assert aside is not None
        assert (aside.verdict, aside.clause) == ("mild", "23.1.1")
        assert aside.body == "Of one window\n\n23.1.4\n\nOf a file"
        assert aside.gid != filed.gid
    other.settle(about, take=True)
    again = ReviewDraft(ARCHIVE, tmp_path)
    assert again.verdict_of(about) == aside
    assert again.kept.published == {filed.gid}  # the file has the old one, and this takes its place


def test_words_of_another_window_that_were_not_seen_stay_beside(tmp_path: Path) -> None:
    mine, other, third = (ReviewDraft(ARCHIVE, tmp_path) for _ in range(3))
    about = said(1, "mild").about
    mine.jot(about, "Of mine", "")
    other.jot(about, "Of the other", "23.1.4")
    third.jot(about, "", "")
    first = third.put(dataclasses.replace(said(1, "mild"), body="Of the third"))
    third.jot(about, "", "")
    again = ReviewDraft(ARCHIVE, tmp_path)
    aside = again.beside(about)
    assert aside is not None
    assert (aside.body, aside.clause, aside.verdict) == ("Of mine\n\nOf the other", "23.1.4", "")
    other.settle(about, take=False)  # it has not seen all of it
    assert other.beside(about) == aside
    again.settle(about, take=False)
    again.put(dataclasses.replace(first, body="Changed in another window"))
    third.drop(first.gid)
    assert third.findings == ()
    assert (third.beside(about) or first).body == "Changed in another window"
    again.drop(first.gid)
    assert (again.beside(about) or first).verdict == "mild"


_VICTIM = """
import sys
from pathlib import Path
from console.services.archives.review_drafts import ReviewDraft
from tests.archive.test_samples import ARCHIVE, said
draft = ReviewDraft(ARCHIVE, Path(sys.argv[1]))
for number in range(10_000):
    one = draft.put(said(number, "upheld"))
    print(one.gid, flush=True)
    if number % 3 == 0:
        draft.published([one])  # it is cut down
"""


def test_a_kill_takes_nothing_that_was_kept(tmp_path: Path) -> None:
    for _ in range(3):
        victim = subprocess.Popen([sys.executable, "-c", _VICTIM, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert victim.stdout is not None
        told = [victim.stdout.readline().strip() for _ in range(40)]
        os.kill(victim.pid, signal.SIGKILL)
        told += victim.stdout.read().split("\n")[:-1]
        victim.wait()
        victim.stdout.close()
        kept = {one.gid for one in ReviewDraft(ARCHIVE, tmp_path).findings}
        assert {one for one in told if len(one) == 32} <= kept
