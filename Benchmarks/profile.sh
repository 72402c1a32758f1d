#!/usr/bin/env bash
# profile.sh - counts the instructions that a review takes, stage by stage, and prints them as a table. README.md says
# what the stages are. Instructions do not depend on how busy the machine is.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${PROFILE_SECONDS:-20}
scripts/need.sh swift git libssl-dev libyaml-dev curl wrk valgrind strip

# shellcheck source=Benchmarks/processes.sh
. Benchmarks/processes.sh
: "${folder?}"

# profile KIND - serves reviews under callgrind for a while, as shipped, and prints `KIND COUNT` and what was counted.
profile() {
    local kind=$1 port probe_port pid count
    port=$(free_port)
    probe_port=$(free_port)
    valgrind --tool=callgrind --callgrind-out-file="$folder/$kind.out" "$folder/webhook" --bind-address 127.0.0.1 \
        --port "$port" --probe-port "$probe_port" --dev-certificates "$folder/certs" --event-loops 1 \
        --shutdown-delay 0s >"$folder/$kind.log" 2>&1 &
    pid=$!
    started+=("$pid")
    until curl --silent --fail --output /dev/null "http://127.0.0.1:$probe_port/readyz"; do
        kill -0 "$pid" 2>/dev/null || { cat "$folder/$kind.log" >&2 && return 1; }
        sleep 0.2
    done
    BENCH_BODY=Benchmarks/$kind.json wrk -t 1 -c 8 -d "${seconds}s" -s Benchmarks/post.lua \
        "https://127.0.0.1:$port/$kind-volsync-backube-v1alpha1-kopiamaintenance" >/dev/null
    count=$(curl --silent --fail "http://127.0.0.1:$probe_port/metrics" |
        awk '/^kopia_maintenance_webhook_reviews_total/ { n += $2 } END { printf "%d", n }')
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    echo "reviews $kind $count"
    callgrind_annotate --inclusive=yes --threshold=100 "$folder/$kind.out" 2>/dev/null | swift demangle --simplified |
        sed -n "s|^ *\([0-9,]*\) *([ 0-9.]*%) *[^:]*:\(.*\)|$kind \1 \2|p"
}

program=${PROFILE_WEBHOOK:-}
if [[ -z $program ]]; then
    build=(swift build --configuration release --static-swift-stdlib)
    echo 'Building the webhook with optimisation'
    "${build[@]}" --product kopia-maintenance-webhook
    program=$("${build[@]}" --show-bin-path)/kopia-maintenance-webhook
fi
# valgrind reads all there is about where code comes from, which is much and not needed.
cp "$program" "$folder/webhook"
strip --strip-debug "$folder/webhook"

for kind in mutate validate; do profile "$kind" >"$folder/$kind.txt"; done
echo "Instructions of a review as shipped, by stage; mutating one of $(wc -c <Benchmarks/mutate.json) bytes, validating" \
    "one of $(wc -c <Benchmarks/validate.json)"
awk -f Benchmarks/profile.awk "$folder/mutate.txt" "$folder/validate.txt"
