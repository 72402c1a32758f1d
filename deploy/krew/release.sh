#!/usr/bin/env bash
# release.sh - packs the kubectl plugin for krew and writes the manifest that krew installs it by.
#
# usage: deploy/krew/release.sh VERSION HOMEPAGE DOWNLOADS FOLDER ARCH=PROGRAM...
#
#   VERSION    of the release, with the v that krew asks for: v1.2.3
#   HOMEPAGE   where people find the project
#   DOWNLOADS  the address below which the archives will be found
#   FOLDER     where the archives and kopia-maintenance.yaml are written
#   ARCH       amd64 or arm64, with the program that was built for it (the image has one: see Dockerfile)
#
# The same program makes the same archive, byte for byte. Try the result before it is published:
#   kubectl krew install --manifest=FOLDER/kopia-maintenance.yaml --archive=FOLDER/kubectl-kopia_maintenance-linux-amd64.tar.gz
set -euo pipefail

plugin=kubectl-kopia_maintenance
root=$(cd "$(dirname "$0")/../.." && pwd)

# fail TEXT - says what is wrong with the call and ends.
fail() {
    printf 'release.sh: %s\n' "$1" >&2
    exit 2
}

(($# >= 5)) || fail 'usage: release.sh VERSION HOMEPAGE DOWNLOADS FOLDER ARCH=PROGRAM...'
version=$1 homepage=$2 downloads=${3%/} folder=$4
shift 4

# Semantic versions (semver.org), as krew reads them; no leading noughts.
number='(0|[1-9][0-9]*)'
[[ $version =~ ^v$number\.$number\.$number(-[0-9A-Za-z.-]+)?$ ]] || fail "VERSION is written v1.2.3, not $version"
[[ $homepage == https://?* ]] || fail 'HOMEPAGE begins with https://'
[[ $downloads == https://?* ]] || fail 'DOWNLOADS begins with https://'

# pack ARCH PROGRAM - writes the archive of one architecture and prints its name.
pack() {
    local name=$plugin-linux-$1.tar.gz staging
    staging=$(mktemp -d)
    install -m 0755 "$2" "$staging/$plugin"
    install -m 0644 "$root/LICENSE" "$staging/LICENSE"
    tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --directory="$staging" LICENSE "$plugin" |
        gzip --no-name >"$folder/$name"
    rm -r "$staging"
    printf '%s\n' "$name"
}

mkdir -p "$folder"
platforms=''
for pair in "$@"; do
    arch=${pair%%=*} program=${pair#*=}
    [[ $arch == amd64 || $arch == arm64 ]] || fail "ARCH is amd64 or arm64, not $arch"
    [[ -f $program && -x $program ]] || fail "$program is no program"
    [[ $platforms != *"arch: $arch"* ]] || fail "$arch is given twice"
    archive=$(pack "$arch" "$program")
    digest=$(sha256sum "$folder/$archive")
    platforms+="
    - selector:
        matchLabels:
          os: linux
          arch: $arch
      uri: $downloads/$archive
      sha256: ${digest%% *}
      files:
        - from: $plugin
          to: .
        - from: LICENSE
          to: .
      bin: $plugin"
done

template=$(<"$root/deploy/krew/kopia-maintenance.yaml.in")
template=${template//@VERSION@/"$version"}
template=${template//@HOMEPAGE@/"$homepage"}
printf '%s\n' "${template//@PLATFORMS@/"$platforms"}" >"$folder/kopia-maintenance.yaml"
