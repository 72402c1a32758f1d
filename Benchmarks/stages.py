#!/usr/bin/env python3
"""stages.py MILLISECONDS - reads samples with their stacks, as `perf script -F comm,ip,sym` prints them and `swift demangle`
makes them readable; prints `STAGE MILLISECONDS`, the processor time of the controller divided by stage.

A sample belongs to the stage of the innermost function that belongs to one: memory that the parser asks for is parsing."""

import re
import sys

STAGES = [
    ("metrics", r"Exposition|MetricFamily|ObservedMetric|MaintenanceMetrics\.expose"),
    ("decoding", r"JSONParser|JSONDocument\.(value|text|elements)|JSONTokenText"),
    ("encoding", r"JSONWriter|jsonBytes|jsonText"),
    ("watching", r"Reflector|ObjectTable|ObjectStore|CompactObject|PackedText|LineFramer|WatchEvent"),
    ("rendering", r"SharedScripts|ScriptsConfigMap|PodTemplate|Rendering|DesiredState|SHA256|OwnedNames"),
    ("judging", r"Validation|Defaulting|Authorship|SpecFields|[A-Z]\w+Rules\b"),
    ("deciding", r"Planner|PlanDraft|ClusterView|Observation|MaintenanceStatus|StatusDraft|Reconciler|ControllerLoop|DelayedQueue"),
    ("TLS", r"SSL|AES|aes_|gcm"),
    ("HTTP", r"NIO|HTTP|llhttp|Channel|Selectable|Selector|KubernetesClient|Socket"),
]
patterns = [(name, re.compile(pattern)) for name, pattern in STAGES]


def stage(frames):
    for frame in frames:
        for name, pattern in patterns:
            if pattern.search(frame):
                return name
    return "the rest"


counts = dict.fromkeys([name for name, _ in STAGES] + ["the rest"], 0)
for sample in sys.stdin.read().split("\n\n"):
    lines = sample.strip().split("\n")
    if len(lines) > 1:
        counts[stage(line.strip().partition(" ")[2] for line in lines[1:])] += 1
total = sum(counts.values())
if total == 0:
    sys.exit("error: perf has recorded no sample")
for name, count in counts.items():
    print(name.replace(" ", "-"), round(float(sys.argv[1]) * count / total))
