# shellcheck shell=bash
# Sourced by run.sh: one function a measurement. Each appends lines `WHAT SERVER KIND FIGURES...` to $results.
#
# Shared with run.sh: $load_cores and $load_core_count (where the load runs), $connections, $results, and by server name
# the arrays `pid` (the process that serves) and `port`; by kind of review the arrays `body` (file) and `path`.
: "${load_cores?}" "${load_core_count?}" "${connections?}" "${results?}"
declare -A pid port body path

clock_ticks=$(getconf CLK_TCK)

# The processor time that a process has used, in ticks. Field 2, the name, may hold spaces: count after it.
ticks_of() {
    local stat
    stat=$(<"/proc/$1/stat")
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    echo $((${12} + ${13}))
}

# resident PID FIELD - VmRSS (now) or VmHWM (at most), in KiB.
resident() { awk -v field="$2:" '$1 == field { print $2 }' "/proc/$1/status"; }

# load WHAT SERVER KIND SECONDS [PAUSE] - posts reviews over keep-alive connections; a PAUSE in milliseconds holds the
# rate down. Figures: requests/s, p50 and p99 in microseconds, processor microseconds per request, per cent busy.
load() {
    local what=$1 server=$2 kind=$3 seconds=$4 before line count micros failed p50 p99
    before=$(ticks_of "${pid[$server]}")
    line=$(BENCH_BODY=${body[$kind]} BENCH_PAUSE=${5:-} taskset -c "$load_cores" \
        wrk -t "$load_core_count" -c "$connections" -d "${seconds}s" -s Benchmarks/post.lua \
        "https://127.0.0.1:${port[$server]}${path[$kind]}" | grep '^RESULT ')
    read -r _ count micros failed p50 p99 <<<"$line"
    if ((failed > 0 || count == 0)); then
        echo "error: $failed of $count requests to $server ($kind) failed" >&2
        return 1
    fi
    awk -v what="$what" -v server="$server" -v kind="$kind" -v n="$count" -v us="$micros" -v p50="$p50" -v p99="$p99" \
        -v cpu="$((($(ticks_of "${pid[$server]}") - before) * 1000000 / clock_ticks))" \
        'BEGIN { print what, server, kind, n * 1e6 / us, p50, p99, cpu / n, 100 * cpu / us, n }' >>"$results"
}

# handshakes SERVER SECONDS - new connections with a full TLS 1.3 handshake each, two callers for each core of the load.
# Figures: handshakes/s, processor microseconds per handshake, per cent busy.
handshakes() {
    local server=$1 seconds=$2 before started ended total
    before=$(ticks_of "${pid[$server]}")
    started=${EPOCHREALTIME/[.,]/}
    total=$(for ((i = 0; i < 2 * load_core_count; i++)); do
        taskset -c "$load_cores" openssl s_time -new -tls1_3 -connect "127.0.0.1:${port[$server]}" -time "$seconds" &
    done 2>/dev/null | awk '/ real seconds/ { total += $1 } END { print total + 0 }')
    ended=${EPOCHREALTIME/[.,]/}
    if ((total == 0)); then
        echo "error: no handshake with $server succeeded" >&2
        return 1
    fi
    awk -v server="$server" -v n="$total" -v us="$((ended - started))" \
        -v cpu="$((($(ticks_of "${pid[$server]}") - before) * 1000000 / clock_ticks))" \
        'BEGIN { print "handshake", server, "tls", n * 1e6 / us, cpu / n, 100 * cpu / us }' >>"$results"
}

# ready PORT - does the probe port answer 200? Asked without starting a process, so that asking takes no time.
ready() {
    local status
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    read -r -t 1 _ status _ <&3 || status=none
    exec 3>&-
    [[ $status == 200 ]]
}
