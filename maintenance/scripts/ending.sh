# How a run ends, and what it says about itself until then.

say() {
    printf '%s\n' "$*"
}

# finish STATUS CODE [REASON]
finish() {
    trap '' TERM INT
    trap - EXIT
    duration=$(($(date +%s) - started))
    verdict=$(
        [ -z "${quick_status-}" ] || say "MAINTENANCE_QUICK_STATUS: $quick_status"
        say "MAINTENANCE_STATUS: $1"
        say "MAINTENANCE_DURATION: $duration"
        [ -z "${3-}" ] || say "MAINTENANCE_FAILURE_REASON: $3"
    )
    { say "$verdict" >"$KOPIA_MAINTENANCE_TERMINATION_LOG"; } 2>/dev/null
    say "$verdict"
    [ -z "$work" ] || rm -rf "$work"
    exit "$2"
}

# fail CODE REASON, the reason beginning with a word for programs
fail() {
    finish FAILURE "$1" "$2"
}

misconfigured() {
    fail 78 "$1"
}

# step WORDS: what the run does from now on.
step() {
    step=$1
    step_began=$(date +%s)
    step_time=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    say "$1"
}

# shellcheck disable=SC2317 # the traps call it
terminate() {
    stopping=yes
    [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
}

# await PID: its status; a signal that arrives meanwhile does not end the waiting.
await() {
    while :; do
        wait "$1"
        status=$?
        kill -0 "$1" 2>/dev/null || return "$status"
    done
}

stop_if_told() {
    [ -z "$stopping" ] || fail 143 "Terminated: the run was told to stop; $(step_so_far)"
}

out_of_time() {
    fail 1 "OutOfTime: the run has had the $KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS s of spec.activeDeadlineSeconds; $(step_so_far)"
}

step_so_far() {
    say "its step since $step_time ($(($(date +%s) - step_began)) s): $step"
}

remaining_time() {
    say $((started + KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS - last_words - $(date +%s)))
}

pause() {
    sleep "$poll" &
    child=$!
    await "$child"
    child=
    stop_if_told
}
