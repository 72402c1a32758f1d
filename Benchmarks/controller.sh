#!/usr/bin/env bash
# controller.sh - puts thousands of objects into a real API server and lets the controller bring them to rest, then lets
# another controller find them at rest; in a cluster of its own for each number of objects, and for each of two programs
# where BENCH_BASE names a second one. Prints every figure as it comes, and at the end a table with growth, ratios and
# goals. Bounded; README.md says what is measured.
#
# KUBEBUILDER_ASSETS names the folder of etcd, kube-apiserver and kubectl, as for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

read -r -a counts <<<"${BENCH_OBJECTS:-1000 5000 20000}"
idle_seconds=${BENCH_IDLE_SECONDS:-15}
# Neither phase may take longer: a controller that never comes to rest is a result too.
limit=${BENCH_LIMIT_SECONDS:-900}
# With so many objects or fewer, the size of a full history is measured: by default three Jobs that succeeded and one
# that failed.
largest_history=1000
history_jobs=4
flags=()
[[ -z ${BENCH_CONTROLLER_FLAGS-} ]] || read -r -a flags <<<"$BENCH_CONTROLLER_FLAGS"

needed=(etcd kube-apiserver kubectl)
tools=()
# shellcheck source=Benchmarks/observed.sh
. Benchmarks/observed.sh

# phase NAME - starts a controller, waits for rest, and notes what that took.
phase() {
    local -A before
    for each in apiserver etcd; do before[$each]=$(ticks "${!each}"); done
    start_controller "${programs[$program]}"
    await_rest
    figure "$1-ms" $(((working_until - begin) / 1000))
    figure "$1-controller-ms" "$(ticks "$pid")"
    figure "$1-apiserver-ms" "$(($(ticks "$apiserver") - before[apiserver]))"
    figure "$1-etcd-ms" "$(($(ticks "$etcd") - before[etcd]))"
    figure "$1-requests" "$requests"
    figure "$1-writes" "$written"
    figure "$1-peak-KiB" "$(resident "$pid" VmHWM)"
}

# idle NAME - what a controller at rest still asks, and then its end.
idle() {
    local first second cpu
    read -r _ first _ _ < <(look)
    cpu=$(ticks "$pid")
    sleep "$idle_seconds"
    figure "$1-idle-ms" "$(($(ticks "$pid") - cpu))"
    read -r _ second _ _ < <(look)
    figure "$1-idle-requests" $((second - first))
    figure "$1-resident-KiB" "$(resident "$pid" VmRSS)"
    kill "$pid"
    wait "$pid" 2>/dev/null || true
}

# Every object must have its CronJob and be Ready: a fast controller that does nothing would win otherwise.
check() {
    local made ready
    made=$(kubectl get --raw '/apis/batch/v1/cronjobs?limit=1' | grep -o '"remainingItemCount":[0-9]*' | cut -d : -f 2)
    ready=$(kubectl get kopiamaintenances -A --no-headers -o \
        jsonpath='{range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -c True || true)
    if ((made + 1 != count || ready != count)); then
        echo "error: of $count objects $((made + 1)) have a CronJob and $ready are ready" >&2
        return 1
    fi
}

# measure - one program with one number of objects.
measure() {
    echo
    echo "$program: $count objects"
    start_cluster
    local empty
    empty=$(etcd_bytes)
    create_objects "$count"
    phase new
    check
    idle new
    phase again
    idle again
    if ((count <= largest_history)); then
        create_history "$history_jobs"
        figure etcd-bytes $(($(etcd_bytes) - empty))
    fi
    stop_cluster
}

choose_programs
for count in "${counts[@]}"; do
    for program in "${order[@]}"; do measure; done
done
echo
awk -f Benchmarks/controller-report.awk "$folder/figures"
echo
echo "$(machine); $("$assets/kube-apiserver" --version), load $(cut -d ' ' -f 1 /proc/loadavg)"
