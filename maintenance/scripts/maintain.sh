#!/bin/sh
# shellcheck source-path=SCRIPTDIR
#
# One maintenance run of a Kopia repository: connects, claims ownership, runs quick and then full maintenance.
#
# The repository Secret, a mounted folder, says which repository (secret.sh). The environment has what the pod adds to
# that: KOPIA_CACHE_DIR, the cache limits, CUSTOM_CA, KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS; and KOPIA_MAINTENANCE_REPOSITORY
# where the repository is one of its volumes.
#
# It needs kopia 0.21 or later and the common tools of a Linux image, busybox's included.
#
# It never creates a repository, and it never prints a secret: kopia and rclone get them by environment or from files,
# never as arguments, and no other program has one in its environment but `timeout`, which starts them. Everything that
# kopia prints passes through a filter on its way to the log; what is decided is decided on what kopia said, before it.
#
# The log ends with the lines MAINTENANCE_STATUS, MAINTENANCE_DURATION (seconds) and, after a failure,
# MAINTENANCE_FAILURE_REASON (a word and a sentence); the container's termination message has them too.
#
# Exit codes: 0 done; 78 the configuration is wrong, trying again cannot help; 75 another run holds the repository;
# 143 terminated; 1 anything else.

set -u

# Where the kubelet reads the termination message.
: "${KOPIA_MAINTENANCE_TERMINATION_LOG:=/dev/termination-log}"

# Where the pod mounts the repository Secret.
: "${KOPIA_MAINTENANCE_SECRET:=/etc/kopia-maintenance/secret}"

# No run lasts longer: the deadline of the Job. What began earlier and did not end has died.
: "${KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS:=10800}"

# How long to wait for the run of another owner: half an hour, or a quarter of the time there is.
patience=$((KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS / 4))
[ "$patience" -le 1800 ] || patience=1800
# How long to wait for an unfinished run under our own name. Most likely it is a run that died, since the controller
# starts one at a time; but another namespace may maintain the same repository under the same name.
own_patience=300
[ "$own_patience" -le "$patience" ] || own_patience=$patience

# An endpoint that accepts and never answers would hold a step until the Job's deadline. The first look at a repository
# loads its index, which takes longer than connecting.
quarter=$((KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS / 4))
connect_limit=600
[ "$connect_limit" -le "$quarter" ] || connect_limit=$quarter
# Looking, before connecting, is worth no more; kopia says better than a look why it cannot connect.
look_limit=60
[ "$look_limit" -le "$((connect_limit / 2))" ] || look_limit=$((connect_limit / 2))
claim_limit=1800
[ "$claim_limit" -le "$quarter" ] || claim_limit=$quarter

# The Job's deadline takes the pod, and with it whatever the run had to say. A run ends itself a little earlier, by as
# much as a pod may take from the Job's beginning to its own, pulling the image included.
last_words=$((KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS / 20))
[ "$last_words" -le 300 ] || last_words=300

# Kopia runs no maintenance where clocks are further apart (maxClockSkew, repo/maintenance/maintenance_run.go).
clock_tolerance=300
# A quick run takes minutes and records every step. One that has recorded none after half of the patience has died, or
# never was: `maintenance set --pause-quick` leaves the same traces.
quick_limit=$((patience / 2))

poll=30
connect_attempts=3
claim_attempts=3

case $0 in */*) scripts=${0%/*} ;; *) scripts=. ;; esac
. "$scripts/ending.sh"
. "$scripts/environment.sh"
. "$scripts/kopia.sh"
. "$scripts/verdict.sh"
. "$scripts/json.sh"
. "$scripts/secret.sh"
. "$scripts/filter.sh"
. "$scripts/address.sh"
. "$scripts/preparation.sh"
. "$scripts/cache.sh"
. "$scripts/backends.sh"
. "$scripts/clouds.sh"
. "$scripts/folder.sh"
. "$scripts/servers.sh"
. "$scripts/connection.sh"
. "$scripts/schedule.sh"
. "$scripts/claim.sh"
. "$scripts/run.sh"

prepare
open_repository
claim
quick_status=SUCCESS
if ! maintain quick; then
    quick_status=FAILURE
    say 'WARNING: quick maintenance failed; full maintenance does all that it does'
fi
maintain full || give_up MaintenanceFailed
finish SUCCESS 0
