"""Full text: words to stems, stems to the match expressions of FTS5 and tsquery. One interface over both databases."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer
from sqlalchemy import ColumnElement, Integer, Select, column, exists, func, literal_column, select, table

from console.query import Words
from console.store.tables.search import POSITION_BITS, search_texts

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_CYRILLIC = re.compile(r"[а-яё]")
_RUSSIAN = snowballstemmer.stemmer("russian")
_ENGLISH = snowballstemmer.stemmer("english")
_LONGEST_WORD = 40
MOST_HITS_GATHERED = 45_000  # above it walking the list beats gathering the hits

_BITS: ColumnElement[int] = literal_column(str(POSITION_BITS), Integer)

fts = table("search_index", column("rowid", Integer), column("search_index"))


@lru_cache(maxsize=200_000)
def stem_word(word: str) -> str:
    """Return the stem of one folded word: Russian for Cyrillic, else English. Numbers and long words stay."""
    if len(word) > _LONGEST_WORD or not word.isalpha():
        return word[:_LONGEST_WORD]
    stemmer = _RUSSIAN if _CYRILLIC.search(word) else _ENGLISH
    return str(stemmer.stemWord(word.replace("ё", "е")))


def stems(body: str) -> list[str]:
    """Return the stems of a text in order."""
    return [stem_word(word.replace("’", "'").split("'")[0]) for word in _WORD.findall(body.casefold())]


def stem(body: str) -> str:
    """Return the text that is indexed for `body`."""
    return " ".join(stems(body))


def fts_expression(words: Words) -> str | None:
    """Return the FTS5 match expression, or None where no word is left."""
    if not words.phrase and words.text.endswith("*"):
        prefix = _WORD.findall(words.text.casefold().replace("ё", "е"))
        return f'"{prefix[-1]}"*' if prefix else None
    found = stems(words.text)
    return '"' + " ".join(found) + '"' if found else None


def tsquery(words: Words) -> str | None:
    """Return the tsquery text, or None where no word is left."""
    if not words.phrase and words.text.endswith("*"):
        prefix = _WORD.findall(words.text.casefold().replace("ё", "е"))
        return f"{prefix[-1]}:*" if prefix else None
    found = stems(words.text)
    return " <-> ".join(found) if found else None


def hits(words: Words, *, postgres: bool) -> Select[tuple[int]] | None:
    """Return the select of ids of search_texts that match, or None where no word is left."""
    if postgres:
        asked = tsquery(words)
        if asked is None:
            return None
        vector: ColumnElement[bool] = literal_column("search_texts.vector").op("@@")(func.to_tsquery("simple", asked))
        return select(search_texts.c.id).where(vector)
    expression = fts_expression(words)
    if expression is None:
        return None
    return select(fts.c.rowid).where(fts.c.search_index.op("MATCH")(expression))


def gathered(ticket_id: ColumnElement[int], words: Words, *, postgres: bool) -> ColumnElement[bool] | None:
    """Return the condition that gathers all hits first; right for all but the commonest words."""
    found = hits(words, postgres=postgres)
    if found is None:
        return None
    inner = found.cte(f"hits_{abs(hash(words)) % 10**8}")
    if postgres:
        inner = inner.prefix_with("MATERIALIZED")
    only = inner.c[0]
    return ticket_id.in_(select(only.op(">>")(_BITS)))


def walked(ticket_id: ColumnElement[int], words: Words, *, postgres: bool) -> ColumnElement[bool] | None:
    """Return the condition that probes each ticket of the list; right for one whole word that is everywhere."""
    found = hits(words, postgres=postgres)
    if found is None:
        return None
    key = search_texts.c.id if postgres else fts.c.rowid
    first = ticket_id.op("<<")(_BITS)
    return exists(found.where(key >= first, key < first + (1 << POSITION_BITS)).correlate_except(search_texts, fts))
