#!/bin/sh
#
# One maintenance run of a Kopia repository: connects, claims ownership, runs quick and then full maintenance.
#
# The environment says which repository: the keys of the repository Secret (RepositorySecretKeys.swift), and what the
# pod adds to them: KOPIA_CACHE_DIR, the cache limits, CUSTOM_CA, KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS.
#
# It needs kopia 0.21 or later and the common tools of a Linux image, busybox's included.
#
# It never creates a repository, and it never prints a secret: kopia gets them by environment or from files of mode
# 0600, never as arguments, and everything that kopia prints passes through a filter on its way to the log.
#
# The log ends with the lines MAINTENANCE_STATUS, MAINTENANCE_DURATION (seconds) and, after a failure,
# MAINTENANCE_FAILURE_REASON (a word and a sentence); the container's termination message has them too.
#
# Exit codes: 0 done; 78 the configuration is wrong, trying again cannot help; 75 another run holds the repository;
# 143 terminated; 1 anything else.

set -u

# Where the kubelet reads the termination message.
: "${KOPIA_MAINTENANCE_TERMINATION_LOG:=/dev/termination-log}"

# No run lasts longer: the deadline of the Job. What began earlier and did not end has died.
: "${KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS:=10800}"

# How long to wait for the run of another owner: half an hour, or a quarter of the time there is.
patience=$((KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS / 4))
[ "$patience" -le 1800 ] || patience=1800
# How long to wait for an unfinished run under our own name. Most likely it is a run that died, since the controller
# starts one at a time; but another namespace may maintain the same repository under the same name.
own_patience=300
[ "$own_patience" -le "$patience" ] || own_patience=$patience

poll=30
connect_attempts=3
claim_attempts=3

# Keys whose value is one line. Some editors and most shell pipelines add a line break that nobody meant.
keys='
KOPIA_REPOSITORY KOPIA_PASSWORD KOPIA_OVERRIDE_MAINTENANCE_USERNAME KOPIA_ADDITIONAL_ARGS KOPIA_FORCE_CACHE_REBUILD
KOPIA_LOG_LEVEL KOPIA_STRUCTURED_REPOSITORY_CONFIG
KOPIA_S3_BUCKET KOPIA_S3_ENDPOINT KOPIA_S3_REGION KOPIA_S3_DISABLE_TLS AWS_S3_ENDPOINT AWS_S3_DISABLE_TLS
AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION
KOPIA_AZURE_CONTAINER KOPIA_AZURE_STORAGE_ACCOUNT KOPIA_AZURE_STORAGE_KEY
AZURE_STORAGE_ACCOUNT AZURE_STORAGE_KEY AZURE_STORAGE_SAS_TOKEN AZURE_STORAGE_DOMAIN
AZURE_ACCOUNT_NAME AZURE_ACCOUNT_KEY AZURE_ACCOUNT_SAS AZURE_ENDPOINT_SUFFIX
AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET
KOPIA_GCS_BUCKET GCS_BUCKET GOOGLE_PROJECT_ID GOOGLE_APPLICATION_CREDENTIALS
GOOGLE_DRIVE_FOLDER_ID GOOGLE_DRIVE_CREDENTIALS
KOPIA_B2_BUCKET B2_ACCOUNT_ID B2_APPLICATION_KEY
WEBDAV_URL WEBDAV_USERNAME WEBDAV_PASSWORD
SFTP_HOST SFTP_PORT SFTP_USERNAME SFTP_PASSWORD SFTP_PATH SFTP_KEY_FILE SFTP_KNOWN_HOSTS SFTP_KNOWN_HOSTS_DATA
RCLONE_REMOTE_PATH RCLONE_EXE RCLONE_CONFIG
KOPIA_METADATA_CACHE_SIZE_LIMIT_MB KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB CUSTOM_CA'

# ---------------------------------------------------------------------------------------------------------- the end

