# The ownership of maintenance.

# kopia's own lock is a file beside its configuration, which no other pod sees; what it records in the repository is.
#
# Two may look at one moment, and both claim. A run that had seen its ownership before the claim moves the schedule within
# seconds, so a claim is followed by a pause and another look before anything runs.
claim() {
    step 'Claiming the ownership of maintenance'
    time_limit=$claim_limit
    waited=0
    claims=0
    claimed=
    while :; do
        look
        limit=$patience
        [ "$owner" != "$identity" ] || [ -n "$claimed" ] || limit=$own_patience
        if [ -n "$age" ] && [ -n "$claimed" ] && [ "$owner" = "$identity" ] && [ -n "$former" ]; then
            say "A run began while the ownership changed; giving it back to $former"
            claimed=
            kopia_cached maintenance set --owner="$former" || give_up ClaimFailed
            continue
        fi
        if [ -n "$age" ] && [ "$waited" -lt "$limit" ]; then
            say "A run of ${owner:-an unknown owner} began $age seconds ago and has not ended; waiting"
            pause
            waited=$((waited + poll))
            continue
        fi
        if [ "$owner" = "$identity" ] && { [ -z "$age" ] || [ -z "$claimed" ]; }; then break; fi
        [ -z "$age" ] || fail 75 "RepositoryBusy: $owner has been maintaining the repository for $age seconds"
        [ "$claims" -lt "$claim_attempts" ] ||
            fail 75 "OwnershipContested: the repository belongs to $owner again each time it is claimed"
        if [ -n "$claimed" ]; then
            # Who claimed later goes first, and is given the time to begin.
            claimed=
            pause
            continue
        fi
        claims=$((claims + 1))
        claimed=yes
        former=$owner
        say "Taking maintenance over from ${owner:-nobody}"
        kopia_cached maintenance set --owner="$identity" || give_up ClaimFailed
        pause
    done
    time_limit=
    [ -z "$age" ] || say "The run that began $age seconds ago shows no sign of life; going on"
}
