# Storage behind a server of the user.

open_webdav() {
    grant KOPIA_WEBDAV_USERNAME "$WEBDAV_USERNAME"
    grant KOPIA_WEBDAV_PASSWORD "$WEBDAV_PASSWORD"
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
    require 'SFTP_KNOWN_HOSTS_DATA (the host key to trust)' "$SFTP_KNOWN_HOSTS_DATA$SFTP_KNOWN_HOSTS"
    if [ -n "$SFTP_KNOWN_HOSTS_DATA" ]; then file_of SFTP_KNOWN_HOSTS_DATA; else file_of SFTP_KNOWN_HOSTS; fi
    hosts=$file
    case ${2:-22} in *[!0-9]*) misconfigured 'InvalidRepository: SFTP_PORT is not a number' ;; esac
    if [ -n "$SFTP_PASSWORD" ]; then
        # Only a flag or a configuration file takes this password, and a flag would be seen.
        connect_storage sftp "\"host\":$(json "$address"),\"port\":${2:-22},\"path\":$(json "$3"),\"username\":$(json "$SFTP_USERNAME"),\"password\":$(json "$SFTP_PASSWORD"),\"knownHostsFile\":$(json "$hosts")"
    else
        require 'SFTP_KEY_FILE or SFTP_PASSWORD' "$SFTP_KEY_FILE"
        file_of SFTP_KEY_FILE
        connect sftp --host="$address" --port="${2:-22}" --path="$3" --username="$SFTP_USERNAME" --keyfile="$file" \
            --known-hosts="$hosts"
    fi
}

# Where the stock image looks for the configuration of rclone; nothing is there.
image_rclone_config=/app/rclone/rclone.conf

# open_rclone REMOTE:PATH
open_rclone() {
    grant_rclone
    [ -z "$RCLONE_CONFIG" ] || readable RCLONE_CONFIG "$RCLONE_CONFIG"
    if lacks_on_rclone "$1"; then repository_not_found; fi
    connect rclone --remote-path="$1" ${RCLONE_EXE:+"--rclone-exe=$RCLONE_EXE"}
}

# A remote may take the credentials of its cloud from the environment (env_auth).
grant_rclone() {
    granted="RCLONE_CONFIG $aws_variables $azure_variables"
    grant_google
    [ "$RCLONE_CONFIG" != "$image_rclone_config" ] || [ -r "$image_rclone_config" ] || RCLONE_CONFIG=
    case $RCLONE_CONFIG in
    '' | /*) ;;
    *)
        # A copy: rclone writes the tokens that it renews into its configuration. Where it cannot it tries for seconds,
        # each time it starts, and prints an error.
        say "$RCLONE_CONFIG" >"$work/rclone.conf"
        RCLONE_CONFIG=$work/rclone.conf
        ;;
    esac
}

# lacks_on_rclone REMOTE:PATH: true if rclone finds neither a repository nor .shards, which kopia would write there.
lacks_on_rclone() {
    found=$(
        # shellcheck disable=SC2086 # several names
        pass $granted
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
