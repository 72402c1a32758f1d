# Calling kopia.

# kopia_run ARGUMENT...: what it prints goes to the log through the filter, and as it is to $work/output; standard output
# to $capture if that is set. After $time_limit seconds, if that is set, or when the time for the whole run is over, it is
# ended, and the run has failed.
kopia_run() {
    stop_if_told
    remaining=$(remaining_time)
    [ "$remaining" -gt 0 ] || out_of_time
    call_limit=${time_limit:-$remaining}
    [ "$call_limit" -le "$remaining" ] || call_limit=$remaining
    # shellcheck disable=SC2086 # one option or none
    tee "$work/output" <"$work/pipe" | sed $unbuffered -f "$work/filter" &
    reader=$!
    call_began=$(date +%s)
    (
        umask "$umask_before"
        # shellcheck disable=SC2086 # several names
        pass KOPIA_PASSWORD $granted
        # shellcheck disable=SC2086 # a command or none
        exec ${bounded:+$bounded "$call_limit"} kopia --config-file="$work/repository.config" \
            --log-level="$log_level" --disable-color --disable-file-logging --no-progress --no-auto-maintenance "$@"
    ) </dev/null >"${capture:-$work/pipe}" 2>"$work/pipe" &
    child=$!
    await "$child"
    status=$?
    child=
    wait "$reader"
    stop_if_told
    if [ "$status" -ne 0 ] && [ $(($(date +%s) - call_began)) -ge "$call_limit" ]; then
        [ "$call_limit" -lt "$remaining" ] || out_of_time
        fail 1 "Unreachable: no answer in $call_limit s, which is what this step may take ($step)"
    fi
    [ "$status" -ne 137 ] ||
        fail 1 'OutOfMemory: kopia was killed, most likely for lack of memory; raise spec.resources.limits.memory'
    return "$status"
}
