# shellcheck shell=bash
# Sourced by observed.sh: a control plane of its own for each measurement, and what is in it.
#
# $assets has etcd, kube-apiserver and kubectl; everything is written below $folder.
# shellcheck disable=SC2154 # both are set by then

namespaces=10

kubectl() { "$assets/kubectl" --kubeconfig "$folder/kubeconfig" "$@"; }

# until_true SECONDS COMMAND... - repeats a command until it succeeds.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || { echo "error: in vain: $*" >&2 && return 1; }
        sleep 0.1
    done
}

start_cluster() {
    store=http://127.0.0.1:$(free_port)
    api=https://127.0.0.1:$(free_port)
    rm -rf "$folder/etcd"
    "$assets/etcd" --data-dir "$folder/etcd" --unsafe-no-fsync --log-level error --listen-client-urls "$store" \
        --quota-backend-bytes 8589934592 --advertise-client-urls "$store" --listen-peer-urls http://127.0.0.1:0 \
        >"$folder/etcd.log" 2>&1 &
    etcd=$!
    started+=("$etcd")
    [[ -e $folder/sa.key ]] || openssl genrsa -out "$folder/sa.key" 2048 2>/dev/null
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

stop_cluster() {
    kill -KILL "$apiserver" "$etcd" 2>/dev/null || true
    wait "$apiserver" "$etcd" 2>/dev/null || true
}

# create_objects COUNT [SCHEDULE] - every object has a Secret of its own, so that nothing is shared and nobody waits for
# anybody; without a schedule their minutes are spread over an hour.
create_objects() {
    local i
    for ((i = 0; i < namespaces; i++)); do kubectl create namespace "bench-$i" >/dev/null; done
    awk -v api="$api" -v objects="$1" -v namespaces="$namespaces" -v schedule="${2-}" '
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
                    "{\"repository\":\"" name "\"},\"trigger\":{\"schedule\":\"" (schedule ? schedule : i % 60 " 2 * * *") "\"}," \
                    "\"resources\":{\"requests\":{\"memory\":\"256Mi\"},\"limits\":{\"memory\":\"1Gi\"}}}}")
            }
        }' >"$folder/objects"
    curl --parallel --parallel-max 16 --no-progress-meter --config "$folder/objects"
}

# create_history JOBS - gives every CronJob that many Jobs of its template, and each of them its pod.
create_history() {
    kubectl get cronjobs --all-namespaces -o json >"$folder/cronjobs.json"
    Benchmarks/history.py "$api" "$1" <"$folder/cronjobs.json" >"$folder/objects"
    curl --parallel --parallel-max 16 --no-progress-meter --config "$folder/objects"
}

# etcd_bytes - the size of what etcd holds, once it has forgotten the past.
etcd_bytes() {
    local revision
    revision=$(curl --silent --data '{}' "$store/v3/maintenance/status" | grep -o '"revision":"[0-9]*"' | grep -o '[0-9]*')
    curl --silent --fail --data "{\"revision\":\"$revision\",\"physical\":true}" "$store/v3/kv/compaction" >/dev/null
    curl --silent --fail --data '{}' "$store/v3/maintenance/defragment" >/dev/null
    curl --silent --fail --data '{}' "$store/v3/maintenance/status" | grep -o '"dbSizeInUse":"[0-9]*"' | grep -o '[0-9]*'
}
