"""The language of intake: people, organisations, catalogue, content pages, enquiries, applications, correspondence."""

from .application import *  # noqa: F403
from .catalogue import *  # noqa: F403
from .content import *  # noqa: F403
from .correspondence import *  # noqa: F403
from .enquiry import *  # noqa: F403
from .organisations import *  # noqa: F403
from .people import *  # noqa: F403
from .precedents import *  # noqa: F403
from .question_bank import *  # noqa: F403
from .question_views import *  # noqa: F403
from .settings import *  # noqa: F403
