"""What provisioning says: who may use the data, the cohort file, the production and two-person release of the data, the
workspace, every access to it, and its destruction (domain sections 1.4.11, 1.4.14 to 1.4.17, 1.4.20 to 1.4.22, 6, 9.3).

The subject of every event is the application's id. A membership is valid to the end of `valid_to` in Europe/London.
Commands that point at a release name its manifest's hash, so that nobody signs for files they have not seen.
"""

from .cohort import *  # noqa: F403
from .ending import *  # noqa: F403
from .feasibility import *  # noqa: F403
from .parts import *  # noqa: F403
from .production import *  # noqa: F403
from .users import *  # noqa: F403
from .views import *  # noqa: F403
from .workspace import *  # noqa: F403
