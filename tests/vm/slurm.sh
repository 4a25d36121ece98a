#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A matrix as an array job of a real Slurm, with a controller and a node of its own on this machine.
. "$(dirname "$0")/../tap.sh"
needs daxtest

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

top=$(cd "$(dirname "$0")/../.." && pwd)
for tool in slurmctld slurmd munged sbatch; do
	command -v $tool >/dev/null || skip_all "$tool is not installed (packages slurmctld, slurmd, munge, slurm-client)"
done
[ "$(id -u)" = 0 ] || skip_all "slurmd wants to be root"

slurm=$WORK/slurm
mkdir -p "$slurm/spool" "$slurm/state"
chmod 755 "$WORK" "$slurm"
mkdir -m 711 "$slurm/munge"
(umask 077 && head -c 1024 /dev/urandom >"$slurm/munge/key")
host=$(hostname -s)
cat >"$slurm/slurm.conf" <<CONF
ClusterName=normalpage
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm/munge/socket
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.log
SlurmctldPort=16817
SlurmdPort=16818
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(awk '/^MemTotal/ { print int($2 / 1024) - 512 }' /proc/meminfo)
PartitionName=all Nodes=$host Default=YES State=UP
CONF
export SLURM_CONF="$slurm/slurm.conf"

stop() {
	for name in slurmd slurmctld munge/munged; do
		[ ! -f "$slurm/$name.pid" ] || kill "$(cat "$slurm/$name.pid")" 2>/dev/null || true
	done
}
trap 'stop; rm -rf "$WORK"' EXIT
munged --force --key-file "$slurm/munge/key" --socket "$slurm/munge/socket" \
	--pid-file "$slurm/munge/munged.pid" --log-file "$slurm/munge/log" \
	--seed-file "$slurm/munge/seed" 2>/dev/null
slurmctld -i 2>/dev/null
slurmd 2>/dev/null
for _ in $(seq 100); do
	sinfo -h -o %t 2>/dev/null | grep -q idle && break
	sleep 0.2
done
# what a machine lacks for it (a name of its own, a control group) is not for this test to judge
sinfo -h -o %t 2>/dev/null | grep -q idle ||
	skip_all "no node of Slurm comes up here: $(cat "$slurm"/*.log 2>/dev/null | grep -E 'fatal|error' | tail -n 1)"

PATH=$BUILD:$PATH
cd "$WORK" || exit 1
cat >kernels <<'LIST'
debian:trixie-backports/6.18 --suite dax --test *.ext4.hole.read-pmd-shared
debian:trixie-backports/7.2 --suite dax --test *.ext4.hole.read-pmd-shared
LIST
run matrix --matrix kernels --print-jobs --accel tcg --output "$WORK/results"
cp "$WORK/out" jobs
ok "a command for each kernel" test "$(wc -l <jobs)" = 2
sbatch --wait --array=1-2 --output "$WORK/task-%a.log" \
	"$top/contrib/slurm/matrix.sbatch" jobs >sbatch.log 2>&1 || cat sbatch.log task-*.log >&2
run report "$WORK/results" --format ktap
ok "the results make one report" is_status 0
ok "with the verdict of 6.18" sh -c "grep -q '6.18.*ext4.hole.read-pmd-shared' '$WORK/out'"
ok "with the verdict of 7.2" sh -c "grep -q '7.2.*ext4.hole.read-pmd-shared' '$WORK/out'"
finish
