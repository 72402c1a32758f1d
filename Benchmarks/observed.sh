# shellcheck shell=bash
# Sourced by controller.sh, burst.sh and profile-controller.sh: a cluster of their own, a controller that is measured in
# it, and how that is looked at.
#
# $needed says which programs KUBEBUILDER_ASSETS must have, $tools which commands beside the usual ones. $limit says how
# many seconds the controller may take to come to rest; $program and $count say what is measured. The arguments of the
# controller beside those that it always has are in $flags.
# shellcheck disable=SC2154,SC2034 # set by whoever sources this, and read there

assets=${KUBEBUILDER_ASSETS:?names the folder of ${needed[*]}}
for each in "${needed[@]}"; do
    [[ -x $assets/$each ]] || { echo "error: $assets has no $each" >&2 && exit 1; }
done
scripts/need.sh swift git libssl-dev libyaml-dev openssl curl python3 "${tools[@]}"

# Nothing of theirs is kept, so nothing needs to end in good order.
last_signal=KILL
# shellcheck source=Benchmarks/processes.sh
. Benchmarks/processes.sh
# shellcheck source=Benchmarks/cluster.sh
. Benchmarks/cluster.sh

# choose_programs - $programs: this controller, and the base if BENCH_BASE names one; $order: in which they take turns.
choose_programs() {
    declare -gA programs=([this]=${BENCH_CONTROLLER-})
    if [[ -z ${programs[this]} ]]; then
        echo 'Building the controller with optimisation'
        swift build -c release --product kopia-maintenance-controller
        programs[this]=$(swift build -c release --show-bin-path)/kopia-maintenance-controller
    fi
    order=(this)
    if [[ -n ${BENCH_BASE-} ]]; then
        programs[base]=$BENCH_BASE
        order=(base this)
    fi
}

start_controller() {
    probes=http://127.0.0.1:$(free_port)
    begin=${EPOCHREALTIME/[.,]/}
    "$1" --kubeconfig "$folder/kubeconfig" --leader-elect false --bind-address 127.0.0.1 \
        --probe-port "${probes##*:}" --log-level warning "${flags[@]}" >>"$folder/controller.log" 2>&1 &
    pid=$!
    started+=("$pid")
}

# ticks PID - the processor time of a process, in milliseconds.
ticks() {
    awk -v hertz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / hertz) }' "/proc/$1/stat"
}

resident() { awk -v field="$2:" '$1 == field { print $2 }' "/proc/$1/status"; }

# Looks at the controller: requests that write, all requests, how many objects were looked at, how many are due.
look() {
    curl --silent --fail "$probes/metrics" | awk '
        /^rest_client_requests_total/ { all += $2; if ($1 !~ /method="GET"/) writes += $2 }
        /^kopia_maintenance_controller_reconciles_total/ { looks += $2 }
        /^kopia_maintenance_controller_queue_length/ { due = $2 }
        END { print writes + 0, all + 0, looks + 0, due + 0 }'
}

# Waits until everything has been looked at, nothing is due, and nothing was written for three seconds; the work is over
# at the last moment at which that was not so.
await_rest() {
    local last=-1 writes all looks due now
    working_until=$begin
    while :; do
        now=${EPOCHREALTIME/[.,]/}
        ((now - begin < limit * 1000000)) || { echo "error: no rest after $limit s" >&2 && return 1; }
        kill -0 "$pid" || { tail "$folder/controller.log" >&2 && return 1; }
        read -r writes all looks due < <(look || true) || { sleep 0.2 && continue; }
        ((due == 0 && looks >= count && writes == last)) || working_until=$now
        ((now - working_until < 3000000)) || break
        last=$writes
        sleep 0.5
    done
    requests=$all
    written=$writes
}

# figure NAME VALUE - notes one, in whole numbers.
figure() {
    printf '%s %s %s %s\n' "$program" "$count" "$1" "$2" >>"$folder/figures"
    printf '  %-28s %s\n' "$1" "$2"
}
