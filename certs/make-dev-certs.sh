#!/bin/sh
# Makes a certificate authority and a serving certificate for development.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
authority_name='kopia-maintenance development CA'
serving_name='kopia-maintenance-webhook'

usage() {
    cat <<EOF
Usage: $0 [OPTION]...

Makes a certificate authority and a serving certificate (ECDSA, P-256) for development:
  ca.crt   what a client trusts (curl --cacert, caBundle)
  tls.crt  the serving certificate (--tls-cert-file)
  tls.key  its private key, mode 0600 (--tls-private-key-file)
Files that are good for all names and for another day are left as they are. The authority's key is
thrown away after use, so each run that makes something makes a new authority.

Options:
  --directory DIR  where the files go (default: $here)
  --name NAME      a DNS name or an IP address to serve under; may be repeated
                   (default: localhost, 127.0.0.1 and ::1)
  --days N         how long the certificates are valid (default: 825)
  --client NAME    also make client.crt and client.key for a client of this name; may be used to try
                   --client-ca-file ca.crt --allowed-client-names NAME
  --force          make new files although the present ones are good
  -h, --help       show this text

Needs the command openssl, version 1.1.1 or later.
EOF
}

fail() {
    printf '%s: %s\n' "$0" "$1" >&2
    exit "${2:-1}"
}

directory=$here
names=
days=825
client=
force=false

while [ $# -gt 0 ]; do
    case $1 in
        -h | --help)
            usage
            exit 0
            ;;
        --force) force=true ;;
        --directory | --name | --days | --client)
            [ $# -ge 2 ] || fail "$1 needs a value" 2
            case $1 in
                --directory) directory=$2 ;;
                --name) names="$names $2" ;;
                --days) days=$2 ;;
                --client) client=$2 ;;
            esac
            shift
            ;;
        *) fail "unknown option $1; see --help" 2 ;;
    esac
    shift
done

[ -n "$names" ] || names='localhost 127.0.0.1 ::1'
command -v openssl >/dev/null || fail 'the command openssl is missing (Debian: apt install openssl)'
case $days in
    '' | *[!0-9]* | 0*) fail "--days takes a whole number of at least 1, not $days" 2 ;;
esac
case $client in
    */* | *=* | *+*) fail "--client takes a name without / = and +, not $client" 2 ;;
esac

# The names as openssl's configuration writes them. Whatever could say more than a name is refused.
SUBJECT_ALT_NAMES=
set -f
for name in $names; do
    case $name in
        *[!0-9A-Za-z.:*-]*) fail "$name is neither a DNS name nor an IP address" 2 ;;
        *:* | [0-9]*.[0-9]*.[0-9]*.[0-9]*) kind=IP ;;
        *) kind=DNS ;;
    esac
    SUBJECT_ALT_NAMES="${SUBJECT_ALT_NAMES:+$SUBJECT_ALT_NAMES,}$kind:$name"
done
export SUBJECT_ALT_NAMES

mkdir -p "$directory"
directory=$(CDPATH='' cd -- "$directory" && pwd)
cd "$directory"

# Good: verifies now and tomorrow for each name, and belongs to the key.
is_good() {
    [ -f ca.crt ] && [ -f tls.crt ] && [ -f tls.key ] || return 1
    openssl verify -purpose sslserver -CAfile ca.crt tls.crt >/dev/null 2>&1 || return 1
    openssl x509 -in tls.crt -noout -checkend 86400 >/dev/null || return 1
    for name in $names; do
        case $name in
            *:* | [0-9]*.[0-9]*.[0-9]*.[0-9]*) check=-checkip ;;
            *) check=-checkhost ;;
        esac
        openssl x509 -in tls.crt -noout "$check" "$name" | grep -q 'does match' || return 1
    done
    [ "$(openssl pkey -in tls.key -passin pass: -pubout 2>/dev/null)" = "$(openssl x509 -in tls.crt -noout -pubkey)" ]
}

if [ "$force" = false ] && [ -z "$client" ] && is_good; then
    printf 'kept %s/ca.crt, tls.crt and tls.key: they are good\n' "$directory"
    exit 0
fi

# Whether a certificate is from a development authority, this one or an earlier one.
is_ours() {
    openssl x509 -in "$1" -noout -issuer 2>/dev/null | grep -q "CN *= *$authority_name\$"
}

# A key whose certificate is not ours is somebody's real one.
if [ -e tls.key ] && ! is_ours tls.crt; then
    fail "$directory/tls.key exists and is not a development key made here: it is left alone"
fi

umask 077
work=$(mktemp -d "$directory/.new.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

new_key() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null
}

# issue SECTION COMMON-NAME FILE: a key and a certificate signed by the authority.
issue() {
    new_key "$work/$3.key"
    openssl req -new -config "$here/openssl.cnf" -utf8 -subj "/CN=$2" -key "$work/$3.key" -out "$work/$3.csr"
    openssl x509 -req -sha256 -in "$work/$3.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" \
        -set_serial "0x$(openssl rand -hex 16)" -days "$days" \
        -extfile "$here/openssl.cnf" -extensions "$1" -out "$work/$3.crt" 2>/dev/null
}

new_key "$work/ca.key"
openssl req -x509 -new -sha256 -config "$here/openssl.cnf" -extensions authority -utf8 \
    -subj "/CN=$authority_name" -key "$work/ca.key" -set_serial "0x$(openssl rand -hex 16)" \
    -days "$days" -out "$work/ca.crt"
issue serving "$serving_name" tls
chmod 0644 "$work/ca.crt" "$work/tls.crt"

made='ca.crt, tls.crt and tls.key'
# The new authority knows nothing of a client of an earlier one.
if is_ours client.crt; then
    rm -f client.crt client.key
fi
if [ -n "$client" ]; then
    [ ! -e client.key ] || fail "$directory/client.key exists and is not a development key made here: it is left alone"
    issue client "$client" client
    chmod 0644 "$work/client.crt"
    mv -f "$work/client.crt" "$work/client.key" .
    made="$made, client.crt and client.key"
fi
# The key comes last: whatever of this is interrupted, the certificate already says that the key may go.
mv -f "$work/tls.crt" .
mv -f "$work/ca.crt" .
mv -f "$work/tls.key" .

printf 'made %s in %s for %s\n' "$made" "$directory" "$SUBJECT_ALT_NAMES"
