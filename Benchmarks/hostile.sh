#!/usr/bin/env bash
# hostile.sh - looks for the documents that cost the webhook's review most and prints the worst five by time and by memory;
# fails if one exceeds its bound. README.md says how.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/need.sh swift git libssl-dev libyaml-dev

build=(swift build --configuration release --static-swift-stdlib)
"${build[@]}" --product bench-hostile
"$("${build[@]}" --show-bin-path)/bench-hostile" "${BENCH_SECONDS:-120}" "${BENCH_SEED:-1}"
