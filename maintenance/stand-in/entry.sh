#!/bin/sh
#
# Stands in for the entry point of a VolSync image in the tests: records in $STAND_IN what it finds in its environment.

record() {
    [ ! -f "$2" ] || {
        stat -c '%a' "$2"
        cat "$2"
    } >"$STAND_IN/$1"
}

record google "${GOOGLE_APPLICATION_CREDENTIALS-}"
record sftp "${SFTP_KEY_FILE-}"
{
    echo "${GOOGLE_DRIVE_CREDENTIALS-unset}"
    echo "${RCLONE_CONFIG-unset}"
    echo "${KOPIA_PASSWORD-}"
    umask
} >"$STAND_IN/rest"
exit 7
