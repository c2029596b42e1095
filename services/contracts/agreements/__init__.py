"""What agreements says: framework contracts (DSFC), data sharing agreements (DSA), signatures, charges, the data
release confirmation letter (DRCL), and whether there is permission today (domain sections 1.4.12, 1.4.13, 1.10, 7, 8).

The subject of an agreement's events is the application's id; of a framework contract's, the organisation's id.
`text_sha256` is the hash of the agreement's text, which is what people sign: it is printed on every page, and is the
address of that text, as JSON, in the document store. `sha256` is the PDF, which is made anew as signatures are added.
Money is integer pence without VAT unless a name says otherwise.
"""

from .charges import *  # noqa: F403
from .ending import *  # noqa: F403
from .framework import *  # noqa: F403
from .letter import *  # noqa: F403
from .parts import *  # noqa: F403
from .signing import *  # noqa: F403
from .views import *  # noqa: F403
