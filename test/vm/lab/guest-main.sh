#!/bin/sh
# Process 1 of the guest from here on, with the host's own programs: drivers, udev, the suite, power off.
. /lab/settings
export PATH HOME LAB_SUITE NODE_COMPILE_CACHE
modprobe -abq $LAB_DRIVERS

# udev makes /dev/disk/by-* and tells of hotplug. It is told only of what matters here: coldplugging all takes long.
/lib/systemd/systemd-udevd --daemon 2> /dev/null
udevadm trigger --action=add --subsystem-match=block --subsystem-match=nvme --subsystem-match=usb \
  --subsystem-match=scsi_generic --subsystem-match=hidraw

# At most 30 s until every drive is there that is plugged from the start.
tries=0
while set -- /sys/block/sd* /sys/block/nvme*; drives=0
      for drive; do [ ! -e "$drive" ] || drives=$((drives + 1)); done
      [ $drives -lt "$LAB_EXPECT" ] && [ $tries -lt 150 ]; do
  sleep 0.2
  tries=$((tries + 1))
done
udevadm settle --timeout=30

cd "$LAB_ROOT"
"$LAB_NODE" "$LAB_MAIN" "$LAB_SUITE" \
  < /dev/null > /dev/virtio-ports/out 2>&1
echo $? > /lab/status
sync
echo o > /proc/sysrq-trigger # power off, which ends QEMU
while :; do sleep 1; done    # process 1 must not end before
