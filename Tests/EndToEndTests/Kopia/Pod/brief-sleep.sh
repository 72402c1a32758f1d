#!/bin/sh
# A pod's `sleep` that takes a hundredth of the time: what a run counts while it waits is the same.
exec long-sleep "$(awk -v seconds="$1" 'BEGIN { print seconds / 100 }')"
