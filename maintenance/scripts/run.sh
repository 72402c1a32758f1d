# Quick and full maintenance.

# maintain quick|full
maintain() {
    waited_for_lock=0
    lost=0
    while :; do
        step "Running $1 maintenance"
        case $1 in
        quick) kopia_cached maintenance run ;;
        full) kopia_cached maintenance run --full ;;
        esac
        outcome=$?
        if printed 'must be run by designated user'; then
            lost=$((lost + 1))
            [ "$lost" -lt "$claim_attempts" ] || fail 75 'OwnershipContested: the ownership was lost while running'
            claim
        elif [ "$outcome" -ne 0 ] && printed 'clock skew detected'; then
            give_back
        elif [ "$outcome" -eq 0 ] && ! printed "Finished $1 maintenance"; then
            # kopia says nothing and reports success when somebody else holds its lock.
            [ "$waited_for_lock" -lt "$patience" ] || fail 75 'RepositoryBusy: another process holds the lock'
            say 'Another process holds the maintenance lock; waiting'
            pause
            waited_for_lock=$((waited_for_lock + poll))
        else
            return "$outcome"
        fi
    done
}

# A run that kopia refuses for its clock has moved the schedule already, as one that is under way does. The times are put
# back, to where maintenance is due, so that nobody waits for it.
give_back() {
    judge MaintenanceFailed
    reason="$word: $(last_line)"
    kopia_run maintenance set --pause-quick=-24h --pause-full=-24h || :
    fail "$code" "$reason"
}
