#!/usr/bin/env bash
#
# Runs a command as a kubelet runs the container of a maintenance pod, as strictly as our defaults have it: a root file
# system that cannot be written, of which the user owns nothing, no privileges, no terminal, processes of its own, and
# nothing of the host but its programs and its network.
#
#   pod.sh [OPTION...] -- COMMAND [ARGUMENT...]
#
#   --folder FOLDER         where the root file system is mounted and the termination message is kept
#   --shell PATH            what /bin/sh is; with busybox all other tools are its own, too
#   --program NAME=PATH     a program of the image, in /bin
#   --user UID:GID[:FSGROUP]
#   --capabilities LIST     those that the container has, as setpriv names them (+chown,+dac_override); none by default
#   --mount SOURCE:TARGET[:ro]
#   --writable-root
#
# The environment is the container's, but for PATH, which is the image's. The status is that of the command. Only root
# can run it. Exit 125: the pod could not be made.

set -euo pipefail

image_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH=$image_path

die() {
    printf 'pod.sh: %s\n' "$*" >&2
    exit 125
}

# A namespace for mounts and one for processes; what the command leaves behind ends with it.
if [[ ${1-} != --inside ]]; then
    exec unshare --mount --pid --fork --kill-child "$BASH" "$0" --inside "$@"
fi
shift
trap 'die "line $LINENO failed"' ERR
umask 022

folder='' shell=/bin/dash user=65532:0:65532 capabilities='' writable_root=''
programs=() mounts=()
while (($#)); do
    case $1 in
        --folder) folder=$2 && shift ;;
        --shell) shell=$2 && shift ;;
        --program) programs+=("$2") && shift ;;
        --user) user=$2 && shift ;;
        --capabilities) capabilities=$2 && shift ;;
        --mount) mounts+=("$2") && shift ;;
        --writable-root) writable_root=yes ;;
        --) shift && break ;;
        *) die "what is $1?" ;;
    esac
    shift
done
[[ -d $folder ]] || die 'no --folder'
root=$folder/root

# at SOURCE TARGET [OPTION] - SOURCE appears in the pod's root at TARGET.
at() {
    if [[ -d $1 ]]; then mkdir -p "$root$2"; else touch "$root$2"; fi
    mount --bind "$1" "$root$2"
    [[ -z ${3-} ]] || mount -o "remount,bind,$3" "$root$2"
}

mkdir -p "$root"
mount -t tmpfs -o mode=0755 pod "$root"
mkdir -p "$root"/{app,bin,dev,etc,mnt,proc,root,run,usr,var/tmp}
chmod 1777 "$root/var/tmp"

# The programs. What the host's administrator installed under /usr/local is no part of any image.
at /usr /usr ro
mount -t tmpfs -o ro,mode=0755 none "$root/usr/local"
for directory in lib lib32 lib64 libx32 sbin; do
    [[ ! -L /$directory ]] || cp -P "/$directory" "$root/$directory"
done
if [[ ${shell##*/} == busybox ]]; then
    at "$shell" /bin/busybox ro
    for applet in $("$shell" --list); do
        [[ $applet == busybox ]] || ln -s busybox "$root/bin/$applet"
    done
    image_path=/bin
else
    at "$shell" /bin/sh ro
fi
for program in ${programs[@]+"${programs[@]}"}; do
    # An applet of that name is a link to busybox.
    rm -f "$root/bin/${program%%=*}"
    at "${program#*=}" "/bin/${program%%=*}" ro
done

# Nobody of the pod's user in passwd, as in the image.
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
# A volume may be mounted below it, as one with an authority is.
cp -a /etc/ssl "$root/etc/ssl"
for name in alternatives hosts resolv.conf nsswitch.conf services protocols localtime; do
    [[ ! -e /etc/$name ]] || at "/etc/$name" "/etc/$name" ro
done

mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=0755 none "$root/dev"
for name in null zero full random urandom tty; do at "/dev/$name" "/dev/$name"; done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mkdir "$root/dev/shm"
mount -t tmpfs -o mode=1777,size=64m none "$root/dev/shm"
touch "$folder/termination-log"
chmod 0666 "$folder/termination-log"
at "$folder/termination-log" /dev/termination-log
mount -o remount,ro "$root/dev"

for mount in ${mounts[@]+"${mounts[@]}"}; do
    IFS=: read -r source target option <<<"$mount"
    at "$source" "$target" "$option"
done
[[ $writable_root ]] || mount -o remount,ro "$root"

# The shell's own variables are no part of the container's environment.
unset OLDPWD SHLVL
export -n PWD
export PATH=$image_path
IFS=: read -r uid gid fs_group <<<"$user"
exec /usr/sbin/chroot "$root" /usr/bin/env --chdir=/app /usr/bin/setpriv --reuid="$uid" --regid="$gid" \
    --groups="$gid${fs_group:+,$fs_group}" --no-new-privs --inh-caps=-all --ambient-caps=-all --bounding-set="-all${capabilities:+,$capabilities}" \
    "$@" </dev/null 2>&1
