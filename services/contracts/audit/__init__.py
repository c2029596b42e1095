"""What audit says: the ledger and its proofs, clocks and performance, the register of data uses, data sharing audits,
deletion and certificates of destruction."""

from .audits import *  # noqa: F403
from .deletion import *  # noqa: F403
from .ledger import *  # noqa: F403
from .performance import *  # noqa: F403
from .receipts import *  # noqa: F403
from .register import *  # noqa: F403
