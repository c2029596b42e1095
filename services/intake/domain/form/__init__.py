"""The application form as data: sections A to N of domain section 2.2.

A question has a type, guidance, an example, and a condition that says when it is asked. Request type, approval sought,
identifiability and access service drive these conditions (S0-3), so pages and checks read one table. A question marked
`planned` may, in a provisional request, have a target date in `planned` instead of an answer (domain 1.5).

`SHIPPED` is version 1; administrators publish others (`domain/bank`, decision 0026). Whatever reads an application
reads it by the `Form` that the application was written with, and never by a table of this folder.
"""

from .evidence import Evidence
from .field import GIVERS, Field, Section, shape_problems
from .form import Form
from .identifiers import text_problems
from .sections import DECLARATIONS, SHIPPED
from .vocabulary import ALWAYS, NEVER, Condition
from .written import WrittenRule

__all__ = [
    "ALWAYS",
    "DECLARATIONS",
    "GIVERS",
    "NEVER",
    "SHIPPED",
    "Condition",
    "Evidence",
    "Field",
    "Form",
    "Section",
    "WrittenRule",
    "shape_problems",
    "text_problems",
]
