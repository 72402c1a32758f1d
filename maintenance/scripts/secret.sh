# The repository Secret: a folder with a file for each key.
#
# A key that the Secret lacks may stand in the environment, where an admission policy or the image puts it (AWS_REGION,
# for the identity of the workload).

# What is read of it; its other keys mean nothing.
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
RCLONE_REMOTE_PATH RCLONE_EXE RCLONE_CONFIG'

# Sets a variable for each key. What the pod says of the repository wins.
read_secret() {
    [ -d "$KOPIA_MAINTENANCE_SECRET" ] ||
        misconfigured "UnreadableSecret: this pod has no $KOPIA_MAINTENANCE_SECRET, where the repository Secret is mounted; look for what changes pods on their way, such as an admission policy"
    [ -x "$KOPIA_MAINTENANCE_SECRET" ] || unreadable_secret "$KOPIA_MAINTENANCE_SECRET"
    for key in $keys; do
        if in_secret "$key"; then read_key "$key"; else trim "$key"; fi
    done
    KOPIA_REPOSITORY=${KOPIA_MAINTENANCE_REPOSITORY:-$KOPIA_REPOSITORY}
}

# A link to nowhere counts: what the kubelet has put there is not absent.
in_secret() {
    [ -e "$KOPIA_MAINTENANCE_SECRET/$1" ] || [ -h "$KOPIA_MAINTENANCE_SECRET/$1" ]
}

read_key() {
    # The substitution takes line breaks at the end away.
    value=$(cat "$KOPIA_MAINTENANCE_SECRET/$1" 2>/dev/null) || unreadable_secret "$KOPIA_MAINTENANCE_SECRET/$1"
    eval "$1=\$value"
}

unreadable_secret() {
    misconfigured "UnreadableSecret: user $(id -u) cannot read $1, of the repository Secret; set spec.podSecurityContext.fsGroup"
}

# readable KEY FILE: fails if the file that the key names cannot be read.
readable() {
    [ -r "$2" ] || misconfigured "MissingFile: $1 names a file that cannot be read in this pod: $2"
}

# file_of KEY: sets $file to the path of a file with what the key holds: the one that its value names, or the Secret's
# own; one is made of what the environment has.
file_of() {
    eval "value=\$$1"
    file=$KOPIA_MAINTENANCE_SECRET/$1
    case $value in
    /*)
        file=$value
        readable "$1" "$file"
        ;;
    *)
        in_secret "$1" && return
        file=$work/$1
        say "$value" >"$file"
        ;;
    esac
}
