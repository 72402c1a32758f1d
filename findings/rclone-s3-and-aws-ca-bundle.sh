#!/usr/bin/env bash
#
# rclone's S3 backend does not start where AWS_CA_BUNDLE names a valid bundle: the AWS library under it reads the variable
# and can put the bundle into its own kind of HTTP transport only, which rclone's is not. Whoever sets the variable for
# every AWS client of a pod, as clusters with an authority of their own do, takes rclone remotes on S3 away, and with them
# every repository that is reached through rclone. SSL_CERT_FILE, which Go itself reads, does no harm.
#
# Seen with rclone 1.60.1+dfsg-2+b5 of Debian 12 (aws-sdk-go 1):
#
#   Failed to create file system for ":s3,...": LoadCustomCABundleError: unable to load custom CA bundle, HTTPClient's
#   transport unsupported type
#
# Nothing is asked of any server before that. Fails if that changes.
set -euo pipefail

version=1.60.1+dfsg-2+b5
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download "rclone=$version" >/dev/null 2>&1 || { echo "apt has no rclone $version; apt-get update?" && exit 2; }
dpkg-deb --extract rclone_*.deb package
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -subj /CN=authority \
    -days 2 2>/dev/null
: >rclone.conf

# said VARIABLE=VALUE - the first words of what rclone says of a bucket on a port where nobody listens.
said() {
    env -u AWS_CA_BUNDLE -u SSL_CERT_FILE "$1" package/usr/bin/rclone --config rclone.conf --low-level-retries 1 \
        --retries 1 lsf ':s3,provider=Other,endpoint="http://127.0.0.1:9",access_key_id=a,secret_access_key=b:bucket' 2>&1 |
        grep -oE 'LoadCustomCABundleError|connection refused' | head -n 1 || true
}

status=0
check() {
    if [[ $2 == "$3" ]]; then
        printf 'as seen  %s: %s\n' "$1" "$2"
    else
        printf 'CHANGED  %s: %s, was %s\n' "$1" "${2:-nothing}" "$3"
        status=1
    fi
}

check 'AWS_CA_BUNDLE' "$(said "AWS_CA_BUNDLE=$folder/ca.crt")" LoadCustomCABundleError
check 'SSL_CERT_FILE' "$(said "SSL_CERT_FILE=$folder/ca.crt")" 'connection refused'
exit "$status"
