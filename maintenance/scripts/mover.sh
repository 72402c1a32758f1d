#!/bin/sh
#
# Runs the entry point of a VolSync image, given as arguments, in the environment that it expects: credentials that the
# repository Secret has as contents become files of mode 0600, and the connection that an earlier run left in the cache
# does not decide which repository is maintained.

set -u

umask_before=$(umask)
umask 077
directory=$(mktemp -d "${TMPDIR:-/tmp}/credentials.XXXXXX") || exit 1

# file VARIABLE NAME: puts the variable's value into a file and the file's path into the variable.
file() {
    value=
    eval "value=\${$1-}"
    case $value in '' | /*) return 0 ;; esac
    printf '%s\n' "$value" >"$directory/$2"
    export "$1=$directory/$2"
}

file GOOGLE_APPLICATION_CREDENTIALS gcs.json
file GOOGLE_DRIVE_CREDENTIALS gdrive.json
file SFTP_KEY_FILE sftp_key
file SFTP_KNOWN_HOSTS known_hosts
file RCLONE_CONFIG rclone.conf
unset value

rm -f "${KOPIA_CACHE_DIR:-/cache}/kopia.config"

umask "$umask_before"
exec "$@"
