# Connecting to the repository.

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

repository_not_found() {
    misconfigured 'RepositoryNotFound: there is no Kopia repository at that place; maintenance never creates one'
}
