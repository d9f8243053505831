"""A value for every variable of the letters, in both languages, as long as such values are in life."""

from __future__ import annotations

from console.services.letters import Letter

AGREEMENT_DATE = {"en": "13 June 2026", "ru": "13 июня 2026"}

_COMMON = {
    "customer_name": "Oluwaseun Adebayo-Whitfield",
    "ticket_number": "TK-104512",
    "license_key": "CD-7F3A-99E1-PLUS",
    "product": "Kontor",
    "domain": "meridian-kassa.example",
    "min_version": "4.6.0",
    "company_name": "Halden Software FZCO",
    "clause": "23.1.5",
}
_BY_LANGUAGE = {
    "en": {
        "ticket_subject": "Order list shows an empty page since this morning",
        "state_at_receipt": "transition",
        "received_on": "27 October 2026",
        "period_ended_on": "14 September 2026",
        "free_last_day": "14 September 2026",
        "transition_last_day": "14 November 2026",
        "archived_on": "2 December 2026",
        "today": "28 October 2026",
        "review_on": "11 November 2026",
        "clauses_list": "23.1.1, 23.1.3, 10.5",
        "clause_summary": "matter of an outside API, service, gateway, aggregator, exchange or CRM",
        "agreement_title": "Technical Support Service Agreement",
        "agreement_date": AGREEMENT_DATE["en"],
        "agreement_from": "1 January 2027",
        "topic": "Consulting a third-party programmer",
        "service_name": "Recovery of a damaged project",
        "needs_list": "– the domain\n– the version of the product\n– the steps that lead there\n– a screenshot",
        "questions_list": "– how to hide a currency\n– which modules the server needs\n– a second language",
        "specialist_name": "Tomas Varga",
        "next_step": "1. Open Orders, General.\n2. Enter 20 as the lifetime.\n3. Save.",
    },
    "ru": {
        "ticket_subject": "С утра список заявок показывает пустую страницу",
        "state_at_receipt": "переходный период",
        "received_on": "27 октября 2026",
        "period_ended_on": "14 сентября 2026",
        "free_last_day": "14 сентября 2026",
        "transition_last_day": "14 ноября 2026",
        "archived_on": "2 декабря 2026",
        "today": "28 октября 2026",
        "review_on": "11 ноября 2026",
        "clauses_list": "23.1.1, 23.1.3, 10.5",
        "clause_summary": "вопрос о внешнем API, сервисе, шлюзе, агрегаторе, бирже или CRM",
        "agreement_title": "Соглашение о технической поддержке",
        "agreement_date": AGREEMENT_DATE["ru"],
        "agreement_from": "1 января 2027",
        "topic": "Консультация стороннего программиста",
        "service_name": "Восстановление повреждённого проекта",
        "needs_list": "– домен\n– версия продукта\n– шаги, которые к этому приводят\n– снимок экрана",
        "questions_list": "– как скрыть валюту\n– какие модули нужны серверу\n– второй язык",
        "specialist_name": "Ирина Малькова",
        "next_step": "1. Откройте «Заявки», «Общее».\n2. Введите 20 в поле срока.\n3. Сохраните.",
    },
}


def values_for(letter: Letter) -> dict[str, str]:
    """Return a value for every variable; {{clause}} is the one that the letter itself rests on, where it has one."""
    values = {**_COMMON, **_BY_LANGUAGE[letter.language]}
    return {**values, "clause": letter.ground} if letter.ground else values
