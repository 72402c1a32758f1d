# A repository in a folder, and whose it is.

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