say() {
    printf '%s\n' "$*"
}

# finish STATUS CODE [REASON]
finish() {
    trap '' TERM INT
    trap - EXIT
    duration=$(($(date +%s) - started))
    {
        [ -z "${quick_status-}" ] || say "MAINTENANCE_QUICK_STATUS: $quick_status"
        say "MAINTENANCE_STATUS: $1"
        say "MAINTENANCE_DURATION: $duration"
        [ -z "${3-}" ] || say "MAINTENANCE_FAILURE_REASON: $3"
    } >"$work/verdict"
    { cat "$work/verdict" >"$KOPIA_MAINTENANCE_TERMINATION_LOG"; } 2>/dev/null
    cat "$work/verdict"
    rm -rf "$work"
    exit "$2"
}

# fail CODE REASON, the reason beginning with a word for programs
fail() {
    finish FAILURE "$1" "$2"
}

misconfigured() {
    fail 78 "$1"
}

# shellcheck disable=SC2317 # the traps call it
terminate() {
    stopping=yes
    [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
}

# await PID: its status; a signal that arrives meanwhile does not end the waiting.
await() {
    while :; do
        wait "$1"
        status=$?
        kill -0 "$1" 2>/dev/null || return "$status"
    done
}

stop_if_told() {
    [ -z "$stopping" ] || fail 143 'Terminated: the run was told to stop'
}

pause() {
    sleep "$poll" &
    child=$!
    await "$child"
    child=
    stop_if_told
}

# ----------------------------------------------------------------------------------------------------- running kopia

# kopia_run ARGUMENT...: what it prints goes to the log and to $work/output; standard output to $capture if that is set.
kopia_run() {
    stop_if_told
    # shellcheck disable=SC2086 # one option or none
    sed $unbuffered -f "$work/filter" <"$work/pipe" | tee "$work/output" &
    reader=$!
    (
        umask "$umask_before"
        exec kopia --config-file="$work/repository.config" --log-level="$log_level" --disable-file-logging \
            --no-progress --no-auto-maintenance "$@"
    ) </dev/null >"${capture:-$work/pipe}" 2>"$work/pipe" &
    child=$!
    await "$child"
    status=$?
    child=
    wait "$reader"
    stop_if_told
    [ "$status" -ne 137 ] ||
        fail 1 'OutOfMemory: kopia was killed, most likely for lack of memory; raise spec.resources.limits.memory'
    return "$status"
}

printed() {
    grep -q -E -e "$1" "$work/output"
}

# What kopia said last; of a long chain of errors the beginning and the end, where the cause is.
last_line() {
    grep -v '^[[:space:]]*$' "$work/output" | tail -n 1 |
        awk '{ print (length($0) > 500 ? substr($0, 1, 200) " ... " substr($0, length($0) - 293) : $0) }'
}

# explain WORD: the word and what kopia said last, or a better word for what kopia said.
explain() {
    word=$1
    if printed 'clock skew detected'; then
        word=ClockSkew
    elif printed 'no space left on device'; then
        word=NoSpace
    elif printed 'permission denied|AccessDenied|Access Denied|AuthorizationFailed|insufficient permission'; then
        word=PermissionDenied
    elif printed 'no such host|connection refused|i/o timeout|network is unreachable|no route to host'; then
        word=Unreachable
    elif printed 'x509: |tls: '; then
        word=UntrustedCertificate
    fi
    say "$word: $(last_line)"
}

# ----------------------------------------------------------------------------------------------------------- secrets

# hide LENGTH: the lines on standard input that are at least so long are not to be printed. A shorter word would show
# by its absence what it is, and take half the log with it.
hide() {
    sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' | awk -v least="$1" 'length($0) >= least' >>"$work/secrets"
}

prepare_filter() {
    : >"$work/secrets"
    for secret in "$KOPIA_PASSWORD" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" \
        "$KOPIA_AZURE_STORAGE_KEY" "$AZURE_STORAGE_KEY" "$AZURE_ACCOUNT_KEY" "$AZURE_STORAGE_SAS_TOKEN" \
        "$AZURE_ACCOUNT_SAS" "$AZURE_CLIENT_SECRET" "$B2_APPLICATION_KEY" "$WEBDAV_PASSWORD" "$SFTP_PASSWORD"; do
        say "$secret" | hide 4
    done
    for document in "$GOOGLE_APPLICATION_CREDENTIALS" "$GOOGLE_DRIVE_CREDENTIALS" "$SFTP_KEY_FILE" "$RCLONE_CONFIG" \
        "$KOPIA_STRUCTURED_REPOSITORY_CONFIG"; do
        case $document in /*) continue ;; esac
        say "$document" | hide 16
        # The values in lines such as `pass = value` and `"key": "value",`.
        say "$document" | sed -e 's/^[^=:]*[=:][[:space:]]*"\{0,1\}//' -e 's/"\{0,1\},\{0,1\}$//' | hide 8
    done
    {
        # The longest first: one secret may begin another.
        awk '{ print length($0) " " $0 }' "$work/secrets" | sort -rn | cut -d ' ' -f 2- |
            sed -e 's/[][\/.*^$]/\\&/g' -e 's/.*/s\/&\/***\/g/'
        say 's#://[^/@[:space:]]*@#://***@#g'
        say 's#\([?&]\(sig\|X-Amz-[A-Za-z-]*\|access_token\)=\)[^&"[:space:]]*#\1***#g'
    } >"$work/filter"
    rm -f "$work/secrets"
}

# credential NAME VALUE: the path of a file with that content; a value that names a file is that path already.
credential() {
    case $2 in
    /*) say "$2" ;;
    *)
        say "$2" >"$work/$1"
        say "$work/$1"
        ;;
    esac
}

# ------------------------------------------------------------------------------------------------------- preparation

prepare() {
    started=$(date +%s)
    child=
    stopping=
    capture=
    umask_before=$(umask)
    umask 077
    work=$(mktemp -d "${TMPDIR:-/tmp}/kopia-maintenance.XXXXXX") || exit 1
    trap terminate TERM INT
    trap 'fail 1 "Internal: the maintenance script ended unexpectedly"' EXIT
    mkfifo "$work/pipe"
    # Line by line where sed can: busybox has no such option.
    unbuffered=-u
    sed -u -e p </dev/null 2>/dev/null || unbuffered=
    mkdir "$work/home"
    HOME=$work/home
    KOPIA_CHECK_FOR_UPDATES=false
    KOPIA_PERSIST_CREDENTIALS_ON_CONNECT=false
    export HOME KOPIA_CHECK_FOR_UPDATES KOPIA_PERSIST_CREDENTIALS_ON_CONNECT

    for key in $keys; do
        eval "value=\${$key-}"
        # The substitution takes trailing line breaks away.
        value=$(printf '%s' "$value")
        eval "$key=\$value"
    done
    prepare_filter
    [ -n "$KOPIA_PASSWORD" ] || misconfigured 'MissingKey: the repository Secret has no KOPIA_PASSWORD'
    command -v kopia >/dev/null || misconfigured 'NoKopia: the image has no program called kopia'

    # The lines that tell a run that ran from one that found the repository locked are printed at this level.
    log_level=info
    [ "$KOPIA_LOG_LEVEL" != debug ] || log_level=debug

    identity=${KOPIA_OVERRIDE_MAINTENANCE_USERNAME:-maintenance}
    case $identity in *@*) ;; *) identity=$identity@volsync ;; esac

    prepare_ca
    prepare_cache
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

prepare_cache() {
    cache=${KOPIA_CACHE_DIR:-/cache}
    if [ ! -d "$cache" ] || [ ! -w "$cache" ]; then
        say "WARNING: the cache directory $cache is not writable (podSecurityContext.fsGroup?): this run keeps its cache in ${TMPDIR:-/tmp}"
        cache=$work/cache
        mkdir "$cache"
    fi
    [ "$KOPIA_FORCE_CACHE_REBUILD" != true ] || clear_cache
}

# Removes what kopia keeps there and nothing else: the volume may be shared.
clear_cache() {
    say "Clearing the cache in $cache"
    for part in blob-list contents index-blobs indexes kopia.blobcfg kopia.repository metadata own-writes \
        server-contents; do
        rm -rf "${cache:?}/$part"
    done
}

unique_id() {
    sed -n -e 's/.*"uniqueID": *"\([^"]*\)".*/\1/p' "$1/kopia.repository" 2>/dev/null
}

# For some minutes kopia believes what its cache says of the repository's format and blobs, whichever repository that
# was; two of them with one password cannot even be told apart by it.
forget_other_repository() {
    id=$(unique_id "$cache")
    [ -z "$id" ] || [ "$id" = "$(unique_id "$work/connect-cache")" ] || clear_cache
}

# -------------------------------------------------------------------------------------------------------- connecting

is_url() {
    case $KOPIA_REPOSITORY in "$1"://*) return 0 ;; *) return 1 ;; esac
}

# What stands between the scheme and the first slash, and what stands behind that.
url_host() {
    host=${KOPIA_REPOSITORY#*://}
    say "${host%%/*}"
}

url_path() {
    path=${KOPIA_REPOSITORY#*://}
    case $path in */*) say "${path#*/}" ;; esac
}

# The path as a prefix of blob names: a directory, so it ends with a slash.
url_prefix() {
    url_path | sed -e 's|//*|/|g' -e 's|[^/]$|&/|'
}

require() {
    [ -n "$2" ] || misconfigured "MissingKey: the repository Secret has no $1"
}

first_of() {
    for candidate in "$@"; do
        [ -z "$candidate" ] || break
    done
    say "$candidate"
}

# The order is that of VolSync's backup movers: a Secret must mean the same repository to both.
open_repository() {
    if [ -n "$KOPIA_STRUCTURED_REPOSITORY_CONFIG" ]; then
        connect from-config --file="$(credential structured.config "$KOPIA_STRUCTURED_REPOSITORY_CONFIG")"
    elif [ -n "$KOPIA_S3_BUCKET" ] || is_url s3; then
        open_s3
    elif [ -n "$KOPIA_AZURE_CONTAINER" ]; then
        open_azure "$KOPIA_AZURE_CONTAINER" ''
    elif [ -n "$KOPIA_GCS_BUCKET" ]; then
        open_gcs "$KOPIA_GCS_BUCKET" ''
    elif is_url filesystem; then
        open_filesystem
    elif [ -n "$KOPIA_B2_BUCKET" ]; then
        open_b2 "$KOPIA_B2_BUCKET" ''
    elif [ -n "$WEBDAV_URL" ]; then
        open_webdav
    elif [ -n "$SFTP_HOST" ]; then
        # shellcheck disable=SC2153 # a key like the others
        open_sftp "$SFTP_HOST" "$SFTP_PORT" "$SFTP_PATH"
    elif [ -n "$RCLONE_REMOTE_PATH" ]; then
        open_rclone "$RCLONE_REMOTE_PATH"
    elif [ -n "$GOOGLE_DRIVE_FOLDER_ID" ]; then
        open_gdrive "$GOOGLE_DRIVE_FOLDER_ID"
    else
        open_url
    fi
}

# The URL alone, which the backup movers understand for S3 and the filesystem only.
open_url() {
    case $KOPIA_REPOSITORY in
    azure://*) open_azure "$(url_host)" "$(url_prefix)" ;;
    gcs://* | gs://*) open_gcs "$(url_host)" "$(url_prefix)" ;;
    b2://*) open_b2 "$(url_host)" "$(url_prefix)" ;;
    sftp://*) open_sftp_url ;;
    rclone://*) open_rclone "${KOPIA_REPOSITORY#rclone://}" ;;
    gdrive://*) open_gdrive "$(url_host)" ;;
    *)
        [ -z "$GCS_BUCKET" ] || open_gcs "$GCS_BUCKET" ''
        [ -n "$GCS_BUCKET" ] || misconfigured \
            'NoRepository: the repository Secret names no repository (KOPIA_REPOSITORY or the keys of a backend)'
        ;;
    esac
}

open_s3() {
    bucket=$(first_of "$KOPIA_S3_BUCKET" "$(url_host)")
    prefix=
    ! is_url s3 || prefix=$(url_prefix)
    endpoint=$(first_of "$KOPIA_S3_ENDPOINT" "$AWS_S3_ENDPOINT" s3.amazonaws.com)
    region=$(first_of "$KOPIA_S3_REGION" "$AWS_REGION" "$AWS_DEFAULT_REGION")
    plain=
    case $endpoint in http://*) plain=yes ;; esac
    [ "$KOPIA_S3_DISABLE_TLS" != true ] && [ "$AWS_S3_DISABLE_TLS" != true ] || plain=yes
    endpoint=${endpoint#*://}
    set -- s3 --bucket="$bucket" --endpoint="${endpoint%%/*}" ${region:+"--region=$region"} \
        ${prefix:+"--prefix=$prefix"} ${plain:+--disable-tls} ${ca_bundle:+"--root-ca-pem-path=$ca_bundle"}
    # Without keys kopia asks the instance or the web identity of the service account, if it is told that there are none.
    [ -n "$AWS_ACCESS_KEY_ID" ] || set -- "$@" --access-key=
    [ -n "$AWS_SECRET_ACCESS_KEY" ] || set -- "$@" --secret-access-key=
    connect "$@"
}

# open_azure CONTAINER PREFIX
open_azure() {
    AZURE_STORAGE_ACCOUNT=$(first_of "$KOPIA_AZURE_STORAGE_ACCOUNT" "$AZURE_STORAGE_ACCOUNT" "$AZURE_ACCOUNT_NAME")
    AZURE_STORAGE_KEY=$(first_of "$KOPIA_AZURE_STORAGE_KEY" "$AZURE_STORAGE_KEY" "$AZURE_ACCOUNT_KEY")
    AZURE_STORAGE_SAS_TOKEN=$(first_of "$AZURE_STORAGE_SAS_TOKEN" "$AZURE_ACCOUNT_SAS")
    AZURE_STORAGE_DOMAIN=$(first_of "$AZURE_STORAGE_DOMAIN" "${AZURE_ENDPOINT_SUFFIX:+blob.$AZURE_ENDPOINT_SUFFIX}")
    require AZURE_STORAGE_ACCOUNT "$AZURE_STORAGE_ACCOUNT"
    export AZURE_STORAGE_ACCOUNT AZURE_STORAGE_KEY AZURE_STORAGE_SAS_TOKEN AZURE_STORAGE_DOMAIN
    connect azure --container="$1" ${2:+"--prefix=$2"}
}

# open_gcs BUCKET PREFIX; without credentials kopia uses the workload's identity.
open_gcs() {
    file=
    if [ -n "$GOOGLE_APPLICATION_CREDENTIALS" ]; then
        file=$(credential gcs.json "$GOOGLE_APPLICATION_CREDENTIALS")
        GOOGLE_APPLICATION_CREDENTIALS=$file
    else
        unset GOOGLE_APPLICATION_CREDENTIALS
    fi
    connect gcs --bucket="$1" ${2:+"--prefix=$2"} ${file:+"--credentials-file=$file"}
}

open_filesystem() {
    path=${KOPIA_REPOSITORY#filesystem://}
    case $path/ in
    */../*) misconfigured 'InvalidRepository: the path of a filesystem repository must not contain ..' ;;
    /*) connect filesystem --path="$path" ;;
    *) misconfigured 'InvalidRepository: a filesystem repository is written filesystem:///path' ;;
    esac
}

# open_b2 BUCKET PREFIX
open_b2() {
    require B2_ACCOUNT_ID "$B2_ACCOUNT_ID"
    require B2_APPLICATION_KEY "$B2_APPLICATION_KEY"
    B2_KEY_ID=$B2_ACCOUNT_ID
    B2_KEY=$B2_APPLICATION_KEY
    export B2_KEY_ID B2_KEY
    connect b2 --bucket="$1" ${2:+"--prefix=$2"}
}

open_webdav() {
    KOPIA_WEBDAV_USERNAME=$WEBDAV_USERNAME
    KOPIA_WEBDAV_PASSWORD=$WEBDAV_PASSWORD
    export KOPIA_WEBDAV_USERNAME KOPIA_WEBDAV_PASSWORD
    case $WEBDAV_URL in
    *://*@*)
        # A password in the URL would be an argument.
        connect_storage webdav "\"url\":$(json "$WEBDAV_URL"),\"username\":$(json "$WEBDAV_USERNAME"),\"password\":$(json "$WEBDAV_PASSWORD")"
        ;;
    *) connect webdav --url="$WEBDAV_URL" ;;
    esac
}

open_sftp_url() {
    address=$(url_host)
    port=$SFTP_PORT
    case $address in *:*) port=${address##*:} ;; esac
    open_sftp "${address%:*}" "$port" "$(first_of "$SFTP_PATH" "/$(url_path)")"
}

# open_sftp HOST PORT PATH
open_sftp() {
    require SFTP_USERNAME "$SFTP_USERNAME"
    require SFTP_PATH "$3"
    hosts=$(first_of "$SFTP_KNOWN_HOSTS_DATA" "$SFTP_KNOWN_HOSTS")
    require 'SFTP_KNOWN_HOSTS_DATA (the host key to trust)' "$hosts"
    hosts=$(credential known_hosts "$hosts")
    case ${2:-22} in *[!0-9]*) misconfigured 'InvalidRepository: SFTP_PORT is not a number' ;; esac
    if [ -n "$SFTP_PASSWORD" ]; then
        # Only a flag or a configuration file takes this password, and a flag would be seen.
        connect_storage sftp "\"host\":$(json "$1"),\"port\":${2:-22},\"path\":$(json "$3"),\"username\":$(json "$SFTP_USERNAME"),\"password\":$(json "$SFTP_PASSWORD"),\"knownHostsFile\":$(json "$hosts")"
    else
        require 'SFTP_KEY_FILE or SFTP_PASSWORD' "$SFTP_KEY_FILE"
        connect sftp --host="$1" --port="${2:-22}" --path="$3" --username="$SFTP_USERNAME" \
            --keyfile="$(credential sftp_key "$SFTP_KEY_FILE")" --known-hosts="$hosts"
    fi
}

# open_rclone REMOTE:PATH
open_rclone() {
    if [ -n "$RCLONE_CONFIG" ]; then
        RCLONE_CONFIG=$(credential rclone.conf "$RCLONE_CONFIG")
        export RCLONE_CONFIG
    else
        unset RCLONE_CONFIG
    fi
    connect rclone --remote-path="$1" ${RCLONE_EXE:+"--rclone-exe=$RCLONE_EXE"}
}

# open_gdrive FOLDER
open_gdrive() {
    require GOOGLE_DRIVE_CREDENTIALS "$GOOGLE_DRIVE_CREDENTIALS"
    connect gdrive --folder-id="$1" --credentials-file="$(credential gdrive.json "$GOOGLE_DRIVE_CREDENTIALS")"
}

json() {
    say "\"$(printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g')\""
}

# connect_storage TYPE MEMBERS: as kopia's own configuration file has them.
connect_storage() {
    say "{\"storage\":{\"type\":\"$1\",\"config\":{$2}}}" >"$work/storage.config"
    connect from-config --file="$work/storage.config"
}

# connect ARGUMENT...: with the additional arguments, which a token separates and no shell interprets.
connect() {
    rest=$KOPIA_ADDITIONAL_ARGS
    while [ -n "$rest" ]; do
        argument=${rest%%"|VOLSYNC_ARG_SEP|"*}
        [ "$argument" != "$rest" ] || rest=$argument'|VOLSYNC_ARG_SEP|'
        rest=${rest#*"|VOLSYNC_ARG_SEP|"}
        case $argument in
        '') continue ;;
        --config-file* | --cache-directory* | --override-* | --password* | -p* | --readonly*)
            misconfigured "InvalidArgument: KOPIA_ADDITIONAL_ARGS must not have ${argument%%=*}"
            ;;
        esac
        set -- "$@" "$argument"
    done
    say "Connecting to the repository ($1) as $identity"
    attempt=1
    # A cache directory of its own: kopia deletes the one it was given when the connection fails.
    until kopia_run repository connect "$@" --override-username="${identity%@*}" \
        --override-hostname="${identity##*@}" --cache-directory="$work/connect-cache"; do
        give_up_connecting
        attempt=$((attempt + 1))
        pause
    done
    set_cache
}

give_up_connecting() {
    printed 'repository not initialized' &&
        misconfigured 'RepositoryNotFound: there is no Kopia repository at that place; maintenance never creates one'
    printed 'invalid repository password' &&
        misconfigured 'WrongPassword: KOPIA_PASSWORD does not open the repository'
    printed 'try --help' && misconfigured "InvalidArgument: $(last_line)"
    [ "$attempt" -lt "$connect_attempts" ] || fail 1 "$(explain ConnectionFailed)"
}

set_cache() {
    set -- --cache-directory="$cache"
    [ -z "$KOPIA_METADATA_CACHE_SIZE_LIMIT_MB" ] ||
        set -- "$@" --metadata-cache-size-limit-mb="$KOPIA_METADATA_CACHE_SIZE_LIMIT_MB"
    [ -z "$KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB" ] ||
        set -- "$@" --content-cache-size-limit-mb="$KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB"
    forget_other_repository
    kopia_run cache set "$@" || fail 1 "$(explain CacheUnusable)"
    rm -rf "$work/connect-cache"
}

# --------------------------------------------------------------------------------------------------------- ownership

# Reads what kopia knows of its runs, splits it at the punctuation of JSON, and prints how many seconds ago a run began
# that has not ended: none of its tasks has failed, nor has its last one run.
# shellcheck disable=SC2016 # the dollars are awk's
unfinished='
function days(y, m, d) {
    if (m > 2) m -= 3; else { m += 9; y-- }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m + 2) / 5) + d - 719469
}
function seconds(t,   s, zone) {
    s = days(substr(t, 1, 4) + 0, substr(t, 6, 2) + 0, substr(t, 9, 2) + 0) * 86400
    s += substr(t, 12, 2) * 3600 + substr(t, 15, 2) * 60 + substr(t, 18, 2)
    zone = substr(t, length(t) - 5)
    if (zone ~ /^[+]/) s -= substr(zone, 2, 2) * 3600 + substr(zone, 5, 2) * 60
    if (zone ~ /^[-]/) s += substr(zone, 2, 2) * 3600 + substr(zone, 5, 2) * 60
    return s
}
match($0, /^[ ]*"[^"]*": */) {
    key = substr($0, 1, RLENGTH); value = substr($0, RLENGTH + 1)
    gsub(/[ ":]/, "", key); gsub(/"/, "", value)
    if (value == "") section = key
    else if (key == "interval") interval[section] = value / 1e9
    else if (key == "nextFullMaintenance") next_full = seconds(value)
    else if (key == "nextQuickMaintenance") next_quick = seconds(value)
    else if (key == "start") { runs++; task[runs] = section; begin[runs] = seconds(value) }
    else if (key == "success") done[runs] = value == "true"
}
END {
    full = next_full - interval["full"]; quick = next_quick - interval["quick"]
    last = full > quick ? full : quick
    if (now - last > limit || last > now + 60) exit
    for (run = 1; run <= runs; run++) {
        if (begin[run] < last - 1) continue
        if (!done[run] || task[run] == "cleanup-logs" || (quick > full + 1 && task[run] == "advance-epoch")) exit
    }
    print now - last
}'

# Sets $owner and $age, the latter empty unless a run is under way.
look() {
    capture=$work/info
    if ! kopia_run maintenance info --json; then
        printed 'unable to open pack index|error loading indexes|mmap|corrupt|bad index blob' ||
            fail 1 "$(explain InfoFailed)"
        clear_cache
        kopia_run maintenance info --json || fail 1 "$(explain InfoFailed)"
    fi
    capture=
    owner=$(sed -n -e 's/.*"owner": *"\([^"]*\)".*/\1/p' "$work/info" | head -n 1)
    # shellcheck disable=SC2020 # characters are meant
    age=$(tr ',{}[]' '\n\n\n\n\n' <"$work/info" |
        awk -v now="$(date +%s)" -v limit="$KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS" "$unfinished")
}

# kopia's own lock is a file beside its configuration, which no other pod sees; what it records in the repository is.
claim() {
    waited=0
    claims=0
    while :; do
        look
        limit=$patience
        [ "$owner" != "$identity" ] || limit=$own_patience
        if [ -n "$age" ] && [ "$waited" -lt "$limit" ]; then
            say "A run of ${owner:-an unknown owner} began $age seconds ago and has not ended; waiting"
            pause
            waited=$((waited + poll))
            continue
        fi
        [ "$owner" != "$identity" ] || break
        [ -z "$age" ] || fail 75 "RepositoryBusy: $owner has been maintaining the repository for $age seconds"
        [ "$claims" -lt "$claim_attempts" ] ||
            fail 75 "OwnershipContested: the repository belongs to $owner again each time it is claimed"
        claims=$((claims + 1))
        say "Taking maintenance over from ${owner:-nobody}"
        kopia_run maintenance set --owner="$identity" || fail 1 "$(explain ClaimFailed)"
    done
    [ -z "$age" ] || say "The run that began $age seconds ago shows no sign of life; going on"
}

# ------------------------------------------------------------------------------------------------------- maintenance

# maintain quick|full
maintain() {
    waited_for_lock=0
    lost=0
    while :; do
        say "Running $1 maintenance"
        case $1 in
        quick) kopia_run maintenance run ;;
        full) kopia_run maintenance run --full ;;
        esac
        code=$?
        if printed 'must be run by designated user'; then
            lost=$((lost + 1))
            [ "$lost" -lt "$claim_attempts" ] || fail 75 'OwnershipContested: the ownership was lost while running'
            claim
        elif [ "$code" -eq 0 ] && ! printed "Finished $1 maintenance"; then
            # kopia says nothing and reports success when somebody else holds its lock.
            [ "$waited_for_lock" -lt "$patience" ] || fail 75 'RepositoryBusy: another process holds the lock'
            say 'Another process holds the maintenance lock; waiting'
            pause
            waited_for_lock=$((waited_for_lock + poll))
        else
            return "$code"
        fi
    done
}

prepare
open_repository
claim
quick_status=SUCCESS
if ! maintain quick; then
    quick_status=FAILURE
    say 'WARNING: quick maintenance failed; full maintenance does all that it does'
fi
maintain full || fail 1 "$(explain MaintenanceFailed)"
finish SUCCESS 0
