#!/usr/bin/env bash
# profile-controller.sh - shows where the controller's processor time goes while it makes everything for a thousand
# objects, and while another finds it made; with BENCH_BASE of a second program, too. README.md says what the stages are.
#
# KUBEBUILDER_ASSETS names the folder of etcd, kube-apiserver and kubectl, as for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${BENCH_OBJECTS:-1000}
limit=${BENCH_LIMIT_SECONDS:-900}
flags=()

needed=(etcd kube-apiserver kubectl)
tools=(perf)
# shellcheck source=Benchmarks/observed.sh
. Benchmarks/observed.sh

# sample - notes the stacks of the controller, a few hundred times for each second that it computes, until it is ended.
# It must have begun: of a process that is still to become the controller, perf would see nothing.
sample() {
    until_true 30 curl --silent --fail "$probes/metrics"
    unseen=$(ticks "$pid")
    perf record --freq 499 --call-graph fp --pid "$pid" --output "$folder/samples" >"$folder/perf.log" 2>&1 &
    perf=$!
    started+=("$perf")
}

# profile PHASE - starts the controller, waits for rest, and notes the time of each stage.
profile() {
    local name milliseconds
    start_controller "${programs[$program]}"
    sample
    await_rest
    milliseconds=$(($(ticks "$pid") - unseen))
    kill -INT "$perf" || { cat "$folder/perf.log" >&2 && return 1; }
    wait "$perf" || true
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    perf script --input "$folder/samples" --fields comm,ip,sym 2>/dev/null | swift demangle --simplified |
        Benchmarks/stages.py "$milliseconds" >"$folder/stages"
    while read -r name milliseconds; do
        printf '%s %s %s %s\n' "$program" "$1" "$name" "$milliseconds" >>"$folder/figures"
    done <"$folder/stages"
}

choose_programs
for program in "${order[@]}"; do
    echo "Profiling $program with $count objects"
    start_cluster
    create_objects "$count"
    profile new
    profile again
    stop_cluster
done
echo
echo "Processor time of the controller with $count objects, in milliseconds"
awk '
    { if (!($3 in seen)) { seen[$3]; names[++n] = $3 }; value[$1, $2, $3] = $4; sum[$1, $2] += $4 }
    function row(name, a, b, c, d) { printf "  %-12s %12s %12s %12s %12s\n", name, a, b, c, d }
    function of(program, phase, name) { return (program, phase, name) in value ? value[program, phase, name] : "" }
    END {
        row("", "made", "made, base", "found", "found, base")
        for (i = 1; i <= n; i++) {
            row(names[i], of("this", "new", names[i]), of("base", "new", names[i]), of("this", "again", names[i]), \
                of("base", "again", names[i]))
        }
        row("together", sum["this", "new"], sum["base", "new"], sum["this", "again"], sum["base", "again"])
    }' "$folder/figures"
echo "$(machine), load $(cut -d ' ' -f 1 /proc/loadavg)"
