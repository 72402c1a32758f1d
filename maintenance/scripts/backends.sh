# Which backend the Secret names.

# The order is that of VolSync's backup movers: a Secret must mean the same repository to both.
open_repository() {
    under ''
    if [ -n "$KOPIA_STRUCTURED_REPOSITORY_CONFIG" ]; then
        open_structured
    elif [ -n "$KOPIA_S3_BUCKET" ] || is_url s3; then
        open_s3
    elif [ -n "$KOPIA_AZURE_CONTAINER" ]; then
        open_azure "$KOPIA_AZURE_CONTAINER"
    elif [ -n "$KOPIA_GCS_BUCKET" ]; then
        open_gcs "$KOPIA_GCS_BUCKET"
    elif is_url filesystem; then
        open_filesystem
    elif [ -n "$KOPIA_B2_BUCKET" ]; then
        open_b2 "$KOPIA_B2_BUCKET"
    elif [ -n "$WEBDAV_URL" ]; then
        open_webdav
    elif [ -n "$SFTP_HOST" ]; then
        # shellcheck disable=SC2153 # a key like the others
        open_sftp "$SFTP_HOST" "$SFTP_PORT" "$SFTP_PATH"
    elif [ -n "$RCLONE_REMOTE_PATH" ]; then
        open_rclone "$RCLONE_REMOTE_PATH"
    elif [ -n "$GOOGLE_DRIVE_FOLDER_ID" ]; then
        open_gdrive "$GOOGLE_DRIVE_FOLDER_ID"
    else
        open_url
    fi
}

# The URL alone, which the backup movers understand for S3 and the filesystem only.
open_url() {
    case $KOPIA_REPOSITORY in
    azure://* | gcs://* | gs://* | b2://*) under "$(url_prefix)" ;;
    esac
    case $KOPIA_REPOSITORY in
    azure://*) open_azure "$(url_host)" ;;
    gcs://* | gs://*) open_gcs "$(url_host)" ;;
    b2://*) open_b2 "$(url_host)" ;;
    sftp://*) open_sftp_url ;;
    rclone://*) open_rclone "${KOPIA_REPOSITORY#rclone://}" ;;
    gdrive://*) open_gdrive "$(url_host)" ;;
    *) open_by_other_names ;;
    esac
}

# Keys that people have in their Secrets beside those of the movers.
open_by_other_names() {
    if [ -n "$KOPIA_FS_PATH" ]; then
        KOPIA_REPOSITORY=filesystem://${KOPIA_FS_PATH#filesystem://}
        KOPIA_FS_PATH=
        open_filesystem
    elif [ -n "$GCS_BUCKET" ]; then
        open_gcs "$GCS_BUCKET"
    else
        misconfigured \
            'NoRepository: the repository Secret names no repository (KOPIA_REPOSITORY or the keys of a backend)'
    fi
}

open_structured() {
    file_of KOPIA_STRUCTURED_REPOSITORY_CONFIG
    description=$file
    awk "$flatten" "$description" >"$work/structured.values"
    case $(value_of storage.type "$work/structured.values") in
    '') misconfigured 'InvalidRepository: KOPIA_STRUCTURED_REPOSITORY_CONFIG is no kopia configuration with a storage (one of a kopia server has none)' ;;
    filesystem)
        path=$(value_of storage.config.path "$work/structured.values")
        [ -n "$path" ] || misconfigured 'InvalidRepository: KOPIA_STRUCTURED_REPOSITORY_CONFIG names no path'
        check_folder "$path"
        ;;
    s3) granted=$aws_variables ;;
    azureBlob) granted=$azure_variables ;;
    gcs | gdrive) grant_google ;;
    rclone) grant_rclone ;;
    esac
    rm -f "$work/structured.values"
    connect from-config --file="$description"
}

require() {
    [ -n "$2" ] || misconfigured "MissingKey: the repository Secret has no $1"
}

first_of() {
    for candidate in "$@"; do
        [ -z "$candidate" ] || break
    done
    say "$candidate"
}
