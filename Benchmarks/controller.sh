#!/usr/bin/env bash
# controller.sh - puts thousands of objects into a real API server and lets the controller bring them to rest, then lets
# another controller find them at rest. Prints how long each takes, how many requests it sends, and how much memory it
# holds. Bounded; README.md says what is measured.
#
# KUBEBUILDER_ASSETS names the folder of etcd, kube-apiserver and kubectl, as for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

objects=${BENCH_OBJECTS:-5000}
idle_seconds=${BENCH_IDLE_SECONDS:-30}
# Neither phase may take longer: a controller that never comes to rest is a result too.
limit=${BENCH_LIMIT_SECONDS:-300}
namespaces=10
flags=()
[[ -z ${BENCH_CONTROLLER_FLAGS-} ]] || read -r -a flags <<<"$BENCH_CONTROLLER_FLAGS"

assets=${KUBEBUILDER_ASSETS:?names the folder of etcd, kube-apiserver and kubectl}
for each in etcd kube-apiserver kubectl; do
    [[ -x $assets/$each ]] || { echo "error: $assets has no $each" >&2 && exit 1; }
done
scripts/need.sh swift git libssl-dev libyaml-dev openssl curl

# Nothing of theirs is kept, so nothing needs to end in good order.
last_signal=KILL
# shellcheck source=Benchmarks/processes.sh
. Benchmarks/processes.sh

# until_true SECONDS COMMAND... - repeats a command until it succeeds.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || { echo "error: in vain: $*" >&2 && return 1; }
        sleep 0.1
    done
}

# --- the cluster

start_cluster() {
    local store
    store=http://127.0.0.1:$(free_port)
    api=https://127.0.0.1:$(free_port)
    "$assets/etcd" --data-dir "$folder/etcd" --unsafe-no-fsync --log-level error --listen-client-urls "$store" \
        --advertise-client-urls "$store" --listen-peer-urls http://127.0.0.1:0 >"$folder/etcd.log" 2>&1 &
    etcd=$!
    started+=("$etcd")
    openssl genrsa -out "$folder/sa.key" 2048 2>/dev/null
    echo 'bench,bench,bench,system:masters' >"$folder/tokens"
    until_true 60 curl --silent --fail "$store/health"
    "$assets/kube-apiserver" --etcd-servers="$store" --bind-address=127.0.0.1 --advertise-address=127.0.0.1 \
        --secure-port="${api##*:}" --endpoint-reconciler-type=none --cert-dir="$folder" \
        --token-auth-file="$folder/tokens" --service-account-issuer=https://kubernetes.default.svc \
        --service-account-key-file="$folder/sa.key" --service-account-signing-key-file="$folder/sa.key" \
        --service-cluster-ip-range=10.0.0.0/24 --authorization-mode=RBAC >"$folder/apiserver.log" 2>&1 &
    apiserver=$!
    started+=("$apiserver")
    cat >"$folder/kubeconfig" <<CONFIG
apiVersion: v1
kind: Config
clusters: [{name: bench, cluster: {server: "$api", insecure-skip-tls-verify: true}}]
users: [{name: bench, user: {token: bench}}]
contexts: [{name: bench, context: {cluster: bench, user: bench}}]
current-context: bench
CONFIG
    until_true 120 kubectl get --raw /readyz
    kubectl apply -f deploy/crd >/dev/null
    kubectl wait --for=condition=Established crd/kopiamaintenances.volsync.backube --timeout=60s >/dev/null
}

kubectl() { "$assets/kubectl" --kubeconfig "$folder/kubeconfig" "$@"; }

# Every object has a Secret of its own, so that nothing is shared and nobody waits for anybody.
create_objects() {
    local i
    for ((i = 0; i < namespaces; i++)); do kubectl create namespace "bench-$i" >/dev/null; done
    awk -v api="$api" -v objects="$objects" -v namespaces="$namespaces" '
        function post(path, body) {
            gsub(/"/, "\\\"", body)
            if (n++) print "next"
            print "url = \"" api path "\"\nheader = \"Authorization: Bearer bench\"\nheader = \"Content-Type: " \
                "application/json\"\ndata = \"" body "\"\noutput = \"/dev/null\"\nsilent\ninsecure\nfail"
        }
        BEGIN {
            for (i = 0; i < objects; i++) {
                ns = "bench-" i % namespaces; name = "repository-" i
                meta = "\"metadata\":{\"name\":\"" name "\",\"namespace\":\"" ns "\"}"
                post("/api/v1/namespaces/" ns "/secrets", "{\"apiVersion\":\"v1\",\"kind\":\"Secret\"," meta \
                    ",\"stringData\":{\"KOPIA_PASSWORD\":\"x\",\"KOPIA_REPOSITORY\":\"s3://bucket/" name "\"}}")
                post("/apis/volsync.backube/v1alpha1/namespaces/" ns "/kopiamaintenances", "{\"apiVersion\":" \
                    "\"volsync.backube/v1alpha1\",\"kind\":\"KopiaMaintenance\"," meta ",\"spec\":{\"repository\":" \
                    "{\"repository\":\"" name "\"},\"trigger\":{\"schedule\":\"" i % 60 " 2 * * *\"}," \
                    "\"resources\":{\"requests\":{\"memory\":\"256Mi\"},\"limits\":{\"memory\":\"1Gi\"}}}}")
            }
        }' >"$folder/objects"
    curl --parallel --parallel-max 16 --no-progress-meter --config "$folder/objects"
}

