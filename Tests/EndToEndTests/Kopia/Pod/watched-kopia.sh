#!/bin/sh
# A pod's `kopia` that tells in a shared volume when two maintenance runs are under way at once: each holds a lock of its
# own for as long as it lives, and looks which others are held. A run that kopia refuses to another than the owner is
# none, which is known at its end: then it is marked. Of every call of kopia a line tells.
# shellcheck disable=SC3028 # the pod sets HOSTNAME
echo >>"/mnt/observed/$HOSTNAME.calls"
case " $* " in
*' maintenance run '*) ;;
*) exec true-kopia "$@" ;;
esac
run=/mnt/observed/$HOSTNAME.$$
echo "$run" >>/mnt/observed/runs
exec 9>"$run.lock"
flock 9
for lock in /mnt/observed/*.lock; do
    [ "$lock" != "$run.lock" ] || continue
    flock --nonblock "$lock" rm -f "$lock" || echo "$run ${lock%.lock}" >>/mnt/observed/overlaps
done
true-kopia "$@" >"$run.out" 2>"$run.err" &
child=$!
trap 'kill -TERM $child' TERM
wait "$child"
status=$?
cat "$run.out"
cat "$run.err" >&2
! grep -q 'must be run by designated user' "$run.err" "$run.out" || : >"$run.refused"
rm -f "$run.out" "$run.err"
exit "$status"
