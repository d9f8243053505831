from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import policy
from policy import Row, UniqueTable
from tests.policy import shipped

Documents = dict[str, dict[str, Any]]
Break = Callable[[Documents], None]


def rule(**values: Any) -> Break:
    entry = {
        "id": "new",
        "en": "New",
        "ru": "Новое",
        "row": 1,
        "stratum": "facts",
        "when": ["bad_access"],
        "outcome": "refuse",
        **values,
    }
    return lambda found: found["rules"]["rule"].append(entry)


def entry(document: str, kind: str, **values: Any) -> Break:
    return lambda found: found[document][kind].append(values)


def change(document: str, kind: str, key: str, name: str, **values: Any) -> Break:
    def apply(found: Documents) -> None:
        next(one for one in found[document][kind] if one[key] == name).update(values)

    return apply


def drop(document: str, kind: str, key: str, name: str) -> Break:
    def apply(found: Documents) -> None:
        found[document][kind] = [one for one in found[document][kind] if one[key] != name]

    return apply


def ladder(change_it: Callable[[list[str]], None]) -> Break:
    return lambda found: change_it(found["rules"]["ladder"])


def both(*breaks: Break) -> Break:
    def apply(found: Documents) -> None:
        for one in breaks:
            one(found)

    return apply


FAULTS: dict[str, tuple[Break, str]] = {
    # unknown words
    "clause": (rule(clauses=["9.99"]), "rule new cites 9.99, which is no unit"),
    "primary": (rule(primary="23.1.99"), "rule new cites 23.1.99, which is no unit"),
    "condition": (rule(when=["wind"]), "rule new asks for wind, which is no condition"),
    "stratum": (rule(stratum="moon"), "rule new stands in moon, which is not on the ladder"),
    "outcome": (rule(outcome="applaud"), "rule new has the outcome applaud"),
    "basis": (rule(basis="hearsay"), "rule new has no basis"),
    "ground from nowhere": (rule(primary="topic"), "rule new takes topic from nowhere"),
    "service from nowhere": (
        change("rules", "rule", "id", "outside_with_service", when=["all_outside", "!service_on_offer"]),
        "takes redirect_paid from nowhere: it does not ask for service_on_offer",
    ),
    "reading of a rule": (rule(basis="reading", reading="A99"), "rule new has no basis"),
    "scope": (change("topics", "topic", "code", "orders", scope="sideways"), "topic orders has the scope sideways"),
    "ground": (change("topics", "topic", "code", "server", ground="3.3.1"), "topic server has the ground '3.3.1'"),
    "ground in scope": (
        change("topics", "topic", "code", "orders", ground="23.1.4"),
        "topic orders is not out of scope and has a ground",
    ),
    "service": (change("topics", "topic", "code", "server", service="magic"), "offers magic, which is no service"),
    "treatment": (change("units", "unit", "id", "10.1", treatment=["magic"]), "unit 10.1 has no known treatment"),
    "section": (change("units", "unit", "id", "10.1", clause="99"), "stands in 99, which is no section"),
    "reading of a unit": (change("units", "unit", "id", "10.1", readings=["A99"]), "names A99, which is no reading"),
    "required fact": (lambda found: found["rules"]["required"]["error"].append("mood"), "asks for mood"),
    "routed topic": (lambda found: found["rules"].pop("used_up"), "says nothing of the time after"),
    "used up": (lambda found: found["rules"]["used_up"].update(orders="nothing"), "names nothing, which is no topic"),
    "alias": (change("topics", "topic", "code", "orders", aliases=["users"]), "the alias users, which is taken"),
    # parameters and readings
    "no source": (entry("agreement", "parameter", name="p", value=1, basis="text"), "parameter p has no source"),
    "value of a parameter": (
        change("agreement", "parameter", "name", "period_end", value="some_day"),
        "parameter period_end cannot be 'some_day'",
    ),
    **{
        f"{name} = {value}": (
            change("agreement", "parameter", "name", name, value=value),
            f"parameter {name} cannot be {value!r}",
        )
        for name, value in (
            ("free_months", -3),
            ("transition_months", 1201),
            ("archive_months", "six"),
            ("free_months", 12.5),
            ("free_months", True),
            ("window_earliest", -1),
            ("window_latest", 1),
        )
    },
    "missing parameter": (drop("agreement", "parameter", "name", "profile"), "the parameter profile is missing"),
    "number of the company": (
        change("agreement", "parameter", "name", "reopen_window", value=14),
        "parameter reopen_window is the company's to set and has a value",
    ),
    "disagreement": (
        change("readings", "reading", "id", "A07", value="at_payment"),
        "reading A07 says 'at_payment' of early_renewal, which is 'stack'",
    ),
    "reading of nothing": (
        change("readings", "reading", "id", "A08", parameter="weather", value="fine"),
        "reading A08 sets weather, which is no parameter",
    ),
    "unknown ladder": (
        both(
            change("agreement", "parameter", "name", "ground_order", value="text_order"),
            change("readings", "reading", "id", "A17", value="text_order"),
            lambda found: found["rules"].pop("ladders"),
        ),
        "there is no ladder text_order",
    ),
    # overlap, gap, circle
    "overlap": (rule(stratum="scope", when=["all_outside"]), "rules new and outside_with_service of scope can hold"),
    "overlap without conditions": (rule(when=[]), "rules bad_access and new of facts can hold together"),
    "impossible": (rule(when=["archived", "expired"]), "rule new can never hold"),
    "gap": (change("rules", "rule", "id", "admitted", when=["archived"]), "no rule holds where nothing else does"),
    "empty stratum": (ladder(lambda one: one.insert(0, "nothing")), "stratum nothing has no rule"),
    "stratum twice": (ladder(lambda one: one.insert(0, "facts")), "a stratum stands twice on the ladder"),
    "circle": (
        entry("rules", "defeat", rule="facts_missing", defeats="bad_access", because="A61"),
        "exceptions in a circle: bad_access > facts_missing > bad_access",
    ),
    "exception to nothing": (
        entry("rules", "defeat", rule="archived", defeats="moon", because="A17"),
        "the exception archived > moon names moon, which is no rule",
    ),
    "exception without reason": (
        change("rules", "defeat", "rule", "material_behind_link", because="habit"),
        "rests on 'habit'",
    ),
    # the form of the documents
    "twice": (
        lambda found: found["topics"]["topic"].append(found["topics"]["topic"][0]),
        "stands twice",
    ),
    "missing key": (entry("grounds", "ground", clause="23.1.1"), "ground 23.1.1 has no code"),
    "wrong kind": (change("rules", "rule", "id", "archived", when="archived"), "which is of the wrong kind"),
    "no table": (lambda found: found["rules"]["rule"].append("archived"), "is no table"),
    "no rules": (lambda found: found["rules"].pop("rule"), "rules has no rule"),
    "no ladder": (lambda found: found["rules"].pop("ladder"), "rules has no ladder"),
    "no version": (lambda found: found["agreement"].pop("version"), "the agreement has no version"),
    "no day": (lambda found: found["agreement"].update(effective_from="soon"), "has no day effective_from"),
    "ground left out": (drop("grounds", "ground", "clause", "23.1.7"), "unit 23.1.7 is not among the grounds"),
    "closing left out": (drop("closings", "closing", "clause", "28.1.7"), "unit 28.1.7 is not among the closings"),
    "no document": (lambda found: found.pop("readings"), "the document readings is missing"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_version_with_a_fault_is_not_built(name: str) -> None:
    spoil, words = FAULTS[name]
    found = shipped.documents()
    spoil(found)
    with pytest.raises(policy.AgreementFault) as fault:
        policy.build_agreement(found)
    assert any(words in one for one in fault.value.faults), fault.value.faults


def test_every_fault_is_named_at_once() -> None:
    found = shipped.documents()
    for name in ("clause", "scope", "circle", "stratum twice"):
        FAULTS[name][0](found)
    with pytest.raises(policy.AgreementFault) as fault:
        policy.build_agreement(found)
    for name in ("clause", "scope", "circle", "stratum twice"):
        assert any(FAULTS[name][1] in one for one in fault.value.faults)


def test_the_version_as_it_comes_has_no_fault() -> None:
    assert policy.faults_of(shipped.agreement(), policy.VOCABULARY) == []


@pytest.mark.parametrize("table", policy.TABLES, ids=[one.name for one in policy.TABLES])
def test_a_unique_table_meets_every_case_once_and_notices_a_lost_or_a_widened_row(table: UniqueTable) -> None:
    assert list(table.faults()) == []
    cited = {clause for row in table.rows for clause in row.clauses}
    assert cited <= set(shipped.agreement().units)
    for row in table.rows:
        rest = tuple(one for one in table.rows if one is not row)
        assert any("no row for" in one for one in _spoiled(table, rest)), row.id
        if row.when:
            wide = Row(id="wide", when={}, answer={}, clauses=())
            assert any(" and wide " in one or "wide and" in one for one in _spoiled(table, (*table.rows, wide)))


def test_a_unique_table_with_unknown_words_is_not_sound() -> None:
    table = policy.SEVERITY
    strange = Row(id="strange", when={"wind": ("yes",)}, answer={}, clauses=())
    twice = table.rows[0]
    faults = _spoiled(table, (*table.rows, strange, twice))
    assert any("row strange asks for wind" in one for one in faults)
    assert any(f"row {twice.id} stands twice" in one for one in faults)
    with pytest.raises(ValueError, match="cannot be 'perhaps'"):
        table.look_up(in_scope="perhaps", is_error="no", blocks="no")
    with pytest.raises(ValueError, match="0 rows meet"):
        UniqueTable(name="empty", columns={"a": ("x",)}, rows=()).look_up(a="x")


def _spoiled(table: UniqueTable, rows: tuple[Row, ...]) -> list[str]:
    return list(UniqueTable(name=table.name, columns=table.columns, rows=rows).faults())


def test_what_a_request_should_contain_is_in_the_order_of_the_text_however_it_was_kept() -> None:
    found = shipped.documents()
    found["rules"]["items"] = dict(sorted(found["rules"]["items"].items()))
    clauses = list(policy.build_agreement(found).items.values())
    assert clauses == [f"15.2.{number}" for number in range(1, len(clauses) + 1)]
    assert list(policy.build_agreement(found).items) == list(shipped.agreement().items)


def test_numbers_of_a_version_that_a_desk_keeps_do_not_shut_the_desk() -> None:
    found = shipped.documents()
    change("agreement", "parameter", "name", "free_months", value=-3)(found)
    with pytest.raises(policy.AgreementFault, match="parameter free_months cannot be -3"):
        policy.build_agreement(found)
    assert policy.build_agreement(found, kept=True).value("free_months") == -3
