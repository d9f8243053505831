"""The words of the query language: keys with their Russian aliases and values. Stored in English, typed in either."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its Russian alias, what its values are (word, time, id, choice) and the choices with their aliases."""

    name: str
    russian: str
    kind: str
    choices: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


_TIER_ALIASES = (
    ("c", "critical"),
    ("f", "functional"),
    ("q", "question"),
    ("к", "critical"),
    ("ф", "functional"),
    ("в", "question"),
    ("критический", "critical"),
    ("функциональный", "functional"),
    ("вопрос", "question"),
    ("неизвестен", "undetermined"),
    ("нет", "none"),
)
_IS_ALIASES = (
    ("открыто", "open"),
    ("отложено", "snoozed"),
    ("закрыто", "resolved"),
    ("объединено", "merged"),
    ("моё", "mine"),
    ("без_лицензии", "unmatched"),
    ("открыт", "open"),
    ("ждёт", "waiting"),
    ("ждет", "waiting"),
    ("отложен", "snoozed"),
    ("закрыт", "resolved"),
    ("closed", "resolved"),
    ("отказ", "refused"),
    ("новое", "unread"),
    ("мой", "mine"),
    ("черновик", "draft"),
    ("история", "history"),
    ("ничей", "unmatched"),
    ("предложено", "proposed"),
    ("задержано", "held"),
    ("на_проверке", "checking"),
)
_LICENSE_ALIASES = (
    ("бесплатный", "free"),
    ("платный", "paid"),
    ("переходный", "transition"),
    ("истёк", "expired"),
    ("истек", "expired"),
    ("архив", "archived"),
    ("недействительна", "invalid"),
    ("не_начата", "not_started"),
    ("нет", "none"),
    ("любая", "any"),
)
_HAS_ALIASES = (("файл", "file"), ("черновик", "draft"), ("ответственный", "owner"), ("лицензия", "license"))
OWNERS = (("я", "me"), ("никто", "none"), ("любой", "any"), ("ушёл", "left"), ("ушел", "left"))
WORDS = {"owner": OWNERS, "queue": (("нет", "none"), ("любая", "any"))}
"""Words that stand for no name, by the key; in quotes each is a name."""
UNITS = (("мин", "m"), ("ч", "h"), ("д", "d"), ("дн", "d"), ("нед", "w"), ("н", "w"), ("мес", "mo"))
"""Russian names of units of time, each with its English one; of several the first is written."""

KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key(
            "is",
            "это",
            "choice",
            (
                "open",
                "waiting",
                "snoozed",
                "resolved",
                "refused",
                "merged",
                "unread",
                "mine",
                "draft",
                "history",
                "unmatched",
                "proposed",
                "held",
                "checking",
            ),
            _IS_ALIASES,
        ),
        Key("tier", "ур", "choice", ("critical", "functional", "question", "undetermined", "none"), _TIER_ALIASES),
        Key("owner", "кто", "word"),
        Key("queue", "очередь", "word"),
        Key("lang", "язык", "word"),
        Key("tag", "метка", "word"),
        Key("customer", "клиент", "word"),
        Key("channel", "канал", "word"),
        Key("topic", "тема", "word"),
        Key("product", "продукт", "word"),
        Key("plan", "план", "word"),
        Key("domain", "домен", "word"),
        Key(
            "license",
            "лиц",
            "choice",
            ("free", "paid", "transition", "expired", "archived", "invalid", "not_started", "none", "any"),
            _LICENSE_ALIASES,
        ),
        Key("ends", "конец", "time"),
        Key("ground", "осн", "word"),
        Key("clause", "п", "word"),
        Key("outcome", "итог", "word"),
        Key("created", "создан", "time"),
        Key("updated", "изменён", "time"),
        Key("resolved", "закрыт", "time"),
        Key("subject", "предмет", "word"),
        Key("text", "текст", "word"),
        Key("has", "есть", "choice", ("file", "draft", "owner", "license"), _HAS_ALIASES),
        Key("id", "номер", "id"),
        Key("report", "отчёт", "word"),
        Key("sort", "порядок", "sort"),
    )
}
SORTS = ("due", "created", "updated", "tier", "ends")
_BY_ALIAS = {key.russian: key.name for key in KEYS.values()} | {
    "edition": "plan",
    "received": "created",
    "closed": "resolved",
    "team": "queue",
    "изменен": "updated",
    "отчет": "report",
}


def canonical_key(typed: str) -> str | None:
    """Return the English key for what was typed in either language, or None."""
    folded = typed.casefold()
    return folded if folded in KEYS else _BY_ALIAS.get(folded)


def nearest_key(typed: str) -> str | None:
    """Return the key that was probably meant, or None."""
    import difflib  # noqa: PLC0415 - only who mistyped waits for it

    found = difflib.get_close_matches(typed.casefold(), [*KEYS, *_BY_ALIAS], n=1, cutoff=0.6)
    return canonical_key(found[0]) if found else None


def canonical_choice(key: Key, typed: str) -> str | None:
    """Return the English choice for what was typed, or None where the key does not know it."""
    folded = typed.casefold()
    if folded in key.choices:
        return folded
    return dict(key.aliases).get(folded)
