#!/usr/bin/env bash
# audit.sh - rules of this code base that neither the compiler nor the formatter knows; a line for each breach.
set -euo pipefail
cd "$(dirname "$0")/.."

breaches=0

# breach TEXT LINES - reports LINES, if there are any, under TEXT.
breach() {
    [[ -n $2 ]] || return 0
    printf '%s\n' "audit: $1"
    printf '%s\n' "$2" | sed 's/^/    /'
    breaches=$((breaches + 1))
}

# in_sources PATTERN - lines of Sources that match, comments left out.
in_sources() { grep -rnE --include='*.swift' -- "$1" Sources | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//' || true; }

breach 'a trap that input could reach' "$(in_sources '(^|[^[:alnum:]_])(try!|as!|fatalError\()')"
breach 'unfinished' "$(grep -rnE --include='*.swift' '\b(TODO|FIXME|XXX)\b' Sources Tests || true)"
breach 'isolation switched off' "$(in_sources 'nonisolated\(unsafe\)')"
breach 'placeholders' "$(find Sources Tests -name 'Placeholder.swift')"

# One is granted: the immutable, reference-counted TLS context.
unchecked=$(in_sources '@unchecked Sendable')
if (($(grep -c . <<<"$unchecked") > 1)); then breach 'more than one @unchecked Sendable' "$unchecked"; fi

# What decides does no input or output: no Foundation, no C library, no logger.
for target in KubernetesAPI CronSchedule HTTPWire KopiaMaintenance Admission; do
    imports=$(grep -rnE --include='*.swift' '\bimport (Foundation|Glibc|Musl|Logging|Dispatch)' "Sources/$target" || true)
    breach "$target must stay pure" "$imports"
done

# The plugin is for laptops: it links no controller, and of Foundation not the 44 MB of its internationalization.
imports=$(grep -rnE --include='*.swift' '\bimport (Foundation|MaintenanceController)$' Sources/kubectl-kopia_maintenance || true)
breach 'what the plugin must not link' "$imports"

# A type or function that other targets see says what it is. Members that a protocol names are told there.
undocumented() {
    awk '
        FNR == 1 { documented = 0 }
        /^[ ]*\/\/\// { documented = 1; next }
        /^[ ]*@/ { next }
        /^[ ]*package ([a-z]+ )*(struct|enum|class|actor|protocol|typealias|func) / \
            && !/ func (==|<|hash\(into )/ && !documented { print FILENAME ":" FNR ":" $0 }
        { documented = 0 }
    ' "$@"
}
mapfile -t sources < <(find Sources -name '*.swift')
breach 'no doc comment' "$(undocumented "${sources[@]}")"

# The image is built of what the Dockerfile copies, whole folders or parts of them, and that is what .dockerignore lets
# through.
unshipped() {
    local folder
    for folder in Sources $(sed -n -e 's|^ *path: "\([^"/]*\).*|\1|p' Package.swift | sort -u); do
        grep -qE "^COPY ($folder(/[^ ]+)?) \\1\$" Dockerfile || echo "Dockerfile: $folder"
        grep -qE "^!$folder(/.+)?\$" .dockerignore || echo ".dockerignore: $folder"
    done
}
breach 'a folder of the package that the image is not built with' "$(unshipped)"

((breaches == 0))
