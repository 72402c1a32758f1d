#!/usr/bin/env python3
"""render-chart.py CHART [VALUES-AS-JSON] - what Helm makes of a chart, on standard output.

With the Helm SDK of the PyPI package helm-python-sdk, for machines without the helm command. The release is called
kopia-maintenance and goes to the namespace kopia-maintenance-system. Notes come last, as comments.
"""
import json
import sys

import helm_python

chart = helm_python.Chart.load(sys.argv[1])
values = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
chart.validate_schema(values)
files = chart.render(values, name="kopia-maintenance", namespace="kopia-maintenance-system", is_install=True)
for name, text in sorted(files.items()):
    if name.endswith("NOTES.txt"):
        continue
    if text.strip():
        print(f"---\n# Source: {name}\n{text.strip()}")
for name, text in files.items():
    if name.endswith("NOTES.txt"):
        print("---\n" + "\n".join(f"# {line}".rstrip() for line in text.splitlines()))
