# What kopia said, and what it means for the run.

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
