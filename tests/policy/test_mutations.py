"""The agreement broken on purpose: each break is refused at loading, or one of our own cases notices it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import policy
from tests.policy import own_cases, shipped

Documents = dict[str, dict[str, Any]]
Break = Callable[[Documents], None]

# What no case can notice, each with its reason.
UNNOTICED = {
    # Where the agreement is as it comes these conditions are always true; they make rules wait for another reading.
    "misconduct_confirmed without strict_profile": "A18",
    "spam_confirmed without strict_profile": "A18",
    "ground_confirmed without strict_profile": "A18",
    "installation_modified without strict_profile": "A18",
    "requirements_violated without strict_profile": "A18",
    "installation_outdated without strict_profile": "A18",
    "several_questions without split_by_default": "A37",
    "one_of_several sets self_service aside": "A37",
    "admitted sets one_of_several aside": "A37",
    # Strata whose rules never hold together: their order means nothing.
    "scope above route": "A57",
    "initial_installation without 8.1": "A57",  # the rule cites it itself, as the one below
    "spam is not 18.3": "A18",
    "expiry above archive": "A16",
    "start above expiry": "A16",
    # All ten facts are required by another reading only; test_readings asks for each of them there.
    **{f"15.2 has no {name}": "A43" for name in shipped.documents()["rules"]["items"]},
}


def _rule(found: Documents, name: str) -> dict[str, Any]:
    return shipped.rule(found, name)


def _drop(name: str) -> Break:
    """A rule is gone with its exceptions, and its stratum with it where it stood alone."""

    def apply(found: Documents) -> None:
        rules = found["rules"]
        stratum = _rule(found, name)["stratum"]
        rules["rule"] = [one for one in rules["rule"] if one["id"] != name]
        rules["defeat"] = [one for one in rules["defeat"] if name not in (one["rule"], one["defeats"])]
        if not any(one["stratum"] == stratum for one in rules["rule"]):
            rules["ladder"].remove(stratum)

    return apply


def _set(name: str, key: str, value: Any) -> Break:
    return lambda found: _rule(found, name).update({key: value})


def _breaks() -> Iterator[tuple[str, Break]]:
    for one in shipped.documents()["rules"]["rule"]:
        name = one["id"]
        if name == "one_of_several":
            continue  # it waits for another reading, where test_readings tries it
        yield f"{name} dropped", _drop(name)
        yield (
            f"{name} with another outcome",
            _set(name, "outcome", "suspend" if one["outcome"] != "suspend" else "merge"),
        )
        yield f"{name} with another ground", _set(name, "primary", "23.1.18" if one.get("primary") else "23.1.19")
        for number, text in enumerate(one.get("when", ())):
            rest = [*one["when"][:number], *one["when"][number + 1 :]]
            turned = text[1:] if text.startswith("!") else f"!{text}"
            yield f"{name} without {text}", _set(name, "when", rest)
            yield f"{name} with {turned}", _set(name, "when", [*rest, turned])
        for key in ("mode", "offers", "flags"):
            if one.get(key):
                yield f"{name} without {key}", _set(name, key, "" if key == "mode" else [])
    yield from _other_breaks()


def _other_breaks() -> Iterator[tuple[str, Break]]:
    found = shipped.documents()
    for number, one in enumerate(found["rules"]["defeat"]):
        yield f"{one['rule']} no longer sets {one['defeats']} aside", _without(number)
        yield f"{one['defeats']} sets {one['rule']} aside", _turned(number)
    ladder = found["rules"]["ladder"]
    for number in range(len(ladder) - 1):
        yield f"{ladder[number + 1]} above {ladder[number]}", _swapped(number)
    for code, clause in found["rules"]["conduct"].items():
        yield f"{code} is not {clause}", _conduct(code)
    yield from _broken_topics(found)
    for kind, names in found["rules"]["required"].items():
        for name in names:
            yield f"{kind} needs no {name}", _not_required(kind, name)
    yield from _broken_parameters(found)
    for clause in found["rules"]["as_conduct"]:
        yield f"{clause} acts as no conduct", _no_conduct(clause)
    for name in found["rules"]["items"]:
        yield f"15.2 has no {name}", _no_item(name)


def _broken_parameters(found: Documents) -> Iterator[tuple[str, Break]]:
    """Every number one more and one less, every reading by each of its alternatives."""
    for one in found["agreement"]["parameter"]:
        name, value = one["name"], one.get("value")
        if type(value) is int:
            yield f"{name} is one more", _parameter(name, value + 1)
            yield f"{name} is one less", _parameter(name, value - 1)
        for word in one.get("alternatives", ()):
            if value is not None and word != str(value).lower():
                yield f"{name} is {word}", _chosen(name, word)


def _broken_topics(found: Documents) -> Iterator[tuple[str, Break]]:
    for number, one in enumerate(found["topics"]["topic"]):
        code, ground = one["code"], one.get("ground")
        yield f"{code} with another ground", _topic(number, ground="23.1.4" if ground != "23.1.4" else "23.1.5")
        yield f"{code} on the other side", _topic(number, scope="in" if one["scope"] == "out" else "out")
        if one.get("service"):
            yield f"{code} without a service", _topic(number, service="")
        for clause in one.get("further", ()):
            rest = [other for other in one["further"] if other != clause]
            yield f"{code} without {clause}", _topic(number, further=rest)
    for table in ("archived", "programmer"):
        for code, clause in found["rules"][table].items():
            yield f"{code} is not {clause}", _unlisted(table, code)
    for code in found["rules"]["not_in_transition"]:
        yield f"{code} reviewed in the transition", _reviewed(code)


def _topic(number: int, **values: Any) -> Break:
    return lambda found: found["topics"]["topic"][number].update(values)


def _unlisted(table: str, code: str) -> Break:
    return lambda found: found["rules"][table].pop(code) and None


def _reviewed(code: str) -> Break:
    return lambda found: found["rules"]["not_in_transition"].remove(code)


def _without(number: int) -> Break:
    return lambda found: found["rules"]["defeat"].pop(number) and None


def _turned(number: int) -> Break:
    def apply(found: Documents) -> None:
        one = found["rules"]["defeat"][number]
        one["rule"], one["defeats"] = one["defeats"], one["rule"]

    return apply


def _swapped(number: int) -> Break:
    def apply(found: Documents) -> None:
        ladder = found["rules"]["ladder"]
        ladder[number], ladder[number + 1] = ladder[number + 1], ladder[number]

    return apply


def _conduct(code: str) -> Break:
    return lambda found: found["rules"]["conduct"].update({code: "19.2.1" if code != "insults" else "19.2.2"})


def _parameter(name: str, value: Any) -> Break:
    return lambda found: shipped.parameter(found, name).update(value=value)


def _chosen(name: str, word: str) -> Break:
    """Another reading, said the same where it is set and where it is read."""
    return lambda found: found.update(policy.with_choices(found, {name: word}))


def _no_conduct(clause: str) -> Break:
    return lambda found: found["rules"]["as_conduct"].remove(clause)


def _no_item(name: str) -> Break:
    return lambda found: found["rules"]["items"].pop(name) and None


def _not_required(kind: str, name: str) -> Break:
    return lambda found: found["rules"]["required"][kind].remove(name)


BREAKS = list(_breaks())


def noticed(spoil: Break) -> bool:
    found = shipped.documents()
    spoil(found)
    try:
        broken = policy.build_agreement(found)
    except policy.AgreementFault:
        return True
    return any(shipped.failing([case], broken) for case in own_cases.EVERY)


@pytest.mark.soak
def test_every_break_of_the_agreement_is_noticed(whole_run: bool) -> None:
    tried = BREAKS if whole_run else BREAKS[::20]
    missed = sorted(name for name, spoil in tried if not noticed(spoil) and name not in UNNOTICED)
    assert missed == []


def test_the_excuses_are_names_of_breaks() -> None:
    assert set(UNNOTICED) <= {name for name, _ in BREAKS}
    assert set(UNNOTICED.values()) <= set(shipped.agreement().readings)


def test_the_agreement_as_it_comes_breaks_no_case() -> None:
    assert shipped.failing(own_cases.EVERY, shipped.agreement()) == {}
