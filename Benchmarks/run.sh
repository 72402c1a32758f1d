#!/usr/bin/env bash
# run.sh - measures the webhook and nginx in turn, on the same core, with the same certificate, TLS version and bodies,
# and prints both and their ratios; with BENCH_BASE another webhook as well. Takes less than three minutes beside the
# build. README.md says what is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${BENCH_ROUNDS:-3}
seconds=${BENCH_SECONDS:-4}
connections=64

scripts/need.sh swift git libssl-dev libyaml-dev openssl curl nginx wrk taskset

# The cores this process may use: the first serves, the others make the load.
mapfile -t cores < <(awk '/^Cpus_allowed_list/ { n = split($2, ranges, ","); for (i = 1; i <= n; i++) {
    m = split(ranges[i], ends, "-"); for (c = ends[1]; c <= ends[m]; c++) print c } }' /proc/self/status)
if ((${#cores[@]} < 2)); then
    echo 'error: a measurement needs two cores, one for the server and one for the load' >&2
    exit 1
fi
server_core=${cores[0]}
load_cores=$(IFS=,; echo "${cores[*]:1:3}")
load_core_count=$((${#cores[@]} > 4 ? 3 : ${#cores[@]} - 1))

declare -A pid=() port=() probe_port=() body=() path=()
path[mutate]=/mutate-volsync-backube-v1alpha1-kopiamaintenance
path[validate]=/validate-volsync-backube-v1alpha1-kopiamaintenance
body[mutate]=Benchmarks/mutate.json
body[validate]=Benchmarks/validate.json

# shellcheck source=Benchmarks/processes.sh
. Benchmarks/processes.sh
results=$folder/results

# shellcheck source=Benchmarks/measure.sh
. Benchmarks/measure.sh

# start_webhook NAME PROGRAM - starts one on the server's core and returns when it is ready, having noted how long that
# took.
start_webhook() {
    local begin=${EPOCHREALTIME/[.,]/}
    taskset -c "$server_core" "$2" --bind-address 127.0.0.1 --port "${port[$1]}" \
        --probe-port "${probe_port[$1]}" --dev-certificates "$folder/certs" --event-loops 1 --shutdown-delay 0s \
        --log-level warning >>"$folder/$1.log" 2>&1 &
    pid[$1]=$!
    until ready "${probe_port[$1]}"; do
        if ! kill -0 "${pid[$1]}" 2>/dev/null || ((${EPOCHREALTIME/[.,]/} - begin > 20000000)); then
            cat "$folder/$1.log" >&2
            echo "error: $2 did not become ready" >&2
            return 1
        fi
    done
    echo "start $1 ready $((${EPOCHREALTIME/[.,]/} - begin))" >>"$results"
}

# constant KIND - the configuration by which nginx answers with as many bytes as the webhook does.
constant() {
    local size
    size=$(curl --silent --show-error --fail --cacert "$folder/certs/ca.crt" --header 'Content-Type: application/json' \
        --data-binary "@${body[$1]}" --output /dev/null --write-out '%{size_download}' \
        "https://127.0.0.1:${port[webhook]}${path[$1]}")
    # A word of nginx's configuration holds at most 4096 bytes, so the text is put together from pieces.
    awk -v size="$size" 'BEGIN {
        for (; size > 0; size -= 2000) {
            piece = sprintf("%" (size < 2000 ? size : 2000) "s", ""); gsub(/ /, "x", piece)
            name = "$piece" n++; print "set " name " " piece ";"; all = all name
        }
        print "return 200 \"" all "\";"
    }' >"$folder/$1.conf"
}

start_nginx() {
    constant mutate
    constant validate
    sed -e "s|FOLDER|$folder|g" -e "s|PORT|${port[nginx]}|" -e "s|CERTIFICATE|$folder/certs/tls.crt|" \
        -e "s|PRIVATEKEY|$folder/certs/tls.key|" -e "s|MUTATEPATH|${path[mutate]}|" \
        -e "s|VALIDATEPATH|${path[validate]}|" Benchmarks/nginx.conf >"$folder/nginx.conf"
    PATH=$PATH:/usr/sbin taskset -c "$server_core" nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/nginx.log" &
    started+=($!)
    local master=$!
    until pid[nginx]=$(cut -d ' ' -f 1 "/proc/$master/task/$master/children") && [[ -n ${pid[nginx]} ]] &&
        { : 3<>"/dev/tcp/127.0.0.1/${port[nginx]}"; } 2>/dev/null; do
        kill -0 "$master" 2>/dev/null || { cat "$folder/nginx.log" >&2 && return 1; }
    done
}

# half_pause SERVER KIND - how long each connection must wait between two requests for half of the rate measured last.
half_pause() {
    awk -v server="$1" -v kind="$2" -v connections="$connections" \
        '$1 == "load" && $2 == server && $3 == kind { rate = $4 } END { print connections * 2000 / rate }' "$results"
}

# As the image has it: with optimisation, and Swift's libraries inside.
build=(swift build --configuration release --static-swift-stdlib)
webhook=${BENCH_WEBHOOK:-}
if [[ -z $webhook ]]; then
    echo 'Building the webhook with optimisation'
    "${build[@]}" --product kopia-maintenance-webhook
    webhook=$("${build[@]}" --show-bin-path)/kopia-maintenance-webhook
fi

port[webhook]=$(free_port)
port[nginx]=$(free_port)
probe_port[webhook]=$(free_port)
servers=(webhook nginx)

# The first start makes the certificates, so its time is not noted.
start_webhook webhook "$webhook"
: >"$results"
for ((i = 0; i < 5; i++)); do
    kill "${pid[webhook]}"
    wait "${pid[webhook]}" 2>/dev/null || true
    start_webhook webhook "$webhook"
done
started+=("${pid[webhook]}")
echo "memory webhook begin $(resident "${pid[webhook]}" VmRSS)" >>"$results"
start_nginx
if [[ -n ${BENCH_BASE:-} ]]; then
    servers+=(base)
    port[base]=$(free_port)
    probe_port[base]=$(free_port)
    start_webhook base "$BENCH_BASE"
    started+=("${pid[base]}")
fi

echo "Measuring: $rounds rounds, each server in turn"
for kind in mutate validate; do
    for server in "${servers[@]}"; do load warm "$server" "$kind" 2; done
done
for ((round = 1; round <= rounds; round++)); do
    for kind in mutate validate; do
        for server in "${servers[@]}"; do load load "$server" "$kind" "$seconds"; done
    done
    for server in webhook nginx; do handshakes "$server" 2; done
done
for kind in mutate validate; do
    for server in webhook nginx; do load half "$server" "$kind" "$seconds" "$(half_pause "$server" "$kind")"; done
done
for when in 'end VmRSS' 'peak VmHWM'; do
    for server in webhook nginx; do
        echo "memory $server ${when% *} $(resident "${pid[$server]}" "${when#* }")" >>"$results"
    done
done

echo
versions="$(openssl version | cut -d ' ' -f 1,2), $(PATH=$PATH:/usr/sbin nginx -v 2>&1 | cut -d ' ' -f 3)"
echo "$(machine), $versions"
echo "Server on core $server_core, load on cores $load_cores, $connections connections, TLS 1.3; medians of $rounds rounds"
echo
awk -v mutate_size="$(wc -c <"${body[mutate]}")" -v validate_size="$(wc -c <"${body[validate]}")" \
    -f Benchmarks/report.awk "$results"
