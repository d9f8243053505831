#!/bin/sh
# Makes the folder .venv from the lock of the program alone. Called by make when requirements/run.txt has changed.
set -eu
python=$(sh tools/find_python.sh)
# Debian ships Python without ensurepip. What the target of make needs besides is asked for in the same breath.
"$python" tools/system_packages.py venv ${SYSTEM_NEEDS:-}
echo "Making .venv with the packages of requirements/run.txt" >&2
"$python" -m venv --clear .venv
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r requirements/run.txt
touch .venv/run.stamp
