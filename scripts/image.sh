#!/usr/bin/env bash
# image.sh build|test|version - the container image of the three programs.
#
#   build   the image from base images of a registry, each pinned by its digest; for `make image`
#   test    the image from a Debian and a toolchain of this machine, started and asked; for `make test-image`
#   version prints the version that it gets; `make lint` asks, so that a version that moves is missed at once
#
# Environment:
#   SWIFT_IMAGE, DEBIAN_IMAGE   the base images, as NAME:TAG@sha256:DIGEST; a name without a digest is looked up, and
#                               what is built from is printed. Default: those of the Dockerfile
#   IMAGE                       the name of the result (localhost/kopia-maintenance:VERSION)
#   BUILD_JOBS                  how many jobs compile at once (as many as there are processors)
#
# The test needs no registry: it builds every line of the Dockerfile on a Debian that mmdebstrap makes from the packages
# of this machine's Debian, with this machine's Swift toolchain where the registry's image would bring one. Where that is
# impossible (no buildah, no rights to run containers, another distribution) it says SKIPPED and why, and succeeds.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/.*static let current = "\(.*\)"/\1/p' Sources/ProgramOptions/BuildVersion.swift)
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

skip() {
    printf 'SKIPPED: the image is not tested: %s\n' "$*"
    exit 0
}

[[ -n $version ]] || fail 'the version is not where it was'

# The value that the Dockerfile gives an argument.
default_of() { sed -n "s/^ARG $1=//p" Dockerfile | head -1; }

# pinned IMAGE - the image with its digest; what has none is pulled, unless it is here, to learn it.
pinned() {
    if [[ $1 == *@sha256:* ]]; then
        printf '%s\n' "$1"
        return
    fi
    buildah pull --quiet --policy "${PULL_POLICY:-always}" "$1" >/dev/null || fail "there is no image $1"
    local digest
    digest=$(buildah inspect --type image --format '{{.FromImageDigest}}' "$1")
    [[ $digest == sha256:* ]] || fail "$1 has no digest"
    printf '%s@%s\n' "$1" "$digest"
}

# build_image NAME SWIFT_IMAGE DEBIAN_IMAGE ARGUMENT... - builds the Dockerfile; the arguments are for buildah.
build_image() {
    local name=$1 swift=$2 debian=$3
    shift 3
    printf 'Building %s\n  with %s\n  on   %s\n' "$name" "$swift" "$debian"
    buildah build --isolation chroot --layers --tag "$name" \
        --build-arg "SWIFT_IMAGE=$swift" --build-arg "DEBIAN_IMAGE=$debian" --build-arg "BUILD_JOBS=${BUILD_JOBS:-}" \
        --build-arg "VERSION=$version" --build-arg "REVISION=$revision" "$@" .
}

build() {
    scripts/need.sh buildah git
    local swift debian
    swift=$(pinned "${SWIFT_IMAGE:-$(default_of SWIFT_IMAGE)}")
    debian=$(pinned "${DEBIAN_IMAGE:-$(default_of DEBIAN_IMAGE)}")
    build_image "${IMAGE:-localhost/kopia-maintenance:$version}" "$swift" "$debian"
}

# --- Base images from this machine -----------------------------------------------------------------------------------

local_debian=localhost/kopia-maintenance-test-debian
local_swift=localhost/kopia-maintenance-test-swift

# Says why the test cannot run on this machine.
check_machine() {
    [[ $(uname -s) == Linux && -r /etc/os-release ]] || skip 'this is not Linux'
    # shellcheck source=/dev/null
    . /etc/os-release
    [[ ${ID:-} == debian ]] || skip "this is ${PRETTY_NAME:-not Debian}, and its toolchain is not for Debian"
    suite=$VERSION_CODENAME
    scripts/need.sh swift git curl openssl buildah mmdebstrap || skip 'something is missing (see above)'
}

