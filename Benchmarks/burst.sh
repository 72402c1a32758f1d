#!/usr/bin/env bash
# burst.sh - lets the schedules of thousands of objects fire in the same minute, by Kubernetes' own CronJob and Job
# controllers, and looks whether every outcome is accounted for once, how soon, and whether somebody who creates an object
# meanwhile has to wait. Bounded; README.md says what is measured.
#
# KUBEBUILDER_ASSETS names the folder of etcd, kube-apiserver, kube-controller-manager and kubectl, as for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${BENCH_OBJECTS:-5000}
# For coming to rest, and for the burst.
limit=${BENCH_LIMIT_SECONDS:-1800}
flags=()

needed=(etcd kube-apiserver kube-controller-manager kubectl)
tools=()
# shellcheck source=Benchmarks/observed.sh
. Benchmarks/observed.sh

choose_programs

# start_job_controllers - Kubernetes' own, as fast as the API server lets them.
start_job_controllers() {
    "$assets/kube-controller-manager" --kubeconfig "$folder/kubeconfig" --controllers=cronjob-controller,job-controller \
        --leader-elect=false --bind-address=127.0.0.1 --secure-port="$(free_port)" --cert-dir="$folder" \
        --kube-api-qps=1000 --kube-api-burst=1000 --concurrent-cron-job-syncs=20 --concurrent-job-syncs=20 \
        >"$folder/job-controllers.log" 2>&1 &
    job_controllers=$!
    started+=("$job_controllers")
}

# outcomes - how many runs the controller has accounted for, and how many of them as failures.
outcomes() {
    curl --silent --fail "$probes/metrics" | awk '
        /^volsync_kopia_maintenance_operations_total/ { runs += $2 }
        /^volsync_kopia_maintenance_cronjob_failures_total/ { failures += $2 }
        END { print runs + 0, failures + 0 }'
}

# await_outcomes - waits until nothing is due, and notes when that was.
await_outcomes() {
    local due since=0
    until ((since > 0 && ${EPOCHREALTIME/[.,]/} - since > 3000000)); do
        kill -0 "$pid" || { tail "$folder/controller.log" >&2 && return 1; }
        read -r _ _ _ due < <(look)
        ((due > 0)) && since=0
        ((due > 0 || since > 0)) || since=${EPOCHREALTIME/[.,]/}
        ((${EPOCHREALTIME/[.,]/} < ended_at + 300000000)) || { echo "error: $due objects are still due" >&2 && return 1; }
        sleep 0.2
    done
    empty_at=$since
}

# count_objects PATH PATTERN - how many objects have something like that there.
count_objects() {
    kubectl get kopiamaintenances -A --no-headers -o jsonpath="{range .items[*]}{$1}{\"\\n\"}{end}" | grep -c "$2" || true
}

# check - every outcome is accounted for once.
check() {
    local runs failures failed succeeded
    failed=$(awk '$1 == "failed-jobs" { print $2 }' "$folder/burst")
    read -r runs failures < <(outcomes)
    succeeded=$(count_objects .status.lastMaintenanceTime Z)
    if ((runs != count || failures != failed || succeeded != count - failed)) ||
        (($(count_objects .status.maintenanceFailures '^1$') != failed)); then
        echo "error: of $count runs, $failed of them failed, $runs are accounted for, $failures as failures;" \
            "$succeeded statuses tell of a success" >&2
        return 1
    fi
}

# goal NAME MOST [BEFORE] - says whether a figure is within its goal, and what it was before the queue knew what is
# urgent; none is asked of the base.
goal() {
    local value
    value=$(awk -v program="$program" -v name="$1" '$1 == program && $3 == name { print $4 }' "$folder/figures")
    [[ $program == this ]] || return 0
    if ((value <= $2)); then echo "  reached: $1 <= $2${3:+ (before: $3)}"; else
        echo "  NOT REACHED: $1 <= $2${3:+ (before: $3)}"
        status=1
    fi
}

# measure - one program: everything at rest, then everything at once.
measure() {
    local before fire name value
    start_cluster
    # Time to make all of it, and to start Kubernetes' own controllers.
    fire=$(($(date +%s) + count / 12 + 90))
    fire=$((fire - fire % 60 + 60))
    create_objects "$count" "$(date -u -d "@$fire" +'%-M %-H * * *')"
    start_controller "${programs[$program]}"
    await_rest
    (($(date +%s) < fire - 5)) || { echo 'error: the objects were not at rest when their minute came' >&2 && return 1; }
    echo "$program: $count objects are at rest; their schedules fire at $(date -u -d "@$fire" +%H:%M)"
    start_job_controllers
    before=$(ticks "$pid")
    Benchmarks/burst.py "$api" "$count" "$fire" $((fire - $(date +%s) + limit)) >"$folder/burst"
    ended_at=$(awk '$1 == "ended-at" { print $2 }' "$folder/burst")
    await_outcomes
    check
    while read -r name value; do [[ $name == ended-at ]] || figure "$name" "$value"; done <"$folder/burst"
    figure burst-ms $((ended_at / 1000 - fire * 1000))
    figure controller-ms $(($(ticks "$pid") - before))
    figure peak-KiB "$(resident "$pid" VmHWM)"
    figure empty-after-ms $(((empty_at - ended_at) / 1000))
    goal empty-after-ms 60000
    goal new-p99-ms 2000 '28000 with 2000 objects'
    kill "$pid" "$job_controllers"
    wait "$pid" "$job_controllers" 2>/dev/null || true
    stop_cluster
}

status=0
for program in "${order[@]}"; do measure; done
echo "$(machine); $("$assets/kube-apiserver" --version), load $(cut -d ' ' -f 1 /proc/loadavg)"
exit "$status"
