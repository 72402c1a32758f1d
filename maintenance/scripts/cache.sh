# Kopia's cache.

# What kopia keeps in a cache.
cache_parts='blob-list contents index-blobs indexes kopia.blobcfg kopia.repository metadata own-writes server-contents'

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