# has IMAGE DAYS - tells whether an image is here and younger than that.
has() {
    local created
    created=$(buildah inspect --type image --format '{{.OCIv1.Created}}' "$1" 2>/dev/null) || return 1
    # 2026-01-31 10:11:12.131415 +0000 UTC, of which date reads the first two words.
    created=$(date --date "${created%%[.+]*} UTC" +%s)
    (($(date +%s) - created < $2 * 86400))
}

# A week: long enough for many runs, short enough for security updates.
base_days=7

make_debian() {
    if has "$local_debian:$suite" "$base_days"; then return; fi
    echo "Making a Debian ($suite) from its packages"
    local mirror=http://deb.debian.org
    # As the slim images of the registry: neither manuals nor translations, nor caches of apt.
    mmdebstrap --quiet --variant=minbase \
        --aptopt='Dir::Cache::pkgcache ""' --aptopt='Dir::Cache::srcpkgcache ""' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        "$suite" "$work/debian.tar" \
        "deb $mirror/debian $suite main" \
        "deb $mirror/debian $suite-updates main" \
        "deb $mirror/debian-security $suite-security main" ||
        skip "mmdebstrap cannot make a Debian from $mirror"
    printf 'FROM scratch\nADD debian.tar /\nCMD ["/bin/sh"]\n' >"$work/Dockerfile"
    buildah build --quiet --isolation chroot --tag "$local_debian:$suite" "$work" >/dev/null
    rm "$work/debian.tar"
}

# What Swift needs of Debian beside itself; the toolchain comes by a mount.
make_swift() {
    if has "$local_swift:$suite" "$base_days"; then return; fi
    echo 'Making an image in which the toolchain of this machine runs'
    cat >"$work/Dockerfile" <<END
FROM $local_debian:$suite
RUN apt-get update \\
    && apt-get install --yes --no-install-recommends binutils ca-certificates git libc6-dev libcurl4 libgcc-12-dev \\
        libncurses6 libsqlite3-0 libstdc++-12-dev libxml2 zlib1g-dev \\
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/toolchain/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
END
    buildah build --isolation chroot --tag "$local_swift:$suite" "$work" >"$work/swift.log" 2>&1 || {
        cat "$work/swift.log" >&2
        fail 'the image for the toolchain could not be made'
    }
}

