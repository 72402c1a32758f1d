#!/usr/bin/env bash
# test.sh - the whole gate: lint, build, every test. Ends with the totals; fails if anything did.
#
# The full log of the tests is kept in .build/test.log; on the screen are suites, failures and the totals.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
scripts/need.sh swift git libssl-dev libyaml-dev openssl curl shellcheck || exit 1

log=.build/test.log
mkdir -p .build
failed=()

echo '== lint'
scripts/lint.sh || failed+=(lint)

echo '== build'
# Tests run against what was built here, so a failed build ends the matter.
if ! swift build --build-tests; then
    echo 'FAILED: the build'
    exit 1
fi

echo '== tests'
if [[ -z ${KUBEBUILDER_ASSETS:-} ]]; then
    echo 'SKIPPED: tests against a real API server. KUBEBUILDER_ASSETS names no directory with etcd and kube-apiserver.'
fi
# Unbounded, Swift Testing starts every test at once, and those that wait for an answer starve behind those that compute.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$((2 * $(nproc)))
# Starts (◇) and single passes are in the log alone; the totals come at the end.
swift test --skip-build --disable-xctest 2>&1 | tee "$log" | grep --line-buffered -vE '^◇ |^✔ Test |^✘ Test run '
((PIPESTATUS[0] == 0)) || failed+=(tests)

if ((${#failed[@]})); then
    echo "== FAILED: ${failed[*]}"
else
    echo '== all passed'
fi
# Last, so that it is what remains on the screen.
grep -E '^(✔|✘) Test run with ' "$log" || echo 'no test was run'
((${#failed[@]} == 0))
