#!/usr/bin/env bash
# test.sh - the whole gate: lint, build, every test. Ends with the totals; fails if anything did.
#
# The full log of the tests is kept in .build/test.log; on the screen are suites, failures and the totals.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
scripts/need.sh swift git libssl-dev libyaml-dev openssl curl shellcheck setpriv prlimit || exit 1
# Tests that ask these are skipped where they lack, and say so. The packages of some bring servers, which systemd would
# start.
wished=(busybox lua5.3 zsh fish) servers=(promtool)
if [[ -n ${KOPIA:-} ]]; then
    wished+=(rclone faketime)
    servers+=(sshd)
fi
[[ -d /run/systemd/system ]] || wished+=("${servers[@]}")
for name in "${wished[@]}"; do
    scripts/need.sh "$name" || echo "SKIPPED: tests that ask $name"
done
scripts/neighbours.sh || echo 'SKIPPED: tests with the Helm or kubectl that could not be installed.'

log=.build/test.log
# The tests need three minutes on four cores, and ten on two busy ones. A test that hangs must leave most of the gate's
# ninety minutes (.ci/run) to say so. Each real kopia adds what its runs take.
time_limit=20m
[[ -z ${KOPIA:-} ]] || time_limit=70m
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
elif [[ -z ${KM_FORMER_CONTROLLER:-} ]]; then
    echo 'SKIPPED: the upgrade from an earlier release. KM_FORMER_CONTROLLER names no controller of one.'
fi
if [[ -z ${KM_PEER_DEFINITIONS:-} ]]; then
    echo "SKIPPED: the definitions of cert-manager and the Prometheus operator. KM_PEER_DEFINITIONS names no folder of them."
fi
if [[ -z ${KM_FORMER_WEBHOOK:-} ]]; then
    echo "SKIPPED: the answers beside an earlier release's. KM_FORMER_WEBHOOK names no webhook of one."
fi
if [[ -z ${KOPIA:-} ]]; then
    echo 'SKIPPED: tests with the real kopia. KOPIA names no program (several are separated by colons).'
else
    echo "Tests with the real kopia: $KOPIA"
    command -v "${MOTO_SERVER:-moto_server}" >/dev/null ||
        echo 'SKIPPED: tests of S3 with the real kopia. MOTO_SERVER names no moto_server (PyPI: moto[server]), nor has PATH one.'
    ((EUID == 0)) || echo 'SKIPPED: tests with the real kopia. Only root can isolate a pod.'
fi
# Unbounded, Swift Testing starts every test at once, and those that wait for an answer starve behind those that compute.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$((2 * $(nproc)))
: >"$log"
timeout --kill-after=10 "$time_limit" swift test --skip-build --disable-xctest >"$log" 2>&1 &
tests=$!
trap 'kill "$tests" 2>/dev/null' EXIT
# Starts (◇) and single passes are in the log alone; the totals come at the end.
tail --pid="$tests" --lines=+1 --follow "$log" | grep --line-buffered -vE '^◇ |^✔ Test |^✘ Test run '
wait "$tests"
# timeout's own statuses: 124 for a time that is over, 137 if it had to kill.
case $? in
    0) ;;
    124 | 137)
        failed+=(tests)
        echo "The tests did not end within $time_limit. These began and did not end:"
        scripts/unended.sh "$log"
        ;;
    *) failed+=(tests) ;;
esac

if ((${#failed[@]})); then
    echo "== FAILED: ${failed[*]}"
else
    echo '== all passed'
fi
# Last, so that it is what remains on the screen.
grep -E '^(✔|✘) Test run with ' "$log" || echo 'no totals: the tests did not come to their end'
((${#failed[@]} == 0))
