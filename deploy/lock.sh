#!/usr/bin/env bash
# Writes requirements.lock: every package that pyproject.toml needs, on each Python it allows, pinned with the hashes of
# all its files. Which registry they come from is for the machine that installs to say, so no address is written.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
"$tools/bin/pip" install -qq --disable-pip-version-check uv
"$tools/bin/uv" pip compile pyproject.toml --quiet --no-config --extra dev --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --output-file requirements.lock
