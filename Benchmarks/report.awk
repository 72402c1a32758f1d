# Reads what measure.sh wrote, takes the median of the rounds, and prints the comparison.

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

function row(title, what, kind, figure, format, scale, goal,    ours, theirs, ratio) {
    if (!count[what, "webhook", kind, figure]) return
    ours = median(what SUBSEP "webhook" SUBSEP kind SUBSEP figure) / scale
    theirs = count[what, "nginx", kind, figure] ? median(what SUBSEP "nginx" SUBSEP kind SUBSEP figure) / scale : 0
    ratio = theirs > 0 ? sprintf("%.2f", ours / theirs) : "-"
    printf "  %-34s %12s %12s %8s   %s\n", title, sprintf(format, ours), \
        theirs ? sprintf(format, theirs) : "-", ratio, goal
}

function reviews(kind, title) {
    printf "%s\n", title
    row("per second and core", "load", kind, "percore", "%.0f", 1, "ratio >= 0.4")
    row("CPU time per request, us", "load", kind, "cpu", "%.1f", 1, "")
    row("requests per second, seen", "load", kind, "rate", "%.0f", 1, "")
    row("server core busy, per cent", "load", kind, "busy", "%.0f", 1, "")
    if (median("load" SUBSEP "webhook" SUBSEP kind SUBSEP "busy") < 90 || \
        median("load" SUBSEP "nginx" SUBSEP kind SUBSEP "busy") < 90) idle = 1
    row("latency p50, ms (saturated)", "load", kind, "p50", "%.2f", 1000, "")
    row("latency p99, ms (saturated)", "load", kind, "p99", "%.2f", 1000, "")
    row("requests per second, half load", "half", kind, "rate", "%.0f", 1, "")
    row("latency p50, ms (half load)", "half", kind, "p50", "%.2f", 1000, "")
    row("latency p99, ms (half load)", "half", kind, "p99", "%.2f", 1000, "<= 2")
}

function against_base(kind, title,    ours, theirs) {
    ours = median("load" SUBSEP "webhook" SUBSEP kind SUBSEP "cpu")
    theirs = median("load" SUBSEP "base" SUBSEP kind SUBSEP "cpu")
    printf "  %-34s %12.1f %12.1f %8.2f\n", title, ours, theirs, ours / theirs
}

$1 ~ /^(load|half|warm)$/ {
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "rate", $4)
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "p50", $5)
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "p99", $6)
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "cpu", $7)
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "percore", 1e6 / $7)
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "busy", $8)
    requests[$2] += $9
}
$1 == "handshake" {
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "rate", $4)
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "cpu", $5)
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "percore", 1e6 / $5)
    note($1 SUBSEP $2 SUBSEP $3 SUBSEP "busy", $6)
}
$1 == "start" || $1 == "memory" { note($1 SUBSEP $2 SUBSEP $3 SUBSEP "size", $4) }

END {
    printf "  %-34s %12s %12s %8s   %s\n", "", "webhook", "nginx", "ratio", "goal"
    reviews("mutate", "mutating reviews, " mutate_size " bytes")
    reviews("validate", "validating reviews, " validate_size " bytes")
    print "full TLS 1.3 handshakes"
    row("per second and core", "handshake", "tls", "percore", "%.0f", 1, "ratio >= 0.8")
    row("CPU time per handshake, us", "handshake", "tls", "cpu", "%.0f", 1, "")
    row("handshakes per second, seen", "handshake", "tls", "rate", "%.0f", 1, "")
    row("server core busy, per cent", "handshake", "tls", "busy", "%.0f", 1, "")
    print "the process"
    row("resident at the start, MiB", "memory", "begin", "size", "%.1f", 1024, "")
    row("resident after " requests["webhook"] " requests, MiB", "memory", "end", "size", "%.1f", 1024, "<= 32, flat")
    row("resident at most, MiB", "memory", "peak", "size", "%.1f", 1024, "")
    row("start to ready, ms", "start", "ready", "size", "%.0f", 1000, "<= 100")
    if (count["load", "base", "mutate", "cpu"]) {
        print "against BENCH_BASE, CPU time per request, us"
        against_base("mutate", "mutating reviews")
        against_base("validate", "validating reviews")
    }
    if (idle) {
        print "\nA server's core was not full: the load, or another program, was the limit. What was seen and the"
        print "latencies say little then; the figures per core hold, for they count CPU time alone."
    }
}
