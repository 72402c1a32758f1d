# controller-report.awk - makes of controller.sh's figures (PROGRAM COUNT NAME VALUE) a table: for each number of objects
# what this build does, what the base does beside it, their ratio, and the goal that there is for it.

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

{
    value[$1, $2, $3] = $4
    if (!($2 in seen)) { seen[$2]; counts[++count_of_counts] = $2 }
    if (!($3 in known)) { known[$3]; names[++count_of_names] = $3 }
}

END {
    printf "%-22s %8s %12s %12s %12s %7s  %s\n", "figure", "objects", "this", "per object", "base", "ratio", "goal"
    for (n = 1; n <= count_of_names; n++) for (c = 1; c <= count_of_counts; c++) {
        (name = names[n]); (count = counts[c])
        if (!(("this", count, name) in value)) continue
        this = value["this", count, name]
        printf "%-22s %8d %12d ", name, count, this
        if (per_object(name) || name == "etcd-bytes") printf "%12.2f ", this / count
        else printf "%12s ", ""
        if (("base", count, name) in value) {
            base = value["base", count, name]
            printf "%12d %7s  %s\n", base, (base ? sprintf("%.2f", this / base) : "-"), goal(name)
        } else printf "%12s %7s  %s\n", "", "", ""
    }
    print ""
    for (c = 2; c <= count_of_counts; c++) {
        more = counts[c] - counts[1]
        for (part = 1; part <= 2; part++) {
            name = part == 1 ? "again-resident-KiB" : "again-peak-KiB"
            printf "%s, for each object beyond %d (to %d): %.2f KiB (goal: <= 3 KB)\n", name, counts[1], counts[c], \
                (value["this", counts[c], name] - value["this", counts[1], name]) / more
        }
    }
    print "goals without a base: new-writes <= 4 per object; again-writes 0; idle requests 0"
}
