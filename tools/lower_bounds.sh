#!/bin/sh
# The unit tests with every direct dependency at its lower bound: pre-commit and pip may choose any version in the bounds.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1}
export UV_SYSTEM_CERTS
uv venv --quiet --python "${FILING_PYTHON:-3.11}" "$scratch/venv"
uv pip install --quiet --python "$scratch/venv/bin/python" --resolution lowest-direct -e '.[test]'
uv pip list --python "$scratch/venv/bin/python" | grep -iE '^(arelle-release|jinja2|lxml|openpyxl|pandas|rich|xlsxwriter|xmlschema) '
# A lower bound may bring a deprecation warning that a newer Python raises: only our own warnings are errors here.
"$scratch/venv/bin/python" -m pytest -q -p no:cacheprovider -n "${PYTEST_WORKERS:-2}" --dist loadfile -W default tests/unit
