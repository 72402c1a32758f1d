#!/bin/sh
#
# Writes the scripts of this folder into Sources/KopiaMaintenance/Rendering/MaintenanceScripts.swift, from where they
# get into pods. A test says when this has been forgotten.

set -eu

cd "$(dirname "$0")"

# shellcheck disable=SC2016 # the backquotes are for the documentation
literal() {
    printf '    /// `maintenance/%s`, word for word.\n' "$2"
    printf '    package static let %s = #"""\n' "$1"
    sed -e 's/^\(..*\)/        \1/' "$2"
    printf '        """#\n'
}

# shellcheck disable=SC2016
{
    echo '/// The scripts that run in the pod, as `maintenance/embed.sh` wrote them here; edit them there.'
    echo 'package enum MaintenanceScripts {'
    literal maintain maintain.sh
    echo
    literal mover mover.sh
    echo '}'
} >../Sources/KopiaMaintenance/Rendering/MaintenanceScripts.swift
