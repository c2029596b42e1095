"""A production run that holds its project's folder: `python -m services.provisioning.data_core.build FOLDER REQUEST
RESULT`, with the exit codes of `produce`."""

import sys
from pathlib import Path

from services.provisioning.data_core.alone import alone
from services.provisioning.data_core.produce import main

if __name__ == "__main__":
    with alone(Path(sys.argv[1])):
        code = main(Path(sys.argv[2]), Path(sys.argv[3]))
    sys.exit(code)
