# Where the repository is, as a URL has it.

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
