#!/usr/bin/env bash
# need.sh NAME... - makes sure that what is named is installed: a command, or a Debian package that holds headers.
#
# Silent if all of it is there. Otherwise says what it installs, and installs it with apt, as root or with sudo.
# Swift itself is not installed, only missed with a clear message.
set -euo pipefail

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Is it there? Looked up by what it brings, so that a machine without dpkg is served as well.
present() {
    case $1 in
        libssl-dev) [[ -e /usr/include/openssl/ssl.h ]] ;;
        libyaml-dev) [[ -e /usr/include/yaml.h ]] ;;
        sshd) command -v sshd || [[ -x /usr/sbin/sshd ]] ;;
        nginx) command -v nginx || [[ -x /usr/sbin/nginx ]] ;;
        *) command -v "$1" ;;
    esac >/dev/null
}

# The Debian package that brings a command.
package_of() {
    case $1 in
        perf) echo linux-perf ;;
        promtool) echo prometheus ;;
        prlimit | setpriv) echo util-linux ;;
        sshd) echo openssh-server ;;
        *) echo "$1" ;;
    esac
}

missing=()
for name in "$@"; do
    if present "$name"; then continue; fi
    if [[ $name == swift ]]; then
        fail "swift is not installed or not on PATH; Swift 6.2 or later: https://www.swift.org/install/linux"
    fi
    missing+=("$(package_of "$name")")
done
((${#missing[@]})) || exit 0

list=${missing[*]}
command -v apt-get >/dev/null || fail "these are missing, and there is no apt to install them with: $list"
if ((EUID == 0)); then
    as_root=(env DEBIAN_FRONTEND=noninteractive)
elif command -v sudo >/dev/null; then
    as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
else
    fail "these are missing; as root: apt-get install $list"
fi

printf 'Installing with apt: %s\n' "$list" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install --yes --no-install-recommends "${missing[@]}"
}
if ! install >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    fail "apt could not install: $list"
fi
