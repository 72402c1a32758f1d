# shellcheck shell=bash
# Sourced by what measures: a folder for everything that is written, processes that end with the script, and
# what they need to be told apart and compared.
#
# The processes whose ids are in $started get $last_signal at the end.

folder=$(mktemp -d)
started=()
: "${last_signal:=TERM}"
finish() {
    for each in "${started[@]}"; do kill "-$last_signal" "$each" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() {
    local candidate
    while candidate=$((20000 + RANDOM % 10000)); do
        if ! { : 3<>"/dev/tcp/127.0.0.1/$candidate"; } 2>/dev/null; then break; fi
    done
    echo "$candidate"
}

# The machine, as figures are read beside it.
machine() { echo "$(nproc) cores, $(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)"; }
