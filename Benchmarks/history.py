#!/usr/bin/env python3
"""history.py API COUNT - reads a list of CronJobs; prints a curl configuration that gives each of them COUNT Jobs of its
template, and each Job a pod, as the Job controller makes them."""

import json
import sys

api, count = sys.argv[1], int(sys.argv[2])
first = True


def post(path, body):
    global first
    if not first:
        print("next")
    first = False
    text = json.dumps(json.dumps(body, separators=(",", ":")))
    print(f'url = "{api}{path}"\ndata = {text}\noutput = "/dev/null"\nsilent\ninsecure\nfail')
    print('header = "Authorization: Bearer bench"\nheader = "Content-Type: application/json"')


def owned_by(kind, metadata, api_version):
    owner = {"apiVersion": api_version, "kind": kind, "name": metadata["name"], "uid": metadata["uid"]}
    return [owner | {"controller": True, "blockOwnerDeletion": True}]


for cronjob in json.load(sys.stdin)["items"]:
    namespace = cronjob["metadata"]["namespace"]
    template = cronjob["spec"]["jobTemplate"]
    for number in range(count):
        name = f"{cronjob['metadata']['name']}-{29000000 + number}"
        owners = owned_by("CronJob", cronjob["metadata"], "batch/v1")
        metadata = template["metadata"] | {"name": name, "ownerReferences": owners}
        # Nobody runs them: they only take room.
        job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": template["spec"] | {"suspend": True}}
        post(f"/apis/batch/v1/namespaces/{namespace}/jobs", job)
        pod = template["spec"]["template"]
        labels = pod["metadata"]["labels"] | {"batch.kubernetes.io/job-name": name, "job-name": name}
        metadata = {"name": f"{name}-abcde", "labels": labels}
        body = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod["spec"]}
        post(f"/api/v1/namespaces/{namespace}/pods", body)
