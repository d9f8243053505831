#!/bin/sh
# Writes requirements/run.txt and requirements/dev.txt anew: every package with its version and hashes, for every system
# and for Python 3.11 to 3.13. The files name no address. The resolver lives in a folder of its own under build/.
set -eu
tools=build/lock
[ -x "$tools/bin/uv" ] || {
    python=$(sh tools/find_python.sh)
    "$python" tools/system_packages.py venv
    "$python" -m venv --clear "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv
}
compile() {
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
        --no-emit-index-url --no-emit-find-links "$@" pyproject.toml requirements/build.in
}
compile --upgrade --extra dev --output-file requirements/dev.txt
compile --upgrade --constraint requirements/dev.txt --output-file requirements/run.txt