# --- the controller

start_controller() {
    probes=http://127.0.0.1:$(free_port)
    begin=${EPOCHREALTIME/[.,]/}
    "$controller" --kubeconfig "$folder/kubeconfig" --leader-elect false --bind-address 127.0.0.1 \
        --probe-port "${probes##*:}" --log-level warning "${flags[@]}" >>"$folder/controller.log" 2>&1 &
    pid=$!
    started+=("$pid")
}

# ticks PID - the processor time of a process, in milliseconds.
ticks() {
    awk -v hertz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / hertz) }' "/proc/$1/stat"
}

resident() { awk -v field="$2:" '$1 == field { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"; }

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
        ((due == 0 && looks >= objects && writes == last)) || working_until=$now
        ((now - working_until < 3000000)) || break
        last=$writes
        sleep 0.5
    done
    requests=$all
    written=$writes
}

# phase NAME - starts a controller, waits for rest, and notes what that took.
phase() {
    local -A before
    for each in apiserver etcd; do before[$each]=$(ticks "${!each}"); done
    start_controller
    await_rest
    local took=$(((working_until - begin) / 1000))
    row "$1: to rest" "$(awk -v ms="$took" 'BEGIN { printf "%.1f s", ms / 1000 }')"
    row "$1: requests" "$requests, of which $written write"
    row "$1: requests per object" "$(awk -v a="$requests" -v n="$objects" 'BEGIN { printf "%.2f", a / n }')"
    row "$1: requests per second" "$((requests * 1000 / took))"
    row "$1: processor, controller" "$(ticks "$pid") ms"
    row "$1: processor, API server" "$(($(ticks "$apiserver") - before[apiserver])) ms"
    row "$1: processor, etcd" "$(($(ticks "$etcd") - before[etcd])) ms"
    row "$1: resident, peak" "$(resident "$pid" VmHWM) MiB"
    row "$1: resident, at rest" "$(resident "$pid" VmRSS) MiB"
}

# idle NAME - what a controller at rest still asks.
idle() {
    local first second cpu
    read -r _ first _ _ < <(look)
    cpu=$(ticks "$pid")
    sleep "$idle_seconds"
    cpu=$(($(ticks "$pid") - cpu))
    read -r _ second _ _ < <(look)
    row "$1: requests per minute at rest" "$(((second - first) * 60 / idle_seconds))"
    row "$1: processor at rest" "$(awk -v ms="$cpu" -v s="$idle_seconds" 'BEGIN { printf "%.2f %%", ms / s / 10 }')"
    row "$1: resident after $idle_seconds s" "$(resident "$pid" VmRSS) MiB"
}

row() { printf '%-40s %s\n' "$1" "$2" | tee -a "$folder/results"; }

# Every object must have its CronJob and be Ready: a fast controller that does nothing would win otherwise.
check() {
    local made ready
    made=$(kubectl get --raw '/apis/batch/v1/cronjobs?limit=1' | grep -o '"remainingItemCount":[0-9]*' | cut -d : -f 2)
    ready=$(kubectl get kopiamaintenances -A --no-headers -o \
        jsonpath='{range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -c True)
    if ((made + 1 != objects || ready != objects)); then
        echo "error: of $objects objects $((made + 1)) have a CronJob and $ready are ready" >&2
        return 1
    fi
}

if [[ -z ${BENCH_CONTROLLER-} ]]; then
    echo 'Building the controller with optimisation'
    swift build -c release --product kopia-maintenance-controller
fi
controller=${BENCH_CONTROLLER:-$(swift build -c release --show-bin-path)/kopia-maintenance-controller}

start_cluster
echo "Creating $objects objects"
create_objects
echo
phase 'new objects'
check
idle 'new objects'
kill "$pid"
wait "$pid" 2>/dev/null || true
phase 'another controller'
idle 'another controller'
echo
echo "$objects objects; $(machine); $("$assets/kube-apiserver" --version), load $(cut -d ' ' -f 1 /proc/loadavg)"
