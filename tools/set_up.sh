#!/bin/sh
# A virtual environment at $1 with the locked requirements and this checkout, editable. uv where it is there and works, else pip.
# FILING_PYTHON names the interpreter; else the first of the usual names that runs and is new enough.
set -eu
venv=$1
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH CONDA_PREFIX || true

new_enough() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

interpreter=
for candidate in ${FILING_PYTHON:-python3 python3.11 python3.12 python3.13 python3.14 python}; do
    if new_enough "$candidate"; then
        # The real path: a version manager's shim costs 45 ms at every start.
        interpreter=$("$candidate" -c 'import os, sys; print(os.path.realpath(sys.executable))')
        break
    fi
done
if [ -z "$interpreter" ]; then
    echo "Python 3.11 or newer is needed; none was found. Install it, or name it: make FILING_PYTHON=/path/to/python …" >&2
    exit 1
fi

with_uv() {
    command -v uv >/dev/null 2>&1 || return 1
    UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1}
    UV_LINK_MODE=${UV_LINK_MODE:-copy}
    export UV_SYSTEM_CERTS UV_LINK_MODE
    uv venv --quiet --no-config --python "$interpreter" "$venv" &&
        uv pip install --quiet --python "$venv/bin/python" --compile-bytecode --require-hashes -r requirements.txt &&
        uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
}

with_pip() {
    if ! "$interpreter" -c 'import ensurepip' >/dev/null 2>&1; then
        echo "$interpreter cannot make virtual environments (Debian, Ubuntu: apt-get install python3-venv)." >&2
        return 1
    fi
    "$interpreter" -m venv "$venv" &&
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt &&
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
}

echo "Setting up $venv with $interpreter …"
rm -rf "$venv"
if ! with_uv; then
    rm -rf "$venv"
    with_pip
fi
touch "$venv/ready"
