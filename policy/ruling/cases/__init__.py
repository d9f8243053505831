"""Cases in plain words: `given` becomes facts, the answer plain words again. The format stands in docs/cases.md."""

from policy.ruling.cases.answers import assess_case, terms_of
from policy.ruling.cases.form import CaseFault
from policy.ruling.cases.matching import compare

__all__ = ["CaseFault", "assess_case", "compare", "terms_of"]
