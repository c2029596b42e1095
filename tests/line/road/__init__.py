"""One request on its way down the line: a step is one or a few commands by the people of the right roles.

Steps take what they need from what the services answer, never from their insides, so a step in the wrong place fails.
"""

from .ending import ITEM, Road
from .traveller import LONDON

__all__ = ["ITEM", "LONDON", "Road"]
