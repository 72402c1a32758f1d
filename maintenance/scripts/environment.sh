# What the programs that are started find in their environment: no secret, but for kopia and rclone, and `timeout`, which
# starts them.

# What the pod tells the run itself.
settings='
KOPIA_CACHE_DIR KOPIA_METADATA_CACHE_SIZE_LIMIT_MB KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB CUSTOM_CA
KOPIA_MAINTENANCE_REPOSITORY KOPIA_MAINTENANCE_SECRET KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS
KOPIA_MAINTENANCE_TERMINATION_LOG'

# What kopia and rclone read for these clouds, or the libraries in them.
aws_variables='AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION'
azure_variables='AZURE_STORAGE_ACCOUNT AZURE_STORAGE_KEY AZURE_STORAGE_SAS_TOKEN AZURE_STORAGE_DOMAIN
AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET'
google_variables='GOOGLE_APPLICATION_CREDENTIALS GOOGLE_PROJECT_ID'

# The variables that the backend gives kopia and rclone.
granted=

# keep NAME: the variable is not for programs.
keep() {
    # The value stays in a parameter: any variable may be the one that is kept.
    eval "set -- $1 \"\${$1-}\""
    unset -v "$1"
    eval "$1=\$2"
}

# trim NAME: without the line breaks at the value's end. Some editors and most shell pipelines add one that nobody meant.
trim() {
    eval "value=\$$1"
    [ -z "$value" ] || value=$(printf '%s' "$value")
    eval "$1=\$value"
}

# grant NAME VALUE: a variable of its own for the backend's programs.
grant() {
    keep "$1"
    eval "$1=\$2"
    granted="$granted $1"
}

# pass NAME...: the program that this subshell becomes has these variables, as far as they have a value.
pass() {
    for name in "$@"; do
        eval "value=\${$name-}"
        [ -z "$value" ] || export "${name?}"
    done
}

# To be done before any program is started.
keep_secrets() {
    for name in $keys $settings; do keep "$name"; done
}

prepare_environment() {
    for name in $(foreign_variables); do keep "$name"; done
    for name in $settings; do trim "$name"; done
    # What kopia and rclone leave in either goes with the run.
    mkdir "$work/home" "$work/tmp"
    HOME=$work/home
    scratch=${TMPDIR:-/tmp}
    TMPDIR=$work/tmp
    KOPIA_CHECK_FOR_UPDATES=false
    KOPIA_PERSIST_CREDENTIALS_ON_CONNECT=false
    # The controller reports failures. Kopia's own reports, by profiles that the repository has, fail where the pod reaches
    # no mail server, and would stand last in its output.
    KOPIA_SEND_ERROR_NOTIFICATIONS=never
    export HOME TMPDIR KOPIA_CHECK_FOR_UPDATES KOPIA_PERSIST_CREDENTIALS_ON_CONNECT KOPIA_SEND_ERROR_NOTIFICATIONS
}

# The names of variables that decide where kopia and rclone put caches, configuration and logs, whom they notify, or what
# they dare (the stock image's environment has some), and of those that this script may use for itself.
foreign_variables() {
    env | sed -n -e '/^[a-z_]*_proxy=/d' -e 's/^\(KOPIA_[A-Za-z0-9_]*\)=.*/\1/p' \
        -e 's/^\(RCLONE_[A-Za-z0-9_]*\)=.*/\1/p' -e 's/^\(XDG_[A-Za-z0-9_]*\)=.*/\1/p' \
        -e 's/^\(ROOT_CA_PEM_BASE64\)=.*/\1/p' -e 's/^\([a-z][a-z0-9_]*\)=.*/\1/p'
}
