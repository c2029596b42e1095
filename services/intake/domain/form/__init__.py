"""The application form as data: sections A to N of domain section 2.2, the required core.

A question has a type, guidance, and a condition that says when it must be answered. Request type, approval sought,
identifiability and access service drive these conditions (S0-3), so pages and checks read one table. A question marked
`planned` may, in a provisional request, have a target date in `planned` instead of an answer (domain 1.5).
"""

from .evidence import EVIDENCE, Evidence
from .field import ALWAYS, NEVER, Condition, Field, Section, shape_problems
from .sections import DECLARATIONS, FIELDS, SECTIONS, text_problems

__all__ = [
    "ALWAYS",
    "DECLARATIONS",
    "EVIDENCE",
    "FIELDS",
    "NEVER",
    "SECTIONS",
    "Condition",
    "Evidence",
    "Field",
    "Section",
    "shape_problems",
    "text_problems",
]
