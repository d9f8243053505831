"""The query language of the queue: parse, write back, test a row in memory. The SQL face stands in the store."""

from console.query.completion import Offer, Option, insert, offer
from console.query.language import KEYS, Key, canonical_key
from console.query.parser import Parsed, Problem, parse
from console.query.speaking import spoken, spoken_query, spoken_term
from console.query.terms import (
    All,
    Amount,
    Day,
    Either,
    Named,
    Not,
    Qualifier,
    Query,
    Range,
    Sort,
    Term,
    Value,
    Word,
    Words,
)
from console.query.times import Window, window

__all__ = [
    "KEYS",
    "All",
    "Amount",
    "Day",
    "Either",
    "Key",
    "Named",
    "Not",
    "Offer",
    "Option",
    "Parsed",
    "Problem",
    "Qualifier",
    "Query",
    "Range",
    "Sort",
    "Term",
    "Value",
    "Window",
    "Word",
    "Words",
    "canonical_key",
    "insert",
    "offer",
    "parse",
    "spoken",
    "spoken_query",
    "spoken_term",
    "window",
]
