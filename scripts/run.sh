#!/usr/bin/env bash
# run.sh - builds the webhook, serves it on this machine with certificates made for it, shows it the samples, and keeps
# serving until it is interrupted.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${WEBHOOK_PORT:-9443}
probe_port=${PROBE_PORT:-8081}
log=.build/webhook.log

scripts/need.sh swift git libssl-dev libyaml-dev curl

# quietly COMMAND... - shows what a command says only if it fails.
quietly() {
    local said
    said=$("$@" 2>&1) || {
        printf '%s\n' "$said" >&2
        echo "error: $* failed" >&2
        exit 1
    }
}

echo 'Fetching the packages that the webhook is built from'
quietly swift package resolve
echo 'Building the webhook with optimisation: some minutes the first time, seconds afterwards'
swift build -c release --product kopia-maintenance-webhook
quietly swift build -c release --product ask-webhook
bin=.build/release

"$bin/kopia-maintenance-webhook" --bind-address 127.0.0.1 --port "$port" --probe-port "$probe_port" \
    --dev-certificates certs --log-format text --shutdown-delay 0s >"$log" 2>&1 &
webhook=$!

# However this ends, the webhook ends with it, and has answered before.
stop() {
    kill "$webhook" 2>/dev/null || true
    wait "$webhook" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

until curl --silent --fail --output /dev/null "http://127.0.0.1:$probe_port/readyz"; do
    if ! kill -0 "$webhook" 2>/dev/null; then
        cat "$log" >&2
        echo 'error: the webhook did not start' >&2
        exit 1
    fi
    sleep 0.05
done
if ! kill -0 "$webhook" 2>/dev/null; then
    cat "$log" >&2
    echo "error: another program answers on port $probe_port" >&2
    exit 1
fi

url=https://127.0.0.1:$port
echo
"$bin/ask-webhook" --url "$url" --ca-file certs/ca.crt deploy/samples deploy/samples/rejected

cat <<END

The webhook is serving on $url (probes and metrics: http://127.0.0.1:$probe_port). Try it:

  curl --cacert certs/ca.crt --header 'Content-Type: application/json' \\
      --data-binary @Tests/Fixtures/admission/create-minimal.01.mutate.json \\
      $url/mutate-volsync-backube-v1alpha1-kopiamaintenance

  $bin/ask-webhook --url $url --ca-file certs/ca.crt FILE.yaml

Its log follows ($log holds all of it). Control-C ends it.

END
tail --pid="$webhook" --lines 0 --follow "$log" &
wait "$webhook"