# The arguments that bring the toolchain, and what git on this machine reads instead of the network.
find_mounts() {
    local toolchain folder
    toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
    mounts=(--volume "$toolchain:/opt/toolchain:ro")
    : >"$work/gitconfig"
    while read -r key address; do
        folder=${key#url.}
        folder=${folder%.insteadof}
        git config --file "$work/gitconfig" --add "url.$folder.insteadOf" "$address"
        if [[ $folder == /* && " ${mounts[*]} " != *" $folder:$folder:ro "* ]]; then
            mounts+=(--volume "$folder:$folder:ro")
        fi
    done < <(git config --get-regexp '^url\..*\.insteadof$' || true)
    mounts+=(--volume "$work/gitconfig:/etc/gitconfig:ro")
}

# --- The test --------------------------------------------------------------------------------------------------------

# check WHAT COMMAND... - runs it and says how it went.
check() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then
        printf 'ok      %s\n' "$what"
    else
        printf 'FAILED  %s\n%s\n' "$what" "$said"
        failed=1
    fi
}

# inside COMMAND... - runs it in the container as the image says, without any capability.
inside() { buildah run --isolation chroot --cap-drop all "$container" -- "$@"; }

config() { buildah inspect --type image --format "{{.OCIv1.Config.$1}}" "$image"; }

runs_as_nobody() { [[ $(config User) == 65532:65532 && $(inside id -u):$(inside id -g) == 65532:65532 ]]; }

has_labels() {
    local labels
    labels=$(config Labels)
    [[ $labels == *"image.version:$version"* && $labels == *"image.revision:$revision"* &&
        $labels == *"image.base.name:$debian@sha256:"* ]] || {
        echo "$labels"
        return 1
    }
}

programs=(kopia-maintenance-webhook kopia-maintenance-controller kubectl-kopia_maintenance)

# Every library is there, and none of them is Swift's.
needs_no_swift() {
    local program libraries
    for program in "${programs[@]}"; do
        libraries=$(inside ldd "/usr/local/bin/$program")
        if grep -E 'not found|swift|Foundation' <<<"$libraries"; then return 1; fi
    done
}

# Nothing but what is everybody's: a read-only root file system takes nothing away.
owns_nothing() {
    local writable
    writable=$(inside find / -xdev -writable ! -type l ! -path '/dev/*' ! -path '/proc/*' ! -path '/sys/*' \
        ! -path /tmp ! -path /var/tmp ! -path /run/lock)
    [[ -z $writable ]] || {
        echo "$writable"
        return 1
    }
}

brings_no_sources() {
    local found
    found=$(inside find / -xdev \( -name '*.swift' -o -name '*.key' -o -path /source -o -path /opt/toolchain/bin \))
    [[ -z $found ]] || {
        echo "$found"
        return 1
    }
}

# How large each may be: of a server, what is left of it without the tables of ICU, which one `import Foundation`
# brings; of the plugin, 0.4 of what it was while it linked the controller.
declare -A most_bytes=(
    [kopia-maintenance-webhook]=20000000
    [kopia-maintenance-controller]=32000000
    [kubectl-kopia_maintenance]=30000000
)
declare -A bytes=()

# Not for a subshell, which would keep what it finds.
measure_programs() {
    local program
    for program in "${programs[@]}"; do
        bytes[$program]=$(inside stat --dereference --format %s "/usr/local/bin/$program") || true
    done
}

programs_are_small() {
    local program
    for program in "${programs[@]}"; do
        # Where it has none it is not there.
        if ((${bytes[$program]:-0} == 0 || bytes[$program] > most_bytes[$program])); then return 1; fi
    done
}

# What was found, whether it is as it should be or not.
show_sizes() {
    local program
    for program in "${programs[@]}"; do
        printf '        %-29s %9d bytes, at most %d\n' "$program" "${bytes[$program]:-0}" "${most_bytes[$program]}"
    done
}

helps() { inside "$1" --help | grep -q '^OVERVIEW:'; }

# Names of time zones come from the image; without them the controller would refuse each but UTC.
knows_zones() {
    ! inside kopia-maintenance-controller --time-zone Europe/Nowhere --kubeconfig /nonexistent 2>"$work/zone" || return 1
    grep -q 'no time zone' "$work/zone" || return 1
    ! inside kopia-maintenance-controller --time-zone Europe/Berlin --kubeconfig /nonexistent 2>"$work/zone" || return 1
    ! grep 'no time zone' "$work/zone"
}

reviews() {
    local status=0
    inside kubectl-kopia_maintenance review -f - <deploy/samples/trigger-schedule.yaml || return 1
    inside kubectl-kopia_maintenance review -f - <deploy/samples/rejected/two-triggers.yaml || status=$?
    ((status == 1))
}

# descendant PID NAME - the process of that name among those that PID started.
descendant() {
    local children child
    if [[ $(cat "/proc/$1/comm" 2>/dev/null) == "${2:0:15}" ]]; then
        echo "$1"
        return
    fi
    read -ra children < <(cat "/proc/$1/task/"*/children 2>/dev/null | tr '\n' ' ') || true
    for child in "${children[@]}"; do
        if descendant "$child" "$2"; then return; fi
    done
    return 1
}

# Sets `runner` and, once it listens, `webhook`, `url` and `probes`. Not for a subshell.
start_webhook() {
    certs/make-dev-certs.sh --directory "$work/certs" >/dev/null
    # For the user of the image; the folder goes with the test.
    chmod 0755 "$work" "$work/certs"
    chmod 0644 "$work/certs/tls.key"
    : >"$work/webhook.log"
    buildah run --isolation chroot --cap-drop all --volume "$work/certs:/certs:ro" "$container" -- \
        kopia-maintenance-webhook --bind-address 127.0.0.1 --port 0 --probe-port 0 --shutdown-delay 0s \
        --tls-cert-file /certs/tls.crt --tls-private-key-file /certs/tls.key >"$work/webhook.log" 2>&1 &
    runner=$!
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        url=$(grep -o 'https://127\.0\.0\.1:[0-9]*' "$work/webhook.log" | head -1 || true)
        probes=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$work/webhook.log" | head -1 || true)
        if [[ -n $url && -n $probes ]] && webhook=$(descendant "$runner" kopia-maintenance-webhook); then return; fi
        kill -0 "$runner" 2>/dev/null || break
        sleep 0.1
    done
    return 1
}

is_ready() { [[ $(curl --silent --show-error --max-time 10 "$probes/readyz") == ok ]]; }

# answers PHASE FIXTURE PATTERN - posts a review as kube-apiserver does.
answers() {
    local answer
    answer=$(curl --silent --show-error --max-time 10 --cacert "$work/certs/ca.crt" \
        --header 'Content-Type: application/json' --data-binary "@Tests/Fixtures/admission/$2" \
        "$url/$1-volsync-backube-v1alpha1-kopiamaintenance")
    grep -q -- "$3" <<<"$answer" || {
        echo "$answer"
        return 1
    }
}

# Sets `status`. Not for a subshell, which could not wait for it.
end_webhook() {
    status=0
    kill -TERM "$webhook"
    wait "$runner" || status=$?
    runner=
}

cat_and_fail() {
    cat "$1"
    return 1
}

# Whatever happened, nothing of it is left but the images, which make the next run short.
clean_up() {
    if [[ -n ${webhook:-} && -n $runner ]]; then kill -KILL "$webhook" 2>/dev/null || true; fi
    if [[ -n $runner ]]; then wait "$runner" 2>/dev/null || true; fi
    if [[ -n $container ]]; then buildah rm "$container" >/dev/null || true; fi
    rm -rf "$work"
}

test_image() {
    check_machine
    work=$(mktemp -d)
    container='' runner='' failed=0
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM

    debian=$local_debian:$suite
    make_debian
    container=$(buildah from "$debian")
    buildah run --isolation chroot "$container" -- true 2>"$work/refusal" ||
        skip "containers cannot run here: $(tail -1 "$work/refusal")"
    buildah rm "$container" >/dev/null
    container=''
    make_swift
    find_mounts

    image=${IMAGE:-localhost/kopia-maintenance:test}
    echo "Building $image; the first time, as long as a release build of everything"
    PULL_POLICY=never build_image "$image" "$(PULL_POLICY=never pinned "$local_swift:$suite")" \
        "$(PULL_POLICY=never pinned "$debian")" "${mounts[@]}" >"$work/build.log" 2>&1 || {
        tail -40 "$work/build.log" >&2
        fail 'the image could not be built'
    }
    container=$(buildah from "$image")

    check 'runs as user 65532, by number' runs_as_nobody
    check 'labels name version, revision and base' has_labels
    check 'has every library, and links Swift into the programs' needs_no_swift
    check 'that user can write to nothing of the image' owns_nothing
    check 'neither sources nor keys are in it' brings_no_sources
    measure_programs
    check 'no program is larger than it may be' programs_are_small
    show_sizes
    for program in "${programs[@]}"; do check "$program --help" helps "$program"; done
    check 'knows time zones' knows_zones
    check 'the plugin admits a sample and rejects another' reviews
    if start_webhook; then
        check 'the webhook is ready' is_ready
        check 'the webhook fills in defaults' answers mutate create-minimal.01.mutate.json '"patchType":"JSONPatch"'
        check 'the webhook admits' answers validate create-minimal.02.validate.json '"allowed":true'
        check 'the webhook rejects' answers validate dry-run-create-invalid.02.validate.json '"allowed":false'
        end_webhook
        check 'SIGTERM ends the webhook with 0' test "$status" = 0
    else
        check 'the webhook starts' cat_and_fail "$work/webhook.log"
    fi
    buildah images --format '{{.Name}}:{{.Tag}}: {{.Size}}' "$image"
    exit "$failed"
}

case ${1:-} in
    build) build ;;
    test) test_image ;;
    version) printf '%s\n' "$version" ;;
    *) fail "usage: $0 build|test|version" ;;
esac
