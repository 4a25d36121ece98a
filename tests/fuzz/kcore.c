// SPDX-License-Identifier: GPL-2.0-or-later
/* /proc/kcore: its headers, notes, VMCOREINFO, and memory at addresses that they name. */
#include "lib/kernel/kcore.h"
#include "lib/kernel/vmcoreinfo.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_at(struct kcore *kcore, uint64_t addr)
{
	static char buf[4096];

	if (!kcore_read(kcore, addr, buf, sizeof(uint64_t)))
		kcore_read(kcore, addr, buf, sizeof(buf));
}

static void use(struct kcore *kcore)
{
	const char *info = kcore_vmcoreinfo(kcore);
	uint64_t start, end, value = 0;
	int64_t number = 0;

	if (kcore_prepare(kcore))
		return;
	info = kcore_vmcoreinfo(kcore);
	read_at(kcore, vmcoreinfo_symbol(info, "_stext"));
	read_at(kcore, vmcoreinfo_size(info, "page"));
	vmcoreinfo_number(info, "phys_base", &number);
	read_at(kcore, kcore_virt(kcore, (uint64_t)number));
	for (unsigned int i = 0; kcore_ram(kcore, i, &start, &end); i++) {
		read_at(kcore, kcore_virt(kcore, start));
		read_at(kcore, kcore_virt(kcore, end - 1));
	}
	kcore_read_current(kcore, (size_t)number, &value, sizeof(value));
	kcore_read_current(kcore, 0, &value, sizeof(value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memory_file(data, size, path);
	struct kcore *kcore = NULL;
	struct error *err = kcore_open_file(&kcore, path);

	if (!err) {
		use(kcore);
		kcore_close(kcore);
	}
	error_destroy(err);
	close(fd);
	return 0;
}
