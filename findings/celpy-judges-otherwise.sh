#!/usr/bin/env bash
#
# celpy (PyPI: cel-python), the CEL in pure Python with which rules of a CRD or of a ValidatingAdmissionPolicy can be
# tried without a cluster, gives other verdicts than Google's own CEL, without a word. It writes a boolean as "True",
# takes a number for a boolean in a list, and loses what is below a second where a duration becomes a text. It also takes
# days in a duration, against its own description of them, and counts a list from its end: for a cluster both are errors
# of the rule, so that a policy found good here by default rejects every object there.
#
# Seen with the PyPI packages cel-python 0.5.0 and cel-expr-python 0.1.3 (Google's C++ runtime), for an object with
# suspend: true, level: 1, every: 36h, timeout: 1.5s and two volumes, cache and tmp, in its spec, and the annotation
# suspended: "true":
#
#   rule                                                                        celpy   Google's
#   string(object.spec.suspend) == object.metadata.annotations["suspended"]     false   true
#   object.spec.level in [true, "best"]                                         true    false
#   duration(string(duration(object.spec.timeout))) == duration("1.5s")         false   true
#   duration(object.spec.every) > duration("1d")                                true    error (String to Duration ...)
#   duration(object.spec.every) > duration("24h")                               true    true
#   object.spec.volumes[-1].name == "tmp"                                       true    error (index=-1 size=2)
#   object.spec.volumes[size(object.spec.volumes) - 1].name == "tmp"            true    true
#
# cel-go, which the API server uses, goes with the right column by its source: strconv for a boolean, no boolean equal to
# a number, Go's units of a duration, an error for an index below 0. Fails if that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cel-python==0.5.0 cel-expr-python==0.1.3

# Prints what a runtime makes of a rule: true, false, or why it has no answer.
cat >judge.py <<'PYTHON'
import sys

OBJECT = {
    "metadata": {"annotations": {"suspended": "true"}},
    "spec": {
        "suspend": True, "level": 1, "every": "36h", "timeout": "1.5s",
        "volumes": [{"name": "cache"}, {"name": "tmp"}],
    },
}
runtime, rule = sys.argv[1:]
if runtime == "celpy":
    import celpy
    environment = celpy.Environment()
    answer = environment.program(environment.compile(rule)).evaluate({"object": celpy.json_to_cel(OBJECT)})
    print("true" if answer else "false")
else:
    from cel_expr_python import cel
    environment = cel.NewEnv(variables={"object": cel.Type.DYN})
    answer = environment.compile(rule).eval(data={"object": OBJECT})
    if answer.type() == cel.Type.BOOL:
        print("true" if answer.value() else "false")
    else:
        print(str(answer.value()).split(": ", 1)[1])  # an error is a value here: CODE: words
PYTHON

status=0
check() {
    if [[ $2 == "$3" ]]; then
        printf 'as seen  %s: %s\n' "$1" "$2"
    else
        printf 'CHANGED  %s: %s, was %s\n' "$1" "${2:-nothing}" "$3"
        status=1
    fi
}

# both RULE CELPY GOOGLE - what each of the two says of the rule.
both() {
    check "celpy,    $1" "$(venv/bin/python judge.py celpy "$1" 2>&1 | tail -n 1)" "$2"
    check "Google's, $1" "$(venv/bin/python judge.py google "$1" 2>&1 | tail -n 1)" "$3"
}

both 'string(object.spec.suspend) == object.metadata.annotations["suspended"]' false true
both 'object.spec.level in [true, "best"]' true false
both 'duration(string(duration(object.spec.timeout))) == duration("1.5s")' false true
both 'duration(object.spec.every) > duration("1d")' true 'String to Duration conversion failed'
both 'duration(object.spec.every) > duration("24h")' true true
both 'object.spec.volumes[-1].name == "tmp"' true 'Index error: index=-1 size=2'
both 'object.spec.volumes[size(object.spec.volumes) - 1].name == "tmp"' true true
exit "$status"
