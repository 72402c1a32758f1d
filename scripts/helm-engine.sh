#!/usr/bin/env bash
# helm-engine.sh - puts a Helm engine for the chart's tests into .build/helm, unless there is one or the helm command.
#
# It is Helm's own code behind Python (PyPI: helm-python-sdk). The tests that need it are skipped without.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.build/helm

command -v helm >/dev/null && exit 0
PYTHONPATH=$folder python3 -c 'import helm_python' 2>/dev/null && exit 0
mkdir -p .build
timeout 300 python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --retries 1 --timeout 30 --no-deps --target "$folder" helm-python-sdk==0.2.2
