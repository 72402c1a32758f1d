#!/usr/bin/env bash
# run.sh - measures the webhook and nginx in turn, on the same core, with the same certificate, TLS version and bodies,
# and prints both and their ratios, each with and without a line in its log for a request; with BENCH_BASE another webhook
# as well. Takes less than four minutes beside the build. README.md says what is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${BENCH_ROUNDS:-3}
seconds=${BENCH_SECONDS:-3}
connections=64

scripts/need.sh swift git libssl-dev libyaml-dev openssl curl nginx wrk taskset strip

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

# start_webhook NAME PROGRAM [FLAG...] - starts one on the server's core, with its log in a file, and returns when it is
# ready, having noted how long that took.
start_webhook() {
    local name=$1 begin=${EPOCHREALTIME/[.,]/}
    taskset -c "$server_core" "$2" --bind-address 127.0.0.1 --port "${port[$name]}" \
        --probe-port "${probe_port[$name]}" --dev-certificates "$folder/certs" --event-loops 1 --shutdown-delay 0s \
        "${@:3}" >>"$folder/$name.log" 2>&1 &
    pid[$name]=$!
    until ready "${probe_port[$name]}"; do
        if ! kill -0 "${pid[$name]}" 2>/dev/null || ((${EPOCHREALTIME/[.,]/} - begin > 20000000)); then
            cat "$folder/$name.log" >&2
            echo "error: $2 did not become ready" >&2
            return 1
        fi
    done
    echo "start $name ready $((${EPOCHREALTIME/[.,]/} - begin))" >>"$results"
    # Of all threads that live, in nanoseconds: what it would take on a machine that does nothing else.
    awk -v name="$name" '{ n += $1 } END { print "start", name, "cpu", n / 1000 }' \
        "/proc/${pid[$name]}/task"/*/schedstat >>"$results" 2>/dev/null || true
}

# note_size NAME PROGRAM - how large the program is without its symbols, as an image has it.
note_size() {
    strip -o "$folder/stripped" "$2"
    echo "size $1 program $(stat --format=%s "$folder/stripped")" >>"$results"
}

# add_webhook NAME PROGRAM - starts one as shipped, and one whose log is off, called quiet-NAME.
add_webhook() {
    local name
    for name in "$1" "quiet-$1"; do
        if [[ -z ${port[$name]:-} ]]; then
            port[$name]=$(free_port)
            probe_port[$name]=$(free_port)
        fi
        if [[ $name == quiet-* ]]; then
            start_webhook "$name" "$2" --log-level warning
        else
            start_webhook "$name" "$2"
        fi
        started+=("${pid[$name]}")
        servers+=("$name")
    done
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

# start_nginx NAME ACCESSLOG - starts one on the server's core; ACCESSLOG is where it writes a line for each request.
start_nginx() {
    local name=$1
    port[$name]=$(free_port)
    mkdir "$folder/$name"
    sed -e "s|FOLDER|$folder|g" -e "s|NAME|$name|g" -e "s|PORT|${port[$name]}|" -e "s|ACCESSLOG|$2|" \
        -e "s|CERTIFICATE|$folder/certs/tls.crt|" -e "s|PRIVATEKEY|$folder/certs/tls.key|" \
        -e "s|MUTATEPATH|${path[mutate]}|" -e "s|VALIDATEPATH|${path[validate]}|" \
        Benchmarks/nginx.conf >"$folder/$name.conf"
    PATH=$PATH:/usr/sbin taskset -c "$server_core" nginx -p "$folder" -c "$folder/$name.conf" \
        -e "$folder/$name.log" &
    started+=($!)
    local master=$!
    until pid[$name]=$(cut -d ' ' -f 1 "/proc/$master/task/$master/children") && [[ -n ${pid[$name]} ]] &&
        { : 3<>"/dev/tcp/127.0.0.1/${port[$name]}"; } 2>/dev/null; do
        kill -0 "$master" 2>/dev/null || { cat "$folder/$name.log" >&2 && return 1; }
    done
    servers+=("$name")
}

# count_lines - notes how many reviews the webhook has answered, ends it as a cluster does, and notes how many lines tell
# of one.
count_lines() {
    local reviews
    reviews=$(curl --silent --show-error --fail "http://127.0.0.1:${probe_port[webhook]}/metrics" |
        awk '/^kopia_maintenance_webhook_reviews_total/ { n += $2 } END { printf "%d", n }')
    kill "${pid[webhook]}"
    wait "${pid[webhook]}" 2>/dev/null || true
    echo "lines webhook reviewed $reviews $(grep -c '"msg":"reviewed".*}$' "$folder/webhook.log")" >>"$results"
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
probe_port[webhook]=$(free_port)
servers=()

# The first start makes the certificates, so its time is not noted.
start_webhook webhook "$webhook"
constant mutate
constant validate
: >"$results"
for ((i = 0; i < 5; i++)); do
    kill "${pid[webhook]}"
    wait "${pid[webhook]}" 2>/dev/null || true
    start_webhook webhook "$webhook"
done
kill "${pid[webhook]}"
wait "${pid[webhook]}" 2>/dev/null || true
: >"$folder/webhook.log"
add_webhook webhook "$webhook"
start_nginx nginx "$folder/nginx.access"
start_nginx quiet-nginx off
if [[ -n ${BENCH_BASE:-} ]]; then add_webhook base "$BENCH_BASE"; fi
echo "memory webhook begin $(resident "${pid[webhook]}" VmRSS)" >>"$results"
note_size webhook "$webhook"
if [[ -n ${BENCH_BASE:-} ]]; then note_size base "$BENCH_BASE"; fi

echo "Measuring: $rounds rounds, each server in turn"
for kind in mutate validate; do
    for server in "${servers[@]}"; do load warm "$server" "$kind" 1; done
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
# At rest the webhook gives memory back, five to ten seconds after the last byte of a client.
sleep 11
for when in 'end VmRSS' 'peak VmHWM'; do
    echo "memory webhook ${when% *} $(resident "${pid[webhook]}" "${when#* }")" >>"$results"
done
count_lines

echo
versions="$(openssl version | cut -d ' ' -f 1,2), $(PATH=$PATH:/usr/sbin nginx -v 2>&1 | cut -d ' ' -f 3)"
echo "$(machine), $versions"
echo "Server on core $server_core, load on cores $load_cores, $connections connections, TLS 1.3; medians of $rounds rounds"
echo "As shipped: a line in a file for each request, of the webhook at its default --log-level, of nginx as access_log"
echo
awk -v mutate_size="$(wc -c <"${body[mutate]}")" -v validate_size="$(wc -c <"${body[validate]}")" \
    -f Benchmarks/report.awk "$results"
