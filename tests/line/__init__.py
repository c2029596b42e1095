"""The whole line in one process, for tests that follow a request through all five services without a broker."""

from .bus import Broken, Bus, Said, attempted, codes
from .cohort import cohort_csv
from .road import Road
from .world import World, bus_on, copied, folders, make, show_training

__all__ = [
    "Broken", "Bus", "Road", "Said", "World", "attempted", "bus_on", "codes", "cohort_csv", "copied", "folders", "make",
    "show_training",
]  # fmt: skip
