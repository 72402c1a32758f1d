# Reads what measure.sh and run.sh wrote, takes the median of the rounds, and prints the comparison: each figure with its
# goal, and with what it was before the log and the review were made cheaper (the build and machine of README.md).

function median(key,    n, i, j, sorted, swap) {
    n = count[key]
    for (i = 1; i <= n; i++) sorted[i] = value[key, i]
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && sorted[j - 1] > sorted[j]; j--) {
            swap = sorted[j]; sorted[j] = sorted[j - 1]; sorted[j - 1] = swap
        }
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function note(key, figure) { value[key, ++count[key]] = figure }

function key(what, server, kind, figure) { return what SUBSEP server SUBSEP kind SUBSEP figure }

function line(title, ours, theirs, ratio, goal, before) {
    printf "  %-34s %11s %11s %7s   %-14s %s\n", title, ours, theirs, ratio, goal, before
}

function compare(title, what, kind, figure, format, scale, goal, before, mine, other,    ours, theirs) {
    if (!count[key(what, mine, kind, figure)]) return
    ours = median(key(what, mine, kind, figure)) / scale
    if (!count[key(what, other, kind, figure)]) return line(title, sprintf(format, ours), "-", "-", goal, before)
    theirs = median(key(what, other, kind, figure)) / scale
    line(title, sprintf(format, ours), sprintf(format, theirs), theirs > 0 ? sprintf("%.2f", ours / theirs) : "-", \
        goal, before)
}

function row(title, what, kind, figure, format, scale, goal, before) {
    compare(title, what, kind, figure, format, scale, goal, before, "webhook", "nginx")
}

function reviews(kind, title, goal, before, quiet_goal, quiet_before,    limit) {
    printf "%s\n", title
    row("per second and core, as shipped", "load", kind, "percore", "%.0f", 1, goal, before)
    compare("per second and core, log off", "load", kind, "percore", "%.0f", 1, quiet_goal, quiet_before, \
        "quiet-webhook", "quiet-nginx")
    row("CPU time per request, us", "load", kind, "cpu", "%.1f", 1)
    row("requests per second, seen", "load", kind, "rate", "%.0f", 1)
    row("server core busy, per cent", "load", kind, "busy", "%.0f", 1)
    if (median(key("load", "webhook", kind, "busy")) < 90 || median(key("load", "nginx", kind, "busy")) < 90) idle = 1
    row("latency p50, ms (saturated)", "load", kind, "p50", "%.2f", 1000)
    row("latency p99, ms (saturated)", "load", kind, "p99", "%.2f", 1000)
    row("requests per second, half load", "half", kind, "rate", "%.0f", 1)
    row("latency p50, ms (half load)", "half", kind, "p50", "%.2f", 1000)
    limit = sprintf("<= %.2f", median(key("half", "nginx", kind, "p99")) / 1000 + 0.5)
    row("latency p99, ms (half load)", "half", kind, "p99", "%.2f", 1000, limit)
}

function against_base(kind, title, goal) {
    compare(title ", as shipped", "load", kind, "cpu", "%.1f", 1, goal, "", "webhook", "base")
    compare(title ", log off", "load", kind, "cpu", "%.1f", 1, "", "", "quiet-webhook", "quiet-base")
}

$1 ~ /^(load|half|warm)$/ {
    note(key($1, $2, $3, "rate"), $4)
    note(key($1, $2, $3, "p50"), $5)
    note(key($1, $2, $3, "p99"), $6)
    note(key($1, $2, $3, "cpu"), $7)
    note(key($1, $2, $3, "percore"), 1e6 / $7)
    note(key($1, $2, $3, "busy"), $8)
    requests[$2] += $9
}
$1 == "handshake" {
    note(key($1, $2, $3, "rate"), $4)
    note(key($1, $2, $3, "cpu"), $5)
    note(key($1, $2, $3, "percore"), 1e6 / $5)
    note(key($1, $2, $3, "busy"), $6)
}
$1 ~ /^(start|memory|size)$/ { note(key($1, $2, $3, "size"), $4) }
$1 == "lines" { lost = $4 - $5; answered = $4 }

END {
    line("", "webhook", "nginx", "ratio", "goal", "before")
    reviews("mutate", "mutating reviews, " mutate_size " bytes", "ratio >= 0.65", "0.38", "ratio >= 0.75", "0.54")
    reviews("validate", "validating reviews, " validate_size " bytes", "ratio >= 0.55", "0.20-0.28", \
        "ratio >= 0.70", "0.44")
    print "full TLS 1.3 handshakes"
    row("per second and core", "handshake", "tls", "percore", "%.0f", 1, "ratio >= 0.97")
    row("CPU time per handshake, us", "handshake", "tls", "cpu", "%.0f", 1)
    row("handshakes per second, seen", "handshake", "tls", "rate", "%.0f", 1)
    row("server core busy, per cent", "handshake", "tls", "busy", "%.0f", 1)
    print "the process"
    row("resident at the start, MiB", "memory", "begin", "size", "%.1f", 1024, "<= 12", "17.7")
    row("resident after " requests["webhook"] " requests, MiB", "memory", "end", "size", "%.1f", 1024, "<= 12", "20.8")
    row("resident at most, MiB", "memory", "peak", "size", "%.1f", 1024)
    row("start to ready, ms", "start", "ready", "size", "%.1f", 1000, "<= 15")
    row("CPU time until then, ms", "start", "cpu", "size", "%.1f", 1000)
    row("program, MiB (stripped)", "size", "program", "size", "%.1f", 1048576)
    line("lines lost of " answered, lost, "-", "-", "0", "0")
    if (count[key("load", "base", "mutate", "cpu")]) {
        print "\n  CPU time per request, us, against BENCH_BASE"
        line("", "webhook", "base", "ratio", "goal", "")
        against_base("mutate", "mutating reviews", "ratio <= 0.50")
        against_base("validate", "validating reviews", "ratio <= 0.45")
        print "  size against BENCH_BASE"
        compare("program, MiB", "size", "program", "size", "%.1f", 1048576, "ratio < 1", "", "webhook", "base")
    }
    if (idle) {
        print "\nA server's core was not full: the load, or another program, was the limit. What was seen and the"
        print "latencies say little then; the figures per core hold, for they count CPU time alone."
    }
}
