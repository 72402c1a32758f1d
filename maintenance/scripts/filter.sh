# The filter that everything passes on its way to the log.

# hide LENGTH: the lines on standard input that are at least so long are not to be printed. A shorter word would show
# by its absence what it is, and take half the log with it.
hide() {
    sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' | awk -v least="$1" 'length($0) >= least' >>"$work/secrets"
}

prepare_filter() {
    : >"$work/secrets"
    for secret in "$KOPIA_PASSWORD" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" \
        "$KOPIA_AZURE_STORAGE_KEY" "$AZURE_STORAGE_KEY" "$AZURE_ACCOUNT_KEY" "$AZURE_STORAGE_SAS_TOKEN" \
        "$AZURE_ACCOUNT_SAS" "$AZURE_CLIENT_SECRET" "$B2_APPLICATION_KEY" "$WEBDAV_PASSWORD" "$SFTP_PASSWORD"; do
        say "$secret" | hide 4
    done
    for document in "$GOOGLE_APPLICATION_CREDENTIALS" "$GOOGLE_DRIVE_CREDENTIALS" "$SFTP_KEY_FILE" "$RCLONE_CONFIG" \
        "$KOPIA_STRUCTURED_REPOSITORY_CONFIG"; do
        case $document in /*) continue ;; esac
        say "$document" | hide 16
        # The values in lines such as `pass = value`, and those of JSON.
        say "$document" | sed -e 's/^[^=:]*[=:][[:space:]]*//' | hide 8
        case $document in '{'*) say "$document" | awk "$flatten" | cut -f 2- | hide 8 ;; esac
    done
    {
        # The longest first: one secret may begin another.
        awk '{ print length($0) " " $0 }' "$work/secrets" | sort -rn | cut -d ' ' -f 2- |
            sed -e 's/[][\/.*^$]/\\&/g' -e 's/.*/s\/&\/***\/g/'
        say 's#://[^/@[:space:]]*@#://***@#g'
        say 's#\([?&]\(sig\|X-Amz-[A-Za-z-]*\|access_token\)=\)[^&"[:space:]]*#\1***#g'
    } >"$work/filter"
    rm -f "$work/secrets"
}
