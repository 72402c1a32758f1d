# controller-report.awk - makes of controller.sh's figures (PROGRAM COUNT NAME VALUE) a table: for each number of objects
# what this build does, what the base does beside it, their ratio, and the goal that there is for it; then the goals that
# need no base. "before" is what the controller took while each CronJob had the scripts in it (Benchmarks/README.md).

function per_object(name) { return name ~ /-ms$|-requests$|-writes$/ }

function goal(name) {
    if (name == "new-ms") return "<= 0.40"
    if (name == "new-controller-ms") return "<= 0.25"
    if (name == "new-apiserver-ms") return "<= 0.60"
    if (name == "again-ms" || name == "again-controller-ms") return "<= 0.30"
    if (name ~ /-(peak|resident)-KiB$/) return "<= 0.50"
    if (name == "etcd-bytes") return "<= 0.20"
    return ""
}

function remember(name, figure) { before[5000, name] = figure }

function verdict(is_reached) { return is_reached ? "reached" : "NOT REACHED" }

function is_measured(count, name) { return (("this", count, name) in value) }

# by_itself TITLE FIGURE MOST UNIT - a goal that needs no base.
function by_itself(title, figure, most, unit) {
    printf "  %-62s %8.2f, at most %s%s: %s\n", title, figure, most, unit, verdict(figure <= most)
}

BEGIN {
    remember("new-ms", 160000)
    remember("new-controller-ms", 93000)
    remember("new-apiserver-ms", 184000)
    remember("new-peak-KiB", 119 * 1024)
    remember("new-resident-KiB", 84 * 1024)
    remember("again-ms", 7600)
    remember("again-controller-ms", 12000)
}

{
    value[$1, $2, $3] = $4
    if (!($2 in seen)) { seen[$2]; counts[++count_of_counts] = $2 }
    if (!($3 in known)) { known[$3]; names[++count_of_names] = $3 }
}

END {
    printf "%-22s %8s %12s %12s %12s %7s  %-8s %-12s %12s\n", "figure", "objects", "this", "per object", "base", \
        "ratio", "goal", "", "before"
    for (n = 1; n <= count_of_names; n++) for (c = 1; c <= count_of_counts; c++) {
        (name = names[n]); (count = counts[c])
        if (!(("this", count, name) in value)) continue
        this = value["this", count, name]
        printf "%-22s %8d %12d ", name, count, this
        if (per_object(name) || name == "etcd-bytes") printf "%12.2f ", this / count
        else printf "%12s ", ""
        base = (("base", count, name) in value) ? value["base", count, name] : 0
        ratio = base > 0 ? this / base : -1
        aim = goal(name)
        printf "%12s %7s  %-8s %-12s %12s\n", (base > 0) ? base : "", \
            ratio < 0 ? "" : sprintf("%.2f", ratio), aim, \
            (aim != "" && ratio >= 0) ? verdict(ratio <= substr(aim, 4) + 0) : "", before[count, name]
    }
    print "\ngoals that need no base"
    for (c = 1; c <= count_of_counts; c++) {
        count = counts[c]
        # A few are for a namespace or for the start.
        if (is_measured(count, "new-requests"))
            by_itself("requests for each of " count " new objects", value["this", count, "new-requests"] / count, 4.05)
        if (is_measured(count, "again-writes"))
            by_itself("writes of a second start with " count " objects", value["this", count, "again-writes"], 0)
        if (is_measured(count, "new-idle-requests"))
            by_itself("requests at rest with " count " objects", value["this", count, "new-idle-requests"], 0)
    }
    split("new-resident-KiB new-peak-KiB again-resident-KiB again-peak-KiB", grown, " ")
    for (c = 2; c <= count_of_counts; c++) for (part = 1; part <= 4; part++) {
        if (!is_measured(counts[c], grown[part]) || !is_measured(counts[1], grown[part])) continue
        more = value["this", counts[c], grown[part]] - value["this", counts[1], grown[part]]
        by_itself(grown[part] ", for each object from " counts[1] " to " counts[c], more / (counts[c] - counts[1]), \
            2.93, " KiB")
    }
}
