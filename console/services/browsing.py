"""Reading the agreement: every clause in our words and the official ones, with what it decides. It changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import policy
from console.records.agreement import ClauseView, ReadingNote
from console.services import wording
from console.services.desk import Desk
from console.store.queries import setup


def clauses(desk: Desk, language: str) -> tuple[ClauseView, ...]:
    """Return every unit of the agreement in force, in the order of the text. Raises Unreachable."""
    official = wording.shown(desk, language)
    with desk.store.read() as connection:
        decided = setup.decided_by_clause(connection, desk.agreement.id)
    return _views(desk, language, official, decided, is_read=True)


def known_clauses(desk: Desk, language: str) -> tuple[ClauseView, ...]:
    """Return every unit as the desk knows it without its database: our words, readings and uses."""
    return _views(desk, language, {}, {}, is_read=False)


def _views(
    desk: Desk, language: str, official: Mapping[str, str], decided: Mapping[str, int], *, is_read: bool
) -> tuple[ClauseView, ...]:
    agreement, russian = desk.agreement.agreement, language == "ru"
    users, topics = _users(agreement), _topics(agreement, russian=russian)
    sections = agreement.sections
    return tuple(
        ClauseView(
            id=unit.id,
            section=unit.clause,
            section_title=sections[unit.clause].ru if russian else sections[unit.clause].en,
            kind=unit.kind,
            treatment=unit.treatment,
            ours=unit.ru if russian else unit.en,
            official=official.get(unit.id),
            readings=_readings(agreement, unit.readings, russian=russian),
            rules=tuple(users.get(unit.id, ())),
            topics=tuple(topics.get(unit.id, ())),
            decided=decided.get(unit.id, 0),
            is_read=is_read,
        )
        for unit in agreement.units.values()
    )


def _readings(agreement: policy.Agreement, ids: tuple[str, ...], *, russian: bool) -> tuple[ReadingNote, ...]:
    return tuple(
        ReadingNote(
            id=one.id,
            matter=one.matter_ru if russian else one.matter_en,
            reading=one.reading_ru if russian else one.reading_en,
            value=one.value,
            alternatives=one.alternatives,
            needs_company=one.needs_company,
        )
        for one in (agreement.readings[name] for name in ids)
    )


def _users(agreement: policy.Agreement) -> Mapping[str, list[str]]:
    """Rules and parameters by the clause that they cite."""
    users: dict[str, list[str]] = defaultdict(list)
    for rule in agreement.rules.values():
        for clause in dict.fromkeys((rule.primary, *rule.clauses)):
            users[clause].append(rule.id)
    for parameter in agreement.parameters.values():
        for clause in parameter.clauses:
            users[clause].append(parameter.name)
    return users


def _topics(agreement: policy.Agreement, *, russian: bool) -> Mapping[str, list[str]]:
    topics: dict[str, list[str]] = defaultdict(list)
    for topic in agreement.topics.values():
        for clause in dict.fromkeys((topic.ground, *topic.further, topic.archived)):
            topics[clause].append(topic.ru if russian else topic.en)
    return topics
