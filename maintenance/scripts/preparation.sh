# What a run needs before it looks for its repository.

prepare() {
    keep_secrets
    started=$(date +%s)
    work=
    child=
    stopping=
    capture=
    time_limit=
    umask_before=$(umask)
    umask 077
    trap terminate TERM INT
    trap 'fail 1 "Internal: the maintenance script ended unexpectedly"' EXIT
    step='Preparing the run'
    step_began=$started
    step_time=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    work=$(mktemp -d "${TMPDIR:-/tmp}/kopia-maintenance.XXXXXX") ||
        fail 1 "ScratchUnusable: no directory can be made in ${TMPDIR:-/tmp}, where the pod needs a writable volume"
    mkfifo "$work/pipe"
    # Line by line where sed can: busybox has no such option.
    unbuffered=-u
    sed -u -e p </dev/null 2>/dev/null || unbuffered=
    bounded=
    ! command -v timeout >/dev/null || bounded='timeout -k 10'
    prepare_environment
    read_secret
    take_credentials_from_urls
    prepare_filter
    [ -n "$KOPIA_PASSWORD" ] || misconfigured 'MissingKey: the repository Secret has no KOPIA_PASSWORD'
    command -v kopia >/dev/null || misconfigured 'NoKopia: the image has no program called kopia'

    # The lines that tell a run that ran from one that found the repository locked are printed at this level.
    log_level=info
    [ "$KOPIA_LOG_LEVEL" != debug ] || log_level=debug

    prepare_identity
    prepare_ca
    prepare_cache
}

prepare_identity() {
    identity=${KOPIA_OVERRIDE_MAINTENANCE_USERNAME:-maintenance}
    case $identity in *@*) ;; *) identity=$identity@volsync ;; esac
    # An empty half means to kopia that it is to use its own, which is not what it then reports as the owner.
    case $identity in
    @* | *@) misconfigured "InvalidOwner: KOPIA_OVERRIDE_MAINTENANCE_USERNAME must be USER or USER@HOST, not $identity" ;;
    esac
    [ "$identity" = "$(printf '%s' "$identity" | tr -d '[:cntrl:]')" ] ||
        misconfigured 'InvalidOwner: KOPIA_OVERRIDE_MAINTENANCE_USERNAME has a control character'
    [ -z "$KOPIA_OVERRIDE_USERNAME$KOPIA_OVERRIDE_HOSTNAME" ] ||
        say "WARNING: KOPIA_OVERRIDE_USERNAME and KOPIA_OVERRIDE_HOSTNAME say who makes backups; maintenance runs as $identity (KOPIA_OVERRIDE_MAINTENANCE_USERNAME)"
}

# Every backend but S3 takes its authorities from the environment: they are all written in Go.
prepare_ca() {
    ca_bundle=
    [ -n "$CUSTOM_CA" ] || return 0
    [ -r "$CUSTOM_CA" ] || misconfigured "MissingCA: the certificate authority $CUSTOM_CA cannot be read"
    ca_bundle=$work/ca-bundle.crt
    for bundle in "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" /etc/pki/tls/certs/ca-bundle.crt \
        /etc/ssl/cert.pem; do
        if [ -r "$bundle" ]; then
            cat "$bundle"
            echo
            break
        fi
    done >"$ca_bundle"
    cat "$CUSTOM_CA" >>"$ca_bundle"
    SSL_CERT_FILE=$ca_bundle
    export SSL_CERT_FILE
}
