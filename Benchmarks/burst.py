#!/usr/bin/env python3
"""burst.py API COUNT START SECONDS - stands in for the kubelets of a cluster whose schedules fire at once: ends every pod as
soon as it is there, one of ten as failed, until COUNT Jobs have ended or SECONDS have passed; and from START (unix time)
creates a KopiaMaintenance every half second, to see how long each waits for its CronJob.

Prints `NAME VALUE`: when the last Job was seen to have ended (microseconds of the clock), how many Jobs there were and how
many of them failed, how many objects were created meanwhile, and how long their CronJobs took, in milliseconds."""

import http.client
import json
import queue
import ssl
import sys
import threading
import time
import urllib.parse

api, count = urllib.parse.urlsplit(sys.argv[1]), int(sys.argv[2])
start, limit = float(sys.argv[3]), float(sys.argv[4])
own_namespace = "bench-new"
pause_between_objects = 0.5
kubelets = 4
trust_anything = ssl._create_unverified_context()


class Client:
    """A connection that is kept, for one thread."""

    def __init__(self):
        # Without a limit: a watch is silent for as long as nothing happens.
        self.connection = http.client.HTTPSConnection(api.hostname, api.port, context=trust_anything)

    def send(self, method, path, body=None, kind="application/json"):
        headers = {"Authorization": "Bearer bench", "Content-Type": kind}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        return self.connection.getresponse()

    def ask(self, method, path, body=None, kind="application/json"):
        answer = self.send(method, path, body, kind)
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text)

    def changes(self, path):
        """What is there, and then what happens, one event after the other; the API server ends a watch now and then."""
        while True:
            listed = self.ask("GET", path)
            yield from listed["items"]
            version = listed["metadata"]["resourceVersion"]
            answer = self.send("GET", f"{path}?watch=1&resourceVersion={version}")
            if answer.status != 200:
                raise RuntimeError(f"watch of {path}: {answer.status} {answer.read()[:300]!r}")
            for line in answer:
                event = json.loads(line)
                if event["type"] == "ERROR":
                    break
                yield event["object"]
            self.connection.close()


pods = queue.Queue()
successes, failures = set(), set()
last_end = 0
created, waited = {}, {}
everything_ended = threading.Event()


# A code by which the Job's policy fails it at once, and words as a run leaves them.
good = ("Succeeded", 0, "MAINTENANCE_STATUS=SUCCESS\n")
bad = ("Failed", 78, "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: WrongPassword: not this one\n")


def watch_pods():
    seen = set()
    for pod in Client().changes("/api/v1/pods"):
        if pod["metadata"]["uid"] not in seen:
            seen.add(pod["metadata"]["uid"])
            pods.put((len(seen), pod["metadata"]["namespace"], pod["metadata"]["name"], pod["spec"]["containers"][0]))


def run_pods():
    client = Client()
    while True:
        number, namespace, name, container = pods.get()
        phase, code, words = good if number % 10 else bad
        state = {"terminated": {"exitCode": code, "reason": phase, "message": words}}
        ended = {"name": container["name"], "image": container["image"], "imageID": "", "ready": False, "restartCount": 0}
        status = {"phase": phase, "containerStatuses": [ended | {"state": state}]}
        path = f"/api/v1/namespaces/{namespace}/pods/{name}/status"
        client.ask("PATCH", path, {"status": status}, "application/merge-patch+json")


def watch_jobs():
    global last_end
    for job in Client().changes("/apis/batch/v1/jobs"):
        conditions = job.get("status", {}).get("conditions", [])
        for kind, ended in (("Complete", successes), ("Failed", failures)):
            if any(each["type"] == kind and each["status"] == "True" for each in conditions):
                if job["metadata"]["uid"] not in ended:
                    ended.add(job["metadata"]["uid"])
                    last_end = time.time()
        if len(successes) + len(failures) >= count:
            everything_ended.set()


def watch_cron_jobs():
    for cron_job in Client().changes(f"/apis/batch/v1/namespaces/{own_namespace}/cronjobs"):
        owner = cron_job["metadata"]["ownerReferences"][0]["name"]
        if owner not in waited:
            waited[owner] = time.time() - created[owner]


def create_objects():
    client = Client()
    everything_ended.wait(max(0, start - time.time()))
    while not everything_ended.is_set():
        name = f"new-{len(created)}"
        meta = {"name": name, "namespace": own_namespace}
        secret = {"KOPIA_PASSWORD": "x", "KOPIA_REPOSITORY": f"s3://bucket/{name}"}
        client.ask("POST", f"/api/v1/namespaces/{own_namespace}/secrets", {"metadata": meta, "stringData": secret})
        spec = {"repository": {"repository": name}, "trigger": {"schedule": "0 0 1 1 *"}}
        body = {"apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance", "metadata": meta, "spec": spec}
        path = f"/apis/volsync.backube/v1alpha1/namespaces/{own_namespace}/kopiamaintenances"
        created[name] = time.time()
        client.ask("POST", path, body)
        everything_ended.wait(pause_between_objects)


def fail(arguments):
    print(f"error: {arguments.exc_value!r}", file=sys.stderr)
    failed.set()
    everything_ended.set()


failed = threading.Event()
threading.excepthook = fail
Client().ask("POST", "/api/v1/namespaces", {"metadata": {"name": own_namespace}})
parts = [watch_pods, watch_jobs, watch_cron_jobs, create_objects] + [run_pods] * kubelets
for part in parts:
    threading.Thread(target=part, daemon=True).start()
if not everything_ended.wait(limit):
    print(f"error: of {count} Jobs {len(successes) + len(failures)} have ended after {limit:.0f} s", file=sys.stderr)
    sys.exit(1)
if failed.is_set():
    sys.exit(1)
# Those that were created at the end have as long as any before them.
deadline = time.time() + 60
while len(waited) < len(created) and time.time() < deadline:
    time.sleep(0.05)
times = sorted(waited.values())
if len(times) < len(created):
    print(f"error: of {len(created)} new objects {len(times)} have a CronJob", file=sys.stderr)
    sys.exit(1)
print("ended-at", int(last_end * 1e6))
print("jobs", len(successes) + len(failures))
print("failed-jobs", len(failures))
print("new-objects", len(times))
print("new-p50-ms", int(times[len(times) // 2] * 1000))
print("new-p99-ms", int(times[min(len(times) - 1, len(times) * 99 // 100)] * 1000))
print("new-max-ms", int(times[-1] * 1000))
