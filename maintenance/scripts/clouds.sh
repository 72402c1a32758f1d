# The storage of clouds.

open_s3() {
    bucket=$(first_of "$KOPIA_S3_BUCKET" "$(url_host)")
    ! is_url s3 || under "$(url_prefix)"
    if [ -z "$prefix" ]; then
        under "$KOPIA_S3_PREFIX"
    elif [ -n "$KOPIA_S3_PREFIX" ] && [ "$KOPIA_S3_PREFIX" != "$prefix" ]; then
        say 'WARNING: KOPIA_S3_PREFIX is ignored beside the path in KOPIA_REPOSITORY'
    fi
    endpoint=$(first_of "$KOPIA_S3_ENDPOINT" "$AWS_S3_ENDPOINT" s3.amazonaws.com)
    region=$(first_of "$KOPIA_S3_REGION" "$AWS_REGION" "$AWS_DEFAULT_REGION")
    plain=
    case $endpoint in http://*) plain=yes ;; esac
    [ "$KOPIA_S3_DISABLE_TLS" != true ] && [ "$AWS_S3_DISABLE_TLS" != true ] || plain=yes
    endpoint=${endpoint#*://}
    set -- s3 --bucket="$bucket" --endpoint="${endpoint%%/*}" ${region:+"--region=$region"} \
        ${plain:+--disable-tls} ${ca_bundle:+"--root-ca-pem-path=$ca_bundle"}
    # Without keys kopia asks the instance or the web identity of the service account, if it is told that there are none.
    [ -n "$AWS_ACCESS_KEY_ID" ] || set -- "$@" --access-key=
    [ -n "$AWS_SECRET_ACCESS_KEY" ] || set -- "$@" --secret-access-key=
    granted=$aws_variables
    connect "$@"
}

# open_azure CONTAINER
open_azure() {
    AZURE_STORAGE_ACCOUNT=$(first_of "$KOPIA_AZURE_STORAGE_ACCOUNT" "$AZURE_STORAGE_ACCOUNT" "$AZURE_ACCOUNT_NAME")
    AZURE_STORAGE_KEY=$(first_of "$KOPIA_AZURE_STORAGE_KEY" "$AZURE_STORAGE_KEY" "$AZURE_ACCOUNT_KEY")
    AZURE_STORAGE_SAS_TOKEN=$(first_of "$AZURE_STORAGE_SAS_TOKEN" "$AZURE_ACCOUNT_SAS")
    AZURE_STORAGE_DOMAIN=$(first_of "$AZURE_STORAGE_DOMAIN" "${AZURE_ENDPOINT_SUFFIX:+blob.$AZURE_ENDPOINT_SUFFIX}")
    require AZURE_STORAGE_ACCOUNT "$AZURE_STORAGE_ACCOUNT"
    granted=$azure_variables
    connect azure --container="$1"
}

# open_gcs BUCKET; without credentials kopia uses the workload's identity.
open_gcs() {
    [ -z "$GOOGLE_APPLICATION_CREDENTIALS" ] || file_of GOOGLE_APPLICATION_CREDENTIALS
    grant_google
    connect gcs --bucket="$1" ${GOOGLE_APPLICATION_CREDENTIALS:+"--credentials-file=$GOOGLE_APPLICATION_CREDENTIALS"}
}

# Programs take the variable for the path of a file.
grant_google() {
    granted="$granted $google_variables"
    case $GOOGLE_APPLICATION_CREDENTIALS in '' | /*) return ;; esac
    file_of GOOGLE_APPLICATION_CREDENTIALS
    GOOGLE_APPLICATION_CREDENTIALS=$file
}

# open_b2 BUCKET
open_b2() {
    require B2_ACCOUNT_ID "$B2_ACCOUNT_ID"
    require B2_APPLICATION_KEY "$B2_APPLICATION_KEY"
    grant B2_KEY_ID "$B2_ACCOUNT_ID"
    grant B2_KEY "$B2_APPLICATION_KEY"
    connect b2 --bucket="$1"
}

# open_gdrive FOLDER
open_gdrive() {
    require GOOGLE_DRIVE_CREDENTIALS "$GOOGLE_DRIVE_CREDENTIALS"
    file_of GOOGLE_DRIVE_CREDENTIALS
    connect gdrive --folder-id="$1" --credentials-file="$file"
}
