# Reads what profile.sh has counted and prints instructions for each review by stage, and what they were together before
# the log and the review were made cheaper.
#
# A stage is one function or a few with all that they call; "the rest" is what the loop does beside them. Of a function
# that calls itself the larger count is taken.

function stage(name, pattern) {
    stages[++count] = name
    patterns[name] = pattern
}

BEGIN {
    stage("TLS, in", "^TLSSession\\.(feed|read)\\(")
    stage("HTTP", "^(HTTPRequestParser\\.consume|HTTPResponseEncoder\\.append)\\(")
    stage("parse", "^(specialized )?(static AdmissionReviewer\\.parse|AdmissionRequest\\.init)[<(]")
    stage("judge", "^(specialized )?static AdmissionReviewer\\.judge\\(")
    stage("patch", "^(specialized )?(JSONPatch\\.init|static AdmissionVerdict\\.patched)\\(")
    stage("write", "^(specialized )?static AdmissionResponse\\.bytes\\(")
    stage("log", "^(specialized )?(static )?DecisionLog\\.record\\(")
    stage("TLS, out", "^TLSSession\\.write\\(")
    stage("send", "^TLSSession\\.sendPendingOutput")
    before["mutate"] = "220,000"
    before["validate"] = "327,000"
}

$1 == "reviews" { reviews[$2] = $3; next }
{
    number = $2
    gsub(",", "", number)
    name = $0
    sub(/^[a-z]+ [0-9,]+ /, "", name)
    sub(/ \[.*$/, "", name)
    sub(/'[0-9]+ *$/, "", name)
    names[name]
    if (number + 0 > cost[$1, name] + 0) cost[$1, name] = number
}

function of(kind, pattern,    name, sum) {
    for (name in names) if (name ~ pattern) sum += cost[kind, name]
    return sum / reviews[kind]
}

function row(name, mutate, validate, note) { printf "  %-10s %10.0f %10.0f   %s\n", name, mutate, validate, note }

END {
    printf "  %-10s %10s %10s\n", "", "mutating", "validating"
    split("mutate validate", kinds, " ")
    for (i = 1; i <= count; i++) {
        for (k = 1; k <= 2; k++) {
            figure[k] = of(kinds[k], patterns[stages[i]])
            # It calls what the next stage is.
            if (stages[i] == "judge") figure[k] -= of(kinds[k], patterns["patch"])
            known[k] += figure[k]
        }
        row(stages[i], figure[1], figure[2], "")
    }
    for (k = 1; k <= 2; k++) total[k] = of(kinds[k], "^EventLoop\\.run\\(\\)$") - of(kinds[k], "^TLSSession\\.handshake\\(\\)$")
    row("the rest", total[1] - known[1], total[2] - known[2], "")
    row("together", total[1], total[2], "before: " before["mutate"] " and " before["validate"])
}
