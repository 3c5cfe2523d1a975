#!/bin/busybox sh
# Process 1 of the guest, from memory: drivers, then the host's root by 9p, read-only under a layer in memory, then
# over to guest-main.sh there. What the guest writes is forgotten, but for /lab, the folder that host and guest share.
box=/bin/busybox
$box mount -t devtmpfs dev /dev
$box mount -t proc proc /proc
$box mount -t sysfs sys /sys
while read -r module; do $box insmod "/modules/$module"; done < /modules.order

share=trans=virtio,version=9p2000.L,msize=512000
$box mount -t 9p -o "$share,ro,cache=loose" host /host
$box mount -t tmpfs -o size=75% scratch /rw
$box mkdir /rw/upper /rw/work
$box mount -t overlay -o lowerdir=/host,upperdir=/rw/upper,workdir=/rw/work root /new

$box mkdir -p /dev/pts /dev/shm /dev/virtio-ports /new/dev /new/proc /new/sys /new/run /new/lab
$box mount -t devpts devpts /dev/pts
$box mount -t tmpfs shm /dev/shm
for port in /sys/class/virtio-ports/*; do # the two lines to the host: `out` and `qmp`
  read -r name < "$port/name" && $box ln -s "../${port##*/}" "/dev/virtio-ports/$name"
done
for dir in dev proc sys; do $box mount --move "/$dir" "/new/$dir"; done
$box mount -t tmpfs run /new/run
$box mount -t 9p -o "$share,cache=none" lab /new/lab

. /new/lab/settings
modules=/new/lib/modules/$($box uname -r)
$box mkdir -p "$modules"
$box mount --bind "/new$LAB_MODULES/lib/modules/${modules##*/}" "$modules"
$box ip link set lo up
$box hostname lab
exec $box switch_root /new /bin/sh /lab/guest-main.sh
