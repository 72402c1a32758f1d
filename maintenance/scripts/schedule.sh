# Who is maintaining the repository, as kopia records it there.

# Reads what kopia knows of its runs, flattened, and prints how many seconds ago a run began that has not ended: none of
# its tasks has failed, nor has its last one run.
#
# A run begins by moving the schedule (updateSchedule, repo/maintenance/maintenance_run.go): a full one the time of the
# next full cycle and at once that of the next quick one, a quick one the latter alone. `maintenance set` moves the times
# too: that of the full cycle alone with --pause-full, or the quick one before the full one with both.
# shellcheck disable=SC2016 # the dollars are awk's
unfinished='
BEGIN { FS = "\t" }
function days(y, m, d) {
    if (m > 2) m -= 3; else { m += 9; y-- }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m + 2) / 5) + d - 719469
}
function seconds(t,   s, zone) {
    s = days(substr(t, 1, 4) + 0, substr(t, 6, 2) + 0, substr(t, 9, 2) + 0) * 86400
    s += substr(t, 12, 2) * 3600 + substr(t, 15, 2) * 60 + substr(t, 18, 2)
    zone = substr(t, length(t) - 5)
    if (zone ~ /^[+]/) s -= substr(zone, 2, 2) * 3600 + substr(zone, 5, 2) * 60
    if (zone ~ /^[-]/) s += substr(zone, 2, 2) * 3600 + substr(zone, 5, 2) * 60
    return s
}
function fraction(t) { return match(t, /[.][0-9]+/) ? substr(t, RSTART, RLENGTH) + 0 : 0 }
$1 == "full.interval" { full_interval = $2 / 1e9 }
$1 == "quick.interval" { quick_interval = $2 / 1e9 }
$1 == "schedule.nextFullMaintenance" { full = seconds($2); full_part = fraction($2) }
$1 == "schedule.nextQuickMaintenance" { quick = seconds($2); quick_part = fraction($2) }
/^schedule[.]runs[.][^.]*[.]\[\][.]start\t/ { runs++; split($1, part, "."); task[runs] = part[3]; begin[runs] = seconds($2) }
/^schedule[.]runs[.][^.]*[.]\[\][.]success\t/ { done[runs] = $2 == "true" }
END {
    full -= full_interval; quick -= quick_interval
    ahead = quick - full + (quick_part - full_part)
    is_full = ahead >= 0 && ahead < 1
    # Neither way: the times are the work of `maintenance set`.
    if (ahead < 0 && ahead > -1) exit
    if (now - quick > limit || quick > now + tolerance) exit
    for (run = 1; run <= runs; run++) {
        if (begin[run] < quick - 1) continue
        recorded = 1
        if (!done[run] || task[run] == "cleanup-logs" || (!is_full && task[run] == "advance-epoch")) exit
    }
    if (!is_full && !recorded && now - quick > quick_limit) exit
    print (now > quick ? int(now - quick) : 0)
}'

# Sets $owner and $age, the latter empty unless a run is under way.
look() {
    capture=$work/info
    if ! kopia_cached maintenance info --json; then
        printed 'unable to open pack index|error loading indexes|mmap|corrupt|bad index blob' || give_up InfoFailed
        clear_cache
        kopia_run maintenance info --json || give_up InfoFailed
    fi
    capture=
    awk "$flatten" "$work/info" >"$work/info.values"
    owner=$(value_of owner "$work/info.values")
    age=$(awk -v now="$(date +%s)" -v limit="$KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS" -v quick_limit="$quick_limit" \
        -v tolerance="$clock_tolerance" "$unfinished" "$work/info.values")
}
