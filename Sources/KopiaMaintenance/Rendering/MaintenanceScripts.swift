/// The scripts that run in the pod, as `maintenance/embed.sh` wrote them here; edit them there.
package enum MaintenanceScripts {
    /// `maintenance/maintain.sh`, word for word.
    package static let maintain = #"""
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
        # 0600, never as arguments, and everything that kopia prints passes through a filter on its way to the log. What is
        # decided is decided on what kopia said, before the filter.
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

        # An endpoint that accepts and never answers would hold a step until the Job's deadline. The first look at a repository
        # loads its index, which takes longer than connecting.
        quarter=$((KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS / 4))
        connect_limit=600
        [ "$connect_limit" -le "$quarter" ] || connect_limit=$quarter
        # Looking, before connecting, is worth no more; kopia says better than a look why it cannot connect.
        look_limit=60
        [ "$look_limit" -le "$((connect_limit / 2))" ] || look_limit=$((connect_limit / 2))
        claim_limit=1800
        [ "$claim_limit" -le "$quarter" ] || claim_limit=$quarter

        # The Job's deadline takes the pod, and with it whatever the run had to say. A run ends itself a little earlier, by as
        # much as a pod may take from the Job's beginning to its own, pulling the image included.
        last_words=$((KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS / 20))
        [ "$last_words" -le 300 ] || last_words=300

        # Kopia runs no maintenance where clocks are further apart (maxClockSkew, repo/maintenance/maintenance_run.go).
        clock_tolerance=300
        # A quick run takes minutes and records every step. One that has recorded none after half of the patience has died, or
        # never was: `maintenance set --pause-quick` leaves the same traces.
        quick_limit=$((patience / 2))

        poll=30
        connect_attempts=3
        claim_attempts=3

        # Keys whose value is one line. Some editors and most shell pipelines add a line break that nobody meant.
        keys='
        KOPIA_REPOSITORY KOPIA_PASSWORD KOPIA_OVERRIDE_MAINTENANCE_USERNAME KOPIA_ADDITIONAL_ARGS KOPIA_FORCE_CACHE_REBUILD
        KOPIA_LOG_LEVEL KOPIA_STRUCTURED_REPOSITORY_CONFIG KOPIA_FS_PATH KOPIA_OVERRIDE_USERNAME KOPIA_OVERRIDE_HOSTNAME
        KOPIA_S3_BUCKET KOPIA_S3_PREFIX KOPIA_S3_ENDPOINT KOPIA_S3_REGION KOPIA_S3_DISABLE_TLS AWS_S3_ENDPOINT AWS_S3_DISABLE_TLS
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

        # The variables that kopia and rclone get of those that they read. Everything else by these names decides where they put
        # caches, configuration and logs, whom they notify, or what they dare; the stock image's environment has some of it.
        passed=' KOPIA_PASSWORD KOPIA_CHECK_FOR_UPDATES KOPIA_PERSIST_CREDENTIALS_ON_CONNECT KOPIA_SEND_ERROR_NOTIFICATIONS'
        passed=$passed' KOPIA_WEBDAV_USERNAME KOPIA_WEBDAV_PASSWORD RCLONE_CONFIG KOPIA_CACHE_DIRECTORY '

        # Where the stock image looks for the configuration of rclone; nothing is there.
        image_rclone_config=/app/rclone/rclone.conf

        # What kopia keeps in a cache.
        cache_parts='blob-list contents index-blobs indexes kopia.blobcfg kopia.repository metadata own-writes server-contents'

        # ---------------------------------------------------------------------------------------------------------- the end

        say() {
            printf '%s\n' "$*"
        }

        # finish STATUS CODE [REASON]
        finish() {
            trap '' TERM INT
            trap - EXIT
            duration=$(($(date +%s) - started))
            verdict=$(
                [ -z "${quick_status-}" ] || say "MAINTENANCE_QUICK_STATUS: $quick_status"
                say "MAINTENANCE_STATUS: $1"
                say "MAINTENANCE_DURATION: $duration"
                [ -z "${3-}" ] || say "MAINTENANCE_FAILURE_REASON: $3"
            )
            { say "$verdict" >"$KOPIA_MAINTENANCE_TERMINATION_LOG"; } 2>/dev/null
            say "$verdict"
            [ -z "$work" ] || rm -rf "$work"
            exit "$2"
        }

        # fail CODE REASON, the reason beginning with a word for programs
        fail() {
            finish FAILURE "$1" "$2"
        }

        misconfigured() {
            fail 78 "$1"
        }

        # step WORDS: what the run does from now on.
        step() {
            step=$1
            step_began=$(date +%s)
            step_time=$(date -u +%Y-%m-%dT%H:%M:%SZ)
            say "$1"
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
            [ -z "$stopping" ] || fail 143 "Terminated: the run was told to stop; $(step_so_far)"
        }

        out_of_time() {
            fail 1 "OutOfTime: the run has had the $KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS s of spec.activeDeadlineSeconds; $(step_so_far)"
        }

        step_so_far() {
            say "its step since $step_time ($(($(date +%s) - step_began)) s): $step"
        }

        remaining_time() {
            say $((started + KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS - last_words - $(date +%s)))
        }

        pause() {
            sleep "$poll" &
            child=$!
            await "$child"
            child=
            stop_if_told
        }

        # ----------------------------------------------------------------------------------------------------- running kopia

        # kopia_run ARGUMENT...: what it prints goes to the log through the filter, and as it is to $work/output; standard output
        # to $capture if that is set. After $time_limit seconds, if that is set, or when the time for the whole run is over, it is
        # ended, and the run has failed.
        kopia_run() {
            stop_if_told
            remaining=$(remaining_time)
            [ "$remaining" -gt 0 ] || out_of_time
            call_limit=${time_limit:-$remaining}
            [ "$call_limit" -le "$remaining" ] || call_limit=$remaining
            # shellcheck disable=SC2086 # one option or none
            tee "$work/output" <"$work/pipe" | sed $unbuffered -f "$work/filter" &
            reader=$!
            call_began=$(date +%s)
            (
                umask "$umask_before"
                for name in $(foreign_variables); do unset "$name"; done
                # shellcheck disable=SC2086 # a command or none
                exec ${bounded:+$bounded "$call_limit"} kopia --config-file="$work/repository.config" \
                    --log-level="$log_level" --disable-color --disable-file-logging --no-progress --no-auto-maintenance "$@"
            ) </dev/null >"${capture:-$work/pipe}" 2>"$work/pipe" &
            child=$!
            await "$child"
            status=$?
            child=
            wait "$reader"
            stop_if_told
            if [ "$status" -ne 0 ] && [ $(($(date +%s) - call_began)) -ge "$call_limit" ]; then
                [ "$call_limit" -lt "$remaining" ] || out_of_time
                fail 1 "Unreachable: no answer in $call_limit s, which is what this step may take ($step)"
            fi
            [ "$status" -ne 137 ] ||
                fail 1 'OutOfMemory: kopia was killed, most likely for lack of memory; raise spec.resources.limits.memory'
            return "$status"
        }

        # The names of variables that kopia and rclone would read and are not to.
        foreign_variables() {
            env | sed -n -e 's/^\(KOPIA_[A-Za-z0-9_]*\)=.*/\1/p' -e 's/^\(RCLONE_[A-Za-z0-9_]*\)=.*/\1/p' \
                -e 's/^\(XDG_[A-Za-z0-9_]*\)=.*/\1/p' -e 's/^\(ROOT_CA_PEM_BASE64\)=.*/\1/p' |
                while read -r name; do
                    case $passed in *" $name "*) ;; *) say "$name" ;; esac
                done
        }

        printed() {
            grep -q -E -e "$1" "$work/output"
        }

        # What kopia said last, where kopia 0.21 says its level first; of a long chain of errors the beginning and the end, where
        # the cause is.
        last_line() {
            grep -v '^[[:space:]]*$' "$work/output" | tail -n 1 |
                awk '{ print (length($0) > 500 ? substr($0, 1, 200) " ... " substr($0, length($0) - 293) : $0) }' |
                sed -e 's/^ERROR //' -f "$work/filter"
        }

        # give_up WORD: fails with that word and what kopia said last, or with a better word for what kopia said.
        give_up() {
            judge "$1"
            fail "$code" "$word: ${advice:+$advice: }$(last_line)"
        }

        # means PATTERN WORD CODE [ADVICE]: makes these the verdict if kopia printed the pattern.
        means() {
            printed "$1" || return 1
            word=$2
            code=$3
            advice=${4-}
        }

        # judge WORD: sets $word, $code and $advice.
        judge() {
            word=$1
            code=1
            advice=
            means 'clock skew detected' ClockSkew 1 ||
                means 'no space left on device|disk quota exceeded' NoSpace 1 ||
                means 'read-only file system' ReadOnly 78 'the volume is mounted read-only' ||
                means 'mmap.*cannot allocate memory' OutOfMemory 1 \
                    'more index files than the node lets a process map; raise its vm.max_map_count until this has run once' ||
                means 'cannot allocate memory' OutOfMemory 1 'raise spec.resources.limits.memory' ||
                means 'knownhosts: |key is unknown' UnknownHostKey 78 \
                    'SFTP_KNOWN_HOSTS_DATA does not have the key that the server shows' ||
                means "$refused_credentials" WrongCredentials 78 'the server does not accept the credentials' ||
                means 'gave HTTP response to HTTPS client|does not look like a TLS handshake' WrongProtocol 78 \
                    'the server speaks no TLS at that port; write http://' ||
                means 'HTTP request to an HTTPS server|malformed HTTP response|ReadStream .shards: 400' \
                    WrongProtocol 78 'the server does not take plain requests at that port; write https://' ||
                means 'overflow reading version string' WrongProtocol 78 'no SSH server answers at that port' ||
                means 'error decoding config json|connections are not supported|Bucket name cannot|Endpoint url cannot' \
                    InvalidRepository 78 ||
                means 'unable to start rclone.*(find section|fork/exec|executable file)' InvalidRepository 78 ||
                means 'try --help' InvalidArgument 78 ||
                means 'cannot parse provided CA' UntrustedCertificate 78 'spec.repository.customCA holds no certificate' ||
                means 'x509: |tls: ' UntrustedCertificate 1 ||
                means 'permission denied|AccessDenied|Access Denied|AuthorizationFailed|insufficient permission|: 403$' \
                    PermissionDenied 1 ||
                means 'no such host|connection refused|i/o timeout|network is unreachable|no route to host|connection reset by peer' \
                    Unreachable 1 || :
        }

        refused_credentials='does not exist in our records|InvalidAccessKeyId|signature we calculated|SignatureDoesNotMatch'
        refused_credentials=$refused_credentials'|unable to authenticate|Authorize .*: 401|Unauthorized|AuthenticationFailed'
        refused_credentials=$refused_credentials'|error parsing private key|invalid_grant|ExpiredToken|token has expired'
        refused_credentials=$refused_credentials'|token is malformed|security token'

        # -------------------------------------------------------------------------------------------------------------- JSON

        # Prints a line for each value of a JSON document: the names that lead to it, `[]` for a list, a tab, and the value.
        # shellcheck disable=SC2016 # the dollars are awk's
        flatten='
        BEGIN { RS = "\"" }
        function path(   i, text) {
            for (i = 1; i <= depth; i++) text = text (i > 1 ? "." : "") name[i]
            return text
        }
        function put(value) { print path() "\t" value }
        function end_of_scalar() { if (scalar != "") put(scalar); scalar = "" }
        function outside(text,   i, c) {
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                if (c == "{" || c == "[") { depth++; in_object[depth] = naming = c == "{"; name[depth] = c == "[" ? "[]" : "" }
                else if (c == "}" || c == "]") { end_of_scalar(); if (depth > 0) depth--; naming = 0 }
                else if (c == ",") { end_of_scalar(); naming = in_object[depth] }
                else if (c == ":") naming = 0
                else if (c !~ /[ \t\r\n]/) scalar = scalar c
            }
        }
        function number(digits,   i, n) {
            for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
            return n
        }
        function plain(text,   result, i, c, n) {
            while ((i = index(text, "\\")) > 0) {
                c = substr(text, i + 1, 1)
                n = c == "u" ? number(substr(text, i + 2, 4)) : 0
                result = result substr(text, 1, i - 1)
                if (c == "u") result = result (n > 31 && n < 127 ? sprintf("%c", n) : "?")
                else result = result (c ~ /[bfnrt]/ ? " " : c)
                text = substr(text, i + (c == "u" ? 6 : 2))
            }
            return result text
        }
        !inside { outside($0); inside = 1; text = ""; next }
        {
            text = text $0
            # A quotation mark behind an odd number of backslashes is one of the text.
            if (match($0, /\\+$/) && RLENGTH % 2) { text = text "\""; next }
            if (naming) name[depth] = plain(text); else put(plain(text))
            inside = 0
        }'

        # value_of PATH FILE: the value there in what $flatten printed.
        value_of() {
            awk -F '\t' -v path="$1" '$1 == path { print $2; exit }' "$2"
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
                # The values in lines such as `pass = value`, and those of JSON.
                say "$document" | sed -e 's/^[^=:]*[=:][[:space:]]*//' | hide 8
                case $document in '{'*) say "$document" | awk "$flatten" | cut -f 2- | hide 8 ;; esac
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

        # readable KEY VALUE: fails if the value names a file that cannot be read.
        readable() {
            case $2 in
            /*) [ -r "$2" ] || misconfigured "MissingFile: $1 names a file that cannot be read in this pod: $2" ;;
            esac
        }

        # unescape TEXT: with the octets that stand in it as %XX.
        unescape() {
            # shellcheck disable=SC2016 # the dollars are awk's
            say "$1" | LC_ALL=C awk '
                function digit(c) { return index("0123456789abcdef", tolower(c)) - 1 }
                {
                    while (match($0, /%[0-9A-Fa-f][0-9A-Fa-f]/)) {
                        octet = digit(substr($0, RSTART + 1, 1)) * 16 + digit(substr($0, RSTART + 2, 1))
                        printf "%s%c", substr($0, 1, RSTART - 1), octet
                        $0 = substr($0, RSTART + 3)
                    }
                    print
                }'
        }

        # split_url URL: sets $url_bare, $url_user and $url_password, the credentials in it unescaped.
        split_url() {
            url_bare=$1
            url_user=
            url_password=
            rest=${1#*://}
            authority=${rest%%/*}
            case $authority in *@*) ;; *) return 0 ;; esac
            url_bare=${1%%://*}://${authority##*@}${rest#"$authority"}
            authority=${authority%@*}
            url_user=$(unescape "${authority%%:*}")
            case $authority in *:*) url_password=$(unescape "${authority#*:}") ;; esac
        }

        # What keys of their own say wins over what the URL has.
        take_credentials_from_urls() {
            split_url "$WEBDAV_URL"
            WEBDAV_URL=$url_bare
            WEBDAV_USERNAME=$(first_of "$WEBDAV_USERNAME" "$url_user")
            WEBDAV_PASSWORD=$(first_of "$WEBDAV_PASSWORD" "$url_password")
            is_url sftp || return 0
            split_url "$KOPIA_REPOSITORY"
            KOPIA_REPOSITORY=$url_bare
            SFTP_USERNAME=$(first_of "$SFTP_USERNAME" "$url_user")
            SFTP_PASSWORD=$(first_of "$SFTP_PASSWORD" "$url_password")
        }

        # ------------------------------------------------------------------------------------------------------- preparation

        prepare() {
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
            # What kopia and rclone leave in either goes with the run.
            mkdir "$work/home" "$work/tmp"
            unset KOPIA_CACHE_DIRECTORY
            HOME=$work/home
            scratch=${TMPDIR:-/tmp}
            TMPDIR=$work/tmp
            KOPIA_CHECK_FOR_UPDATES=false
            KOPIA_PERSIST_CREDENTIALS_ON_CONNECT=false
            # The controller reports failures. Kopia's own reports, by profiles that the repository has, fail where the pod reaches
            # no mail server, and would stand last in its output.
            KOPIA_SEND_ERROR_NOTIFICATIONS=never
            export HOME TMPDIR KOPIA_CHECK_FOR_UPDATES KOPIA_PERSIST_CREDENTIALS_ON_CONNECT KOPIA_SEND_ERROR_NOTIFICATIONS

            for key in $keys; do
                eval "value=\${$key-}"
                # The substitution takes trailing line breaks away.
                value=$(printf '%s' "$value")
                eval "$key=\$value"
            done
            if [ "$RCLONE_CONFIG" = "$image_rclone_config" ] && [ ! -r "$image_rclone_config" ]; then
                unset RCLONE_CONFIG
                RCLONE_CONFIG=
            fi
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

        prepare_cache() {
            cache=${KOPIA_CACHE_DIR:-/cache}
            foreign=$(foreign_in_cache)
            [ -z "$foreign" ] || leave_cache "$foreign"
            [ "$KOPIA_FORCE_CACHE_REBUILD" != true ] || clear_cache
        }

        # What of the cache this user cannot use: the directory, or a part that another user made.
        foreign_in_cache() {
            if [ ! -d "$cache" ] || [ ! -w "$cache" ]; then
                say "$cache"
                return
            fi
            for part in $cache_parts; do
                if [ -e "$cache/$part" ] && { [ ! -r "$cache/$part" ] || [ ! -w "$cache/$part" ]; }; then
                    say "$cache/$part"
                    return
                fi
            done
        }

        # leave_cache PATH: a cache that cannot be used costs time, not the run.
        leave_cache() {
            say "WARNING: user $(id -u) cannot write $1 (podSecurityContext.fsGroup? made by another user? then remove it): this run keeps its cache in $scratch"
            cache=$work/cache
            mkdir "$cache"
        }

        # Removes what kopia keeps there and nothing else: the volume may be shared.
        clear_cache() {
            say "Clearing the cache in $cache"
            for part in $cache_parts; do
                rm -rf "${cache:?}/$part"
            done
        }

        unique_id() {
            sed -n -e 's/.*"uniqueID": *"\([^"]*\)".*/\1/p' "$1/kopia.repository" 2>/dev/null
        }

        # For some minutes kopia believes what its cache says of the repository's format and blobs, whichever repository that
        # was; two of them with one password cannot even be told apart by it.
        forget_other_repository() {
            [ ! -e "$cache/kopia.repository" ] || [ "$(unique_id "$cache")" = "$(unique_id "$work/connect-cache")" ] ||
                clear_cache
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

        # under PREFIX: where in the bucket. Kopia adds no slash, and repositories are made with one and without.
        under() {
            prefix=$1
            case $prefix in
            '') other_prefix= ;;
            */) other_prefix=${prefix%/} ;;
            *) other_prefix=$prefix/ ;;
            esac
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
            under ''
            if [ -n "$KOPIA_STRUCTURED_REPOSITORY_CONFIG" ]; then
                open_structured
            elif [ -n "$KOPIA_S3_BUCKET" ] || is_url s3; then
                open_s3
            elif [ -n "$KOPIA_AZURE_CONTAINER" ]; then
                open_azure "$KOPIA_AZURE_CONTAINER"
            elif [ -n "$KOPIA_GCS_BUCKET" ]; then
                open_gcs "$KOPIA_GCS_BUCKET"
            elif is_url filesystem; then
                open_filesystem
            elif [ -n "$KOPIA_B2_BUCKET" ]; then
                open_b2 "$KOPIA_B2_BUCKET"
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
            azure://* | gcs://* | gs://* | b2://*) under "$(url_prefix)" ;;
            esac
            case $KOPIA_REPOSITORY in
            azure://*) open_azure "$(url_host)" ;;
            gcs://* | gs://*) open_gcs "$(url_host)" ;;
            b2://*) open_b2 "$(url_host)" ;;
            sftp://*) open_sftp_url ;;
            rclone://*) open_rclone "${KOPIA_REPOSITORY#rclone://}" ;;
            gdrive://*) open_gdrive "$(url_host)" ;;
            *) open_by_other_names ;;
            esac
        }

        # Keys that people have in their Secrets beside those of the movers.
        open_by_other_names() {
            if [ -n "$KOPIA_FS_PATH" ]; then
                KOPIA_REPOSITORY=filesystem://${KOPIA_FS_PATH#filesystem://}
                KOPIA_FS_PATH=
                open_filesystem
            elif [ -n "$GCS_BUCKET" ]; then
                open_gcs "$GCS_BUCKET"
            else
                misconfigured \
                    'NoRepository: the repository Secret names no repository (KOPIA_REPOSITORY or the keys of a backend)'
            fi
        }

        open_structured() {
            readable KOPIA_STRUCTURED_REPOSITORY_CONFIG "$KOPIA_STRUCTURED_REPOSITORY_CONFIG"
            file=$(credential structured.config "$KOPIA_STRUCTURED_REPOSITORY_CONFIG")
            awk "$flatten" "$file" >"$work/structured.values"
            case $(value_of storage.type "$work/structured.values") in
            '') misconfigured 'InvalidRepository: KOPIA_STRUCTURED_REPOSITORY_CONFIG is no kopia configuration with a storage (one of a kopia server has none)' ;;
            filesystem)
                path=$(value_of storage.config.path "$work/structured.values")
                [ -n "$path" ] || misconfigured 'InvalidRepository: KOPIA_STRUCTURED_REPOSITORY_CONFIG names no path'
                check_folder "$path"
                ;;
            esac
            rm -f "$work/structured.values"
            connect from-config --file="$file"
        }

        open_s3() {
            bucket=$(first_of "$KOPIA_S3_BUCKET" "$(url_host)")
            ! is_url s3 || under "$(url_prefix)"
            if [ -z "$prefix" ]; then
                under "$KOPIA_S3_PREFIX"
            elif [ -n "$KOPIA_S3_PREFIX" ] && [ "$KOPIA_S3_PREFIX" != "$prefix" ]; then
                say 'WARNING: KOPIA_S3_PREFIX is ignored beside the path in KOPIA_REPOSITORY'
            fi
            endpoint=$(first_of "$KOPIA_S3_ENDPOINT" "$AWS_S3_ENDPOINT" s3.amazonaws.com)
            region=$(first_of "$KOPIA_S3_REGION" "$AWS_REGION" "$AWS_DEFAULT_REGION")
            plain=
            case $endpoint in http://*) plain=yes ;; esac
            [ "$KOPIA_S3_DISABLE_TLS" != true ] && [ "$AWS_S3_DISABLE_TLS" != true ] || plain=yes
            endpoint=${endpoint#*://}
            set -- s3 --bucket="$bucket" --endpoint="${endpoint%%/*}" ${region:+"--region=$region"} \
                ${plain:+--disable-tls} ${ca_bundle:+"--root-ca-pem-path=$ca_bundle"}
            # Without keys kopia asks the instance or the web identity of the service account, if it is told that there are none.
            [ -n "$AWS_ACCESS_KEY_ID" ] || set -- "$@" --access-key=
            [ -n "$AWS_SECRET_ACCESS_KEY" ] || set -- "$@" --secret-access-key=
            connect "$@"
        }

        # open_azure CONTAINER
        open_azure() {
            AZURE_STORAGE_ACCOUNT=$(first_of "$KOPIA_AZURE_STORAGE_ACCOUNT" "$AZURE_STORAGE_ACCOUNT" "$AZURE_ACCOUNT_NAME")
            AZURE_STORAGE_KEY=$(first_of "$KOPIA_AZURE_STORAGE_KEY" "$AZURE_STORAGE_KEY" "$AZURE_ACCOUNT_KEY")
            AZURE_STORAGE_SAS_TOKEN=$(first_of "$AZURE_STORAGE_SAS_TOKEN" "$AZURE_ACCOUNT_SAS")
            AZURE_STORAGE_DOMAIN=$(first_of "$AZURE_STORAGE_DOMAIN" "${AZURE_ENDPOINT_SUFFIX:+blob.$AZURE_ENDPOINT_SUFFIX}")
            require AZURE_STORAGE_ACCOUNT "$AZURE_STORAGE_ACCOUNT"
            export AZURE_STORAGE_ACCOUNT AZURE_STORAGE_KEY AZURE_STORAGE_SAS_TOKEN AZURE_STORAGE_DOMAIN
            connect azure --container="$1"
        }

        # open_gcs BUCKET; without credentials kopia uses the workload's identity.
        open_gcs() {
            file=
            if [ -n "$GOOGLE_APPLICATION_CREDENTIALS" ]; then
                readable GOOGLE_APPLICATION_CREDENTIALS "$GOOGLE_APPLICATION_CREDENTIALS"
                file=$(credential gcs.json "$GOOGLE_APPLICATION_CREDENTIALS")
                GOOGLE_APPLICATION_CREDENTIALS=$file
            else
                unset GOOGLE_APPLICATION_CREDENTIALS
            fi
            connect gcs --bucket="$1" ${file:+"--credentials-file=$file"}
        }

        open_filesystem() {
            path=${KOPIA_REPOSITORY#filesystem://}
            case $path/ in
            */../*) misconfigured 'InvalidRepository: the path of a filesystem repository must not contain ..' ;;
            /*) ;;
            *) misconfigured 'InvalidRepository: a filesystem repository is written filesystem:///path' ;;
            esac
            [ -z "$KOPIA_FS_PATH" ] || [ "$KOPIA_FS_PATH" = "$path" ] ||
                say "WARNING: KOPIA_FS_PATH is ignored: the repository is in $path, where the pod has it"
            check_folder "$path"
            connect filesystem --path="$path"
        }

        # check_folder PATH: kopia writes .shards into an empty folder before it finds no repository there; and what another user
        # than that of the backups writes into a repository, index and all, the backups cannot read any more.
        check_folder() {
            user=$(id -u)
            [ -d "$1" ] || misconfigured "RepositoryNotFound: there is no folder $1 that user $user can see; maintenance never creates one"
            if [ ! -r "$1" ] || [ ! -x "$1" ]; then wrong_user "$1" "$(stat -L -c %u "$1")"; fi
            if [ ! -e "$1/kopia.repository.f" ]; then
                [ -e "$1/.shards" ] || repository_not_found
                return 0
            fi
            owner=$(stat -L -c %u "$1/kopia.repository.f")
            [ "$owner" != "$user" ] || [ -w "$1" ] ||
                misconfigured "ReadOnly: $1 is not writable: the volume is mounted read-only, or the folder's mode forbids it"
            if [ "$owner" = "$user" ] || [ "$owner" = "$(user_of_new_files "$1")" ]; then return 0; fi
            case $KOPIA_ADDITIONAL_ARGS in
            *--file-mode*) say "WARNING: the repository belongs to user $owner, this run is user $user; --file-mode must let both read" ;;
            *) wrong_user "$1" "$owner" ;;
            esac
        }

        # user_of_new_files PATH: some volumes (NFS with all_squash, CIFS) give every file to one user, whoever writes it.
        user_of_new_files() {
            touch -r "$1" "$work/time"
            probe=$(mktemp "$1/.kopia-maintenance.XXXXXX" 2>/dev/null) || return 0
            stat -c %u "$probe"
            rm -f "$probe"
            touch -r "$work/time" "$1" 2>/dev/null
        }

        # wrong_user PATH OWNER
        wrong_user() {
            advice="set spec.podSecurityContext.runAsUser: $2"
            [ "$2" != 0 ] || advice="$advice, and runAsNonRoot: false in both security contexts"
            misconfigured "WrongUser: the repository in $1 belongs to user $2, and this run is user $user, whose files its backups could not read: $advice"
        }

        repository_not_found() {
            misconfigured 'RepositoryNotFound: there is no Kopia repository at that place; maintenance never creates one'
        }

        # open_b2 BUCKET
        open_b2() {
            require B2_ACCOUNT_ID "$B2_ACCOUNT_ID"
            require B2_APPLICATION_KEY "$B2_APPLICATION_KEY"
            B2_KEY_ID=$B2_ACCOUNT_ID
            B2_KEY=$B2_APPLICATION_KEY
            export B2_KEY_ID B2_KEY
            connect b2 --bucket="$1"
        }

        open_webdav() {
            KOPIA_WEBDAV_USERNAME=$WEBDAV_USERNAME
            KOPIA_WEBDAV_PASSWORD=$WEBDAV_PASSWORD
            export KOPIA_WEBDAV_USERNAME KOPIA_WEBDAV_PASSWORD
            if lacks_on_webdav .shards && lacks_on_webdav kopia.repository.f; then repository_not_found; fi
            connect webdav --url="$WEBDAV_URL"
        }

        # lacks_on_webdav NAME: true if the server says so. Kopia writes .shards where it lacks, repository or not.
        lacks_on_webdav() {
            command -v curl >/dev/null || return 1
            {
                say "url = $(json "${WEBDAV_URL%/}/$1")"
                [ -z "$WEBDAV_USERNAME" ] || say "user = $(json "$WEBDAV_USERNAME:$WEBDAV_PASSWORD")"
            } >"$work/curl.config"
            answer=$(curl --silent --head --anyauth --max-time "$look_limit" --config "$work/curl.config" ${ca_bundle:+--cacert "$ca_bundle"} \
                --output /dev/null --write-out '%{http_code}')
            [ "$answer" = 404 ]
        }

        open_sftp_url() {
            address=$(url_host)
            port=$SFTP_PORT
            case $address in
            *\]) ;;
            *:*)
                port=${address##*:}
                address=${address%:*}
                ;;
            esac
            open_sftp "$address" "$port" "$(first_of "$SFTP_PATH" "/$(url_path)")"
        }

        # open_sftp HOST PORT PATH
        open_sftp() {
            require SFTP_USERNAME "$SFTP_USERNAME"
            require SFTP_PATH "$3"
            case $1 in
            \[*) address=$1 ;;
            *:*) address="[$1]" ;;
            *) address=$1 ;;
            esac
            hosts=$(first_of "$SFTP_KNOWN_HOSTS_DATA" "$SFTP_KNOWN_HOSTS")
            require 'SFTP_KNOWN_HOSTS_DATA (the host key to trust)' "$hosts"
            readable SFTP_KNOWN_HOSTS "$hosts"
            hosts=$(credential known_hosts "$hosts")
            case ${2:-22} in *[!0-9]*) misconfigured 'InvalidRepository: SFTP_PORT is not a number' ;; esac
            if [ -n "$SFTP_PASSWORD" ]; then
                # Only a flag or a configuration file takes this password, and a flag would be seen.
                connect_storage sftp "\"host\":$(json "$address"),\"port\":${2:-22},\"path\":$(json "$3"),\"username\":$(json "$SFTP_USERNAME"),\"password\":$(json "$SFTP_PASSWORD"),\"knownHostsFile\":$(json "$hosts")"
            else
                require 'SFTP_KEY_FILE or SFTP_PASSWORD' "$SFTP_KEY_FILE"
                readable SFTP_KEY_FILE "$SFTP_KEY_FILE"
                connect sftp --host="$address" --port="${2:-22}" --path="$3" --username="$SFTP_USERNAME" \
                    --keyfile="$(credential sftp_key "$SFTP_KEY_FILE")" --known-hosts="$hosts"
            fi
        }

        # open_rclone REMOTE:PATH
        open_rclone() {
            if [ -n "$RCLONE_CONFIG" ]; then
                readable RCLONE_CONFIG "$RCLONE_CONFIG"
                RCLONE_CONFIG=$(credential rclone.conf "$RCLONE_CONFIG")
                export RCLONE_CONFIG
            else
                unset RCLONE_CONFIG
            fi
            if lacks_on_rclone "$1"; then repository_not_found; fi
            connect rclone --remote-path="$1" ${RCLONE_EXE:+"--rclone-exe=$RCLONE_EXE"}
        }

        # lacks_on_rclone REMOTE:PATH: true if rclone finds neither a repository nor .shards, which kopia would write there.
        lacks_on_rclone() {
            found=$(
                for name in $(foreign_variables); do unset "$name"; done
                # shellcheck disable=SC2086 # a command or none
                ${bounded:+$bounded "$look_limit"} "${RCLONE_EXE:-rclone}" lsf --files-only --max-depth 1 --include /kopia.repository.f \
                    --include /.shards "$1" 2>/dev/null
            )
            # 3 is rclone's word for a directory that is not there.
            case $? in
            0) [ -z "$found" ] ;;
            3) ;;
            *) return 1 ;;
            esac
        }

        # open_gdrive FOLDER
        open_gdrive() {
            require GOOGLE_DRIVE_CREDENTIALS "$GOOGLE_DRIVE_CREDENTIALS"
            readable GOOGLE_DRIVE_CREDENTIALS "$GOOGLE_DRIVE_CREDENTIALS"
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
            attempt=1
            step "Connecting to the repository ($1) as $identity"
            time_limit=$connect_limit
            # A cache directory of its own: kopia deletes the one it was given when the connection fails.
            until kopia_run repository connect "$@" ${prefix:+"--prefix=$prefix"} --override-username="${identity%@*}" \
                --override-hostname="${identity##*@}" --cache-directory="$work/connect-cache"; do
                if printed 'repository not initialized' && [ -n "$other_prefix" ]; then
                    say "No repository under $prefix; looking under $other_prefix"
                    prefix=$other_prefix
                    other_prefix=
                else
                    give_up_connecting
                    attempt=$((attempt + 1))
                    pause
                fi
            done
            time_limit=
            # An argument such as --help succeeds without connecting.
            [ -e "$work/repository.config" ] ||
                misconfigured 'InvalidArgument: with KOPIA_ADDITIONAL_ARGS kopia does not connect, but does something else'
            set_cache
        }

        give_up_connecting() {
            if printed 'repository not initialized|bucket does not exist'; then repository_not_found; fi
            printed 'invalid repository password' &&
                misconfigured 'WrongPassword: KOPIA_PASSWORD does not open the repository'
            judge ConnectionFailed
            if [ "$code" = 78 ] || [ "$attempt" -ge "$connect_attempts" ]; then
                fail "$code" "$word: ${advice:+$advice: }$(last_line)"
            fi
        }

        set_cache() {
            time_limit=$claim_limit
            set -- --cache-directory="$cache"
            [ -z "$KOPIA_METADATA_CACHE_SIZE_LIMIT_MB" ] ||
                set -- "$@" --metadata-cache-size-limit-mb="$KOPIA_METADATA_CACHE_SIZE_LIMIT_MB"
            [ -z "$KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB" ] ||
                set -- "$@" --content-cache-size-limit-mb="$KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB"
            forget_other_repository
            kopia_run cache set "$@" || give_up CacheUnusable
            rm -rf "$work/connect-cache"
            time_limit=
        }

        # kopia_cached ARGUMENT...: as kopia_run; once more with a cache of its own if some file in this one is another user's.
        kopia_cached() {
            kopia_run "$@" && return 0
            failure=$?
            [ "$cache" != "$work/cache" ] && printed "$cache/.*permission denied" || return "$failure"
            leave_cache "$cache"
            # It wins over what the connection says, and that kopia cannot change without opening the old cache.
            KOPIA_CACHE_DIRECTORY=$cache
            export KOPIA_CACHE_DIRECTORY
            kopia_run "$@"
        }

        # --------------------------------------------------------------------------------------------------------- ownership

        # Reads what kopia knows of its runs, flattened, and prints how many seconds ago a run began that has not ended: none of
        # its tasks has failed, nor has its last one run.
        #
        # A run begins by moving the schedule (updateSchedule, repo/maintenance/maintenance_run.go): a full one the time of the
        # next full cycle and at once that of the next quick one, a quick one the latter alone. `maintenance set` moves the times
        # too: that of the full cycle alone with --pause-full, or the quick one before the full one with both.
        # shellcheck disable=SC2016 # the dollars are awk's
        unfinished='
        BEGIN { FS = "\t" }
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
        function fraction(t) { return match(t, /[.][0-9]+/) ? substr(t, RSTART, RLENGTH) + 0 : 0 }
        $1 == "full.interval" { full_interval = $2 / 1e9 }
        $1 == "quick.interval" { quick_interval = $2 / 1e9 }
        $1 == "schedule.nextFullMaintenance" { full = seconds($2); full_part = fraction($2) }
        $1 == "schedule.nextQuickMaintenance" { quick = seconds($2); quick_part = fraction($2) }
        /^schedule[.]runs[.][^.]*[.]\[\][.]start\t/ { runs++; split($1, part, "."); task[runs] = part[3]; begin[runs] = seconds($2) }
        /^schedule[.]runs[.][^.]*[.]\[\][.]success\t/ { done[runs] = $2 == "true" }
        END {
            full -= full_interval; quick -= quick_interval
            ahead = quick - full + (quick_part - full_part)
            is_full = ahead >= 0 && ahead < 1
            # Neither way: the times are the work of `maintenance set`.
            if (ahead < 0 && ahead > -1) exit
            if (now - quick > limit || quick > now + tolerance) exit
            for (run = 1; run <= runs; run++) {
                if (begin[run] < quick - 1) continue
                recorded = 1
                if (!done[run] || task[run] == "cleanup-logs" || (!is_full && task[run] == "advance-epoch")) exit
            }
            if (!is_full && !recorded && now - quick > quick_limit) exit
            print (now > quick ? int(now - quick) : 0)
        }'

        # Sets $owner and $age, the latter empty unless a run is under way.
        look() {
            capture=$work/info
            if ! kopia_cached maintenance info --json; then
                printed 'unable to open pack index|error loading indexes|mmap|corrupt|bad index blob' || give_up InfoFailed
                clear_cache
                kopia_run maintenance info --json || give_up InfoFailed
            fi
            capture=
            awk "$flatten" "$work/info" >"$work/info.values"
            owner=$(value_of owner "$work/info.values")
            age=$(awk -v now="$(date +%s)" -v limit="$KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS" -v quick_limit="$quick_limit" \
                -v tolerance="$clock_tolerance" "$unfinished" "$work/info.values")
        }

        # kopia's own lock is a file beside its configuration, which no other pod sees; what it records in the repository is.
        #
        # Two may look at one moment, and both claim. A run that had seen its ownership before the claim moves the schedule within
        # seconds, so a claim is followed by a pause and another look before anything runs.
        claim() {
            step 'Claiming the ownership of maintenance'
            time_limit=$claim_limit
            waited=0
            claims=0
            claimed=
            while :; do
                look
                limit=$patience
                [ "$owner" != "$identity" ] || [ -n "$claimed" ] || limit=$own_patience
                if [ -n "$age" ] && [ -n "$claimed" ] && [ "$owner" = "$identity" ] && [ -n "$former" ]; then
                    say "A run began while the ownership changed; giving it back to $former"
                    claimed=
                    kopia_cached maintenance set --owner="$former" || give_up ClaimFailed
                    continue
                fi
                if [ -n "$age" ] && [ "$waited" -lt "$limit" ]; then
                    say "A run of ${owner:-an unknown owner} began $age seconds ago and has not ended; waiting"
                    pause
                    waited=$((waited + poll))
                    continue
                fi
                if [ "$owner" = "$identity" ] && { [ -z "$age" ] || [ -z "$claimed" ]; }; then break; fi
                [ -z "$age" ] || fail 75 "RepositoryBusy: $owner has been maintaining the repository for $age seconds"
                [ "$claims" -lt "$claim_attempts" ] ||
                    fail 75 "OwnershipContested: the repository belongs to $owner again each time it is claimed"
                if [ -n "$claimed" ]; then
                    # Who claimed later goes first, and is given the time to begin.
                    claimed=
                    pause
                    continue
                fi
                claims=$((claims + 1))
                claimed=yes
                former=$owner
                say "Taking maintenance over from ${owner:-nobody}"
                kopia_cached maintenance set --owner="$identity" || give_up ClaimFailed
                pause
            done
            time_limit=
            [ -z "$age" ] || say "The run that began $age seconds ago shows no sign of life; going on"
        }

        # ------------------------------------------------------------------------------------------------------- maintenance

        # maintain quick|full
        maintain() {
            waited_for_lock=0
            lost=0
            while :; do
                step "Running $1 maintenance"
                case $1 in
                quick) kopia_cached maintenance run ;;
                full) kopia_cached maintenance run --full ;;
                esac
                outcome=$?
                if printed 'must be run by designated user'; then
                    lost=$((lost + 1))
                    [ "$lost" -lt "$claim_attempts" ] || fail 75 'OwnershipContested: the ownership was lost while running'
                    claim
                elif [ "$outcome" -ne 0 ] && printed 'clock skew detected'; then
                    give_back
                elif [ "$outcome" -eq 0 ] && ! printed "Finished $1 maintenance"; then
                    # kopia says nothing and reports success when somebody else holds its lock.
                    [ "$waited_for_lock" -lt "$patience" ] || fail 75 'RepositoryBusy: another process holds the lock'
                    say 'Another process holds the maintenance lock; waiting'
                    pause
                    waited_for_lock=$((waited_for_lock + poll))
                else
                    return "$outcome"
                fi
            done
        }

        # A run that kopia refuses for its clock has moved the schedule already, as one that is under way does. The times are put
        # back, to where maintenance is due, so that nobody waits for it.
        give_back() {
            judge MaintenanceFailed
            reason="$word: $(last_line)"
            kopia_run maintenance set --pause-quick=-24h --pause-full=-24h || :
            fail "$code" "$reason"
        }

        prepare
        open_repository
        claim
        quick_status=SUCCESS
        if ! maintain quick; then
            quick_status=FAILURE
            say 'WARNING: quick maintenance failed; full maintenance does all that it does'
        fi
        maintain full || give_up MaintenanceFailed
        finish SUCCESS 0
        """#

    /// `maintenance/mover.sh`, word for word.
    package static let mover = #"""
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
        """#
}
