#!/usr/bin/env bash
# unended.sh LOG - the tests that a log of `swift test` shows the start of and not the end.
set -euo pipefail

# Single cases of a test tell their start alone, and may swallow the end of their line; the run is no test. Tests of one
# name in several suites are counted: as many ended as began, or one of them is named.
awk '
    sub(/^◇ Test /, "") && sub(/ started\.$/, "") { if (!/^(case passing|run)/) running[$0]++; next }
    sub(/^.*(✔|✘) Test /, "") && sub(/( with [0-9]+ test cases?)? (passed|failed) after .*$/, "") { running[$0]-- }
    END { for (name in running) if (running[name] > 0) print "    " name }
' "$1" | sort
