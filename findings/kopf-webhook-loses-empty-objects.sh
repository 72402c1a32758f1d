#!/usr/bin/env bash
#
# A mutating webhook of kopf loses empty objects: what a handler puts into its patch as {} is left out of the JSON Patch
# of the response, alone or inside another object, and so are objects that hold nothing but empty ones. The review is
# allowed, nothing is logged. In Kubernetes an empty object often is the whole statement (emptyDir: {}, a selector that
# selects all, "this part is on, with its defaults"), and kopf documents its patch as a merge patch and its webhooks as
# close to that as they can be; in a merge patch {} counts. Whoever sets defaults so believes the part to be on. kopf
# 1.43 did add it; a function in patch.fns still does.
#
# Seen with the PyPI packages kopf 1.43.0 and 1.45.2 (with jsonpatch 1.33), for an object with spec.size only:
#
#   in the handler                           1.43.0                                1.45.2
#   patch.spec["cache"] = {}                 add /spec/cache {}                    nothing
#   patch.spec["pod"] = {"image": "i",       add /spec/pod {"image": "i",          add /spec/pod {"image": "i"}
#                        "security": {}}                    "security": {}}
#   patch.spec["volumes"] =                  add /spec/volumes                     add /spec/volumes
#                   [{"emptyDir": {}}]                       [{"emptyDir": {}}]                    [{"emptyDir": {}}]
#
# The operator is a real one; the API around it is a few fixed answers on this machine. Fails if that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >webhook.py <<'PYTHON'
import asyncio, base64, json, logging
import aiohttp.web, kopf

logging.disable(logging.CRITICAL)
VERSION = {"version": "v1"}
RESOURCE = {"name": "things", "singularName": "thing", "kind": "Thing", "namespaced": True, "verbs": ["get", "list"]}
ANSWERS = {
    "/api": {"versions": ["v1"]},
    "/api/v1": {"resources": []},
    "/apis": {"groups": [{"name": "example.com", "preferredVersion": VERSION, "versions": [VERSION]}]},
    "/apis/example.com/v1": {"resources": [RESOURCE]},
}
REVIEW = {
    "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
    "request": {
        "uid": "1", "operation": "CREATE", "userInfo": {"username": "somebody"}, "dryRun": False, "oldObject": None,
        "kind": {"group": "example.com", "version": "v1", "kind": "Thing"},
        "resource": {"group": "example.com", "version": "v1", "resource": "things"},
        "object": {
            "apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "t", "namespace": "n", "uid": "u"},
            "spec": {"size": 1},
        },
    },
}


@kopf.on.login()
def login(**_):
    return kopf.ConnectionInfo(server=f"http://127.0.0.1:{port}")


@kopf.on.mutate("example.com", "v1", "things")
def mutate(patch, **_):
    patch.spec["cache"] = {}
    patch.spec["pod"] = {"image": "i", "security": {}}
    patch.spec["volumes"] = [{"emptyDir": {}}]


async def api(request):
    return aiohttp.web.json_response(ANSWERS.get(request.path, {}), status=200 if request.path in ANSWERS else 404)


async def main():
    global port
    app = aiohttp.web.Application()
    app.router.add_get("/{path:.*}", api)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    answer = asyncio.get_running_loop().create_future()

    # A webhook server of kopf is any function like this one: it is handed the function that answers reviews.
    async def webhook(review):
        yield {"url": "https://localhost"}
        for _ in range(100):
            try:
                answer.set_result(await review(REVIEW))
                break
            except kopf.WebhookError:  # the resource is not discovered yet
                await asyncio.sleep(0.1)
        await asyncio.Event().wait()

    settings = kopf.OperatorSettings()
    settings.admission.server = webhook
    settings.scanning.disabled = True
    operator = asyncio.create_task(kopf.operator(settings=settings, standalone=True, clusterwide=True))
    response = (await asyncio.wait_for(answer, 30))["response"]
    operator.cancel()
    await asyncio.wait([operator])
    await runner.cleanup()
    changes = {change["path"]: change for change in json.loads(base64.b64decode(response["patch"]))}
    for field in "cache", "pod", "volumes":
        change = changes.get("/spec/" + field)
        print(f"{change['op']} {json.dumps(change['value'])}" if change else "nothing")


asyncio.run(main())
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

for version in 1.43.0 1.45.2; do
    python3 -m venv "$version"
    "$version/bin/pip" install --quiet --disable-pip-version-check "kopf==$version" jsonpatch==1.33
    mapfile -t changes < <("$version/bin/python" webhook.py)
    if [[ $version == 1.43.0 ]]; then
        check "kopf $version, cache" "${changes[0]:-}" 'add {}'
        check "kopf $version, pod" "${changes[1]:-}" 'add {"image": "i", "security": {}}'
    else
        check "kopf $version, cache" "${changes[0]:-}" nothing
        check "kopf $version, pod" "${changes[1]:-}" 'add {"image": "i"}'
    fi
    check "kopf $version, volumes" "${changes[2]:-}" 'add [{"emptyDir": {}}]'
done
exit "$status"
