"""Full text: words to stems, stems to the match expressions of FTS5 and tsquery. One interface over both databases."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from console.query import Words
from console.store.sql import Asked, Sql, ask, is_postgres

POSITION_BITS = 12  # of the key of a text: `ticket_id << 12 | position`, so that a hit needs no join
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_CYRILLIC = re.compile(r"[а-яё]")
_LONGEST_WORD = 40
_STEP_PAGES = 2_000  # of the index, a step of tidying: some tens of milliseconds
_PREFIXES = (2, 3)  # lengths of the prefix index, as the schema has it


@cache
def _stemmer(*, russian: bool) -> Any:
    import snowballstemmer  # noqa: PLC0415 - it loads every language, and the first rows need none

    return snowballstemmer.stemmer("russian" if russian else "english")


@lru_cache(maxsize=200_000)
def stem_word(word: str) -> str:
    """Return the stem of one folded word: Russian for Cyrillic, else English. Numbers and long words stay."""
    word = _bare(word)
    if len(word) > _LONGEST_WORD or not word.isalpha():
        return word[:_LONGEST_WORD]
    return str(_stemmer(russian=_CYRILLIC.search(word) is not None).stemWord(word))


def stems(body: str) -> list[str]:
    """Return the stems of a text in order."""
    words = _words(body)
    if "'" in body or "’" in body:
        words = [word.replace("’", "'").split("'")[0] for word in words]
    return list(map(stem_word, words))


def stem(body: str) -> str:
    """Return the text that is indexed for `body`."""
    return " ".join(stems(body))


def split(words: Words) -> tuple[tuple[str, ...], str]:
    """Return the stems that stand one behind the other, and the start of a word behind them ("" without one).

    Both faces of a filter read words by this.
    """
    if words.phrase or not words.text.endswith("*"):
        return tuple(stems(words.text)), ""
    found = _words(words.text)
    if not found:
        return (), ""
    return tuple(stems(" ".join(found[:-1]))), _bare(found[-1].replace("’", "'").split("'")[0])


def _words(body: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", body.casefold()))


def _bare(word: str) -> str:
    """Return a word without the marks on its Latin letters, so that every database finds it as it is typed; ё is е."""
    if word.isascii():
        return word
    letters = ((one, unicodedata.normalize("NFD", one)[0]) for one in word)
    return "".join(base if base.isascii() else one for one, base in letters).replace("ё", "е")


def fts_expression(words: Words) -> str | None:
    """Return the FTS5 match expression, or None where no word is left."""
    whole, start = split(words)
    if not whole and not start:
        return None
    return '"' + " ".join((*whole, start) if start else whole) + ('"*' if start else '"')


def tsquery(words: Words) -> str | None:
    """Return the tsquery text, or None where no word is left."""
    whole, start = split(words)
    if not whole and not start:
        return None
    return " <-> ".join((*whole, f"{start}:*") if start else whole)


def hits(words: Words, *, postgres: bool) -> Sql | None:
    """Return the question for the keys of search_texts that match, or None where no word is left."""
    asked = tsquery(words) if postgres else fts_expression(words)
    if asked is None:
        return None
    if postgres:
        return Sql("SELECT x.id FROM search_texts x WHERE x.vector @@ to_tsquery('simple', ?)", (asked,))
    return Sql("SELECT x.rowid AS id FROM search_index x WHERE x.search_index MATCH ?", (asked,))


def tickets(words: Words, *, postgres: bool, common: bool = False) -> Sql | None:
    """Return the question for the tickets of all hits.

    On PostgreSQL a fence keeps the planner from walking the keys backwards in the hope of a rare hit; around the many
    hits of a `common` word it would hide from the planner how many there are.
    """
    found = hits(words, postgres=postgres)
    if found is None:
        return None
    if postgres and not common:
        return Sql(f"WITH h AS MATERIALIZED ({found.text}) SELECT h.id >> {POSITION_BITS} AS id FROM h", found.values)
    return Sql(f"SELECT h.id >> {POSITION_BITS} AS id FROM ({found.text}) h", found.values)


def gathered(words: Words, *, postgres: bool, common: bool = False) -> Sql | None:
    """Return the condition that gathers all hits first; right for all but the commonest words."""
    found = tickets(words, postgres=postgres, common=common)
    return None if found is None else Sql(f"t.id IN ({found.text})", found.values)


def walked(words: Words, *, postgres: bool) -> Sql | None:
    """Return the condition that probes each ticket of the list; right for one word that is everywhere."""
    found = hits(words, postgres=postgres)
    if found is None:
        return None
    key = "x.id" if postgres else "x.rowid"
    inside = f"{key} >= (t.id << {POSITION_BITS}) AND {key} < ((t.id + 1) << {POSITION_BITS})"
    return Sql(f"EXISTS ({found.text} AND {inside})", found.values)


def walks_well(words: Words, *, postgres: bool) -> bool:
    """Return whether probing is cheap: a whole word, or the start of one in a length that is indexed.

    PostgreSQL keeps the words of each text beside it, so that there everything is.
    """
    if postgres:
        return True
    alone = len(_WORD.findall(words.text)) == 1
    return alone and (not words.text.endswith("*") or len(words.text) - 1 in _PREFIXES)


def tidy(connection: Asked, *, first: bool) -> bool:
    """Bring the parts that the index of SQLite was written in together by one step; return whether there is more.

    A common word is looked for in each part at each ticket, so an index in ten parts is ten times slower to walk.
    """
    before = int(ask(connection, Sql("SELECT total_changes()"))[0][0])
    step = "INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)"
    ask(connection, Sql(step, (-_STEP_PAGES if first else _STEP_PAGES,)))
    return int(ask(connection, Sql("SELECT total_changes()"))[0][0]) > before + 1


def about(connection: Asked, words: Words, cap: int) -> int:
    """Return about how many hits words have; beyond `cap` any number may come.

    SQLite counts, and stops; PostgreSQL would read every hit for that, so its planner is asked what it expects.
    """
    postgres = is_postgres(connection)
    found = hits(words, postgres=postgres)
    if found is None:
        return 0
    if postgres:
        plan = ask(connection, Sql(f"EXPLAIN (FORMAT JSON) {found.text}", found.values))[0][0]
        return int(plan[0]["Plan"]["Plan Rows"])
    capped = f"SELECT count(*) FROM ({found.text} LIMIT ?)"
    return int(ask(connection, Sql(capped, (*found.values, cap + 1)))[0][0])
