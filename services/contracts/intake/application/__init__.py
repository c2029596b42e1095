"""What is said about applications: drafting, submission, validation, route, acceptance; and where each request stands.

`application_id` is the subject of every event of the line, in every service. The answers of a draft never travel: an
event about a draft names sections only. A submitted version travels whole, as a `Request`.
"""

from .alike import *  # noqa: F403
from .checklist import *  # noqa: F403
from .commands import *  # noqa: F403
from .comments import *  # noqa: F403
from .comparison import *  # noqa: F403
from .copying import *  # noqa: F403
from .events import *  # noqa: F403
from .evidence import *  # noqa: F403
from .export import *  # noqa: F403
from .form import *  # noqa: F403
from .lists import *  # noqa: F403
from .parts import *  # noqa: F403
from .together import *  # noqa: F403
from .use import *  # noqa: F403
from .views import *  # noqa: F403
