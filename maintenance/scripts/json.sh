# Reading and writing JSON.

# Prints a line for each value of a JSON document: the names that lead to it, `[]` for a list, a tab, and the value.
# shellcheck disable=SC2016 # the dollars are awk's
flatten='
BEGIN { RS = "\"" }
function path(   i, text) {
    for (i = 1; i <= depth; i++) text = text (i > 1 ? "." : "") name[i]
    return text
}
function put(value) { print path() "\t" value }
function end_of_scalar() { if (scalar != "") put(scalar); scalar = "" }
function outside(text,   i, c) {
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "{" || c == "[") { depth++; in_object[depth] = naming = c == "{"; name[depth] = c == "[" ? "[]" : "" }
        else if (c == "}" || c == "]") { end_of_scalar(); if (depth > 0) depth--; naming = 0 }
        else if (c == ",") { end_of_scalar(); naming = in_object[depth] }
        else if (c == ":") naming = 0
        else if (c !~ /[ \t\r\n]/) scalar = scalar c
    }
}
function number(digits,   i, n) {
    for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
    return n
}
function plain(text,   result, i, c, n) {
    while ((i = index(text, "\\")) > 0) {
        c = substr(text, i + 1, 1)
        n = c == "u" ? number(substr(text, i + 2, 4)) : 0
        result = result substr(text, 1, i - 1)
        if (c == "u") result = result (n > 31 && n < 127 ? sprintf("%c", n) : "?")
        else result = result (c ~ /[bfnrt]/ ? " " : c)
        text = substr(text, i + (c == "u" ? 6 : 2))
    }
    return result text
}
!inside { outside($0); inside = 1; text = ""; next }
{
    text = text $0
    # A quotation mark behind an odd number of backslashes is one of the text.
    if (match($0, /\\+$/) && RLENGTH % 2) { text = text "\""; next }
    if (naming) name[depth] = plain(text); else put(plain(text))
    inside = 0
}'

# value_of PATH FILE: the value there in what $flatten printed.
value_of() {
    awk -F '\t' -v path="$1" '$1 == path { print $2; exit }' "$2"
}

json() {
    say "\"$(printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g')\""
}
