"""Whether the use that a request declares meets the conditions on its datasets (GA4GH Data Use Ontology).

`terms` the vocabulary · `declared` what the answers declare · `match` a rule for each term.
"""

from .declared import Term, declared
from .match import RULES, VERSION, match
from .terms import TERMS, Kind

__all__ = ["RULES", "TERMS", "VERSION", "Kind", "Term", "declared", "match"]
