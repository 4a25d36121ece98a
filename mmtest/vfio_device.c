// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/vfio_device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/base/device.h"
#include "lib/base/full_write.h"
#include "lib/kernel/system_file.h"

#define DEVICES "/sys/bus/pci/devices"
#define BAR VFIO_PCI_BAR2_REGION_INDEX
#define IOVA 0x10000000

static bool attribute_is(const char *device, const char *name, const char *value)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), DEVICES "/%s/%s", device, name);
	return system_file_is(path, value);
}

/* the last part of what a link of the device leads to: the name of its driver, its group */
static bool link_name(const char *device, const char *name, char *to, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t n;

	snprintf(path, sizeof(path), DEVICES "/%s/%s", device, name);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = '\0';
	snprintf(to, size, "%s", strrchr(target, '/') + 1);
	return true;
}

static void find_device(struct scenario *s, char *name, size_t size)
{
	guarded(dir) DIR *dir = opendir(DEVICES);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (!attribute_is(entry->d_name, "vendor", "0x1b36") ||
		    !attribute_is(entry->d_name, "device", "0x0005"))
			continue;
		snprintf(name, size, "%s", entry->d_name);
		return;
	}
	scenario_skip(s, "no PCI test device (QEMU: -device pci-testdev,membar=4G)");
}

static void write_text(struct scenario *s, const char *path, const char *text)
{
	guarded(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || !full_write(fd, text, strlen(text)))
		scenario_skip(s, "%s: %s", path, strerror(errno));
}

static void bind_device(struct scenario *s, const char *device)
{
	char path[PATH_MAX], driver[64];

	if (!link_name(device, "driver", driver, sizeof(driver))) {
		snprintf(path, sizeof(path), DEVICES "/%s/driver_override", device);
		write_text(s, path, "vfio-pci");
		write_text(s, "/sys/bus/pci/drivers_probe", device);
		if (!link_name(device, "driver", driver, sizeof(driver)))
			scenario_skip(s, "vfio-pci does not take the device %s (modprobe vfio-pci)",
				      device);
	}
	if (strcmp(driver, "vfio-pci"))
		scenario_skip(s, "the device %s belongs to %s, not to vfio-pci", device, driver);
}

static int open_group(struct scenario *s, const char *device)
{
	char name[64], group[32];
	struct error *err;
	int fd = -1;

	if (!link_name(device, "iommu_group", group, sizeof(group)))
		scenario_skip(s, "the device %s has no IOMMU (intel_iommu=on)", device);
	snprintf(name, sizeof(name), "vfio/%s", group);
	err = device_open(name, O_RDWR, &fd);
	if (err)
		scenario_skip(s, "%s", err->message);
	return fd;
}

struct vfio vfio_open(struct scenario *s)
{
	struct vfio_region_info region = { .argsz = sizeof(region), .index = BAR };
	struct vfio vfio = { .container = -1 };
	struct error *err = device_open("vfio/vfio", O_RDWR, &vfio.container);
	char device[NAME_MAX + 1];
	int group;

	find_device(s, device, sizeof(device));
	bind_device(s, device);
	group = open_group(s, device);
	if (err)
		scenario_skip(s, "%s (modprobe vfio)", err->message);
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &vfio.container) ||
	    ioctl(vfio.container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		scenario_skip(s, "VFIO_SET_IOMMU: %s (modprobe vfio_iommu_type1; it demands interrupt "
			      "remapping)", strerror(errno));
	vfio.device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, device);
	if (vfio.device < 0 || ioctl(vfio.device, VFIO_DEVICE_GET_REGION_INFO, &region))
		scenario_broken(s, "opening the device %s: %s", device, strerror(errno));
	if (region.size < 4 * PUD_SIZE || !(region.flags & VFIO_REGION_INFO_FLAG_MMAP))
		scenario_skip(s, "BAR 2 of the device %s has %llu bytes (QEMU: membar=4G)", device,
			      (unsigned long long)region.size);
	vfio.bar = region.offset;
	vfio.bar_size = region.size;
	vfio_decode(s, &vfio, true);
	return vfio;
}

struct mapping vfio_map_as(struct scenario *s, const struct vfio *vfio,
			   const struct vfio_mapping *how)
{
	int prot = how->prot ? how->prot : PROT_READ | PROT_WRITE;
	struct mapping m = {
		.size = how->size ? how->size : PMD_SIZE,
		.flags = mapping_vma_flags(prot, MAP_SHARED) | VMA_PFNMAP | VMA_IO | VMA_DONTEXPAND,
	};
	char *addr = mapping_address(m.size + how->skew) + how->skew;

	m.addr = mmap(addr, m.size, prot, MAP_SHARED | MAP_FIXED_NOREPLACE, vfio->device,
		      (off_t)(vfio->bar + how->offset));
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping the BAR: %s", strerror(errno));
	return m;
}

void vfio_need_huge(struct scenario *s)
{
	if (!kernel_features(scenario_kernel(s))->huge_pfnmap)
		scenario_skip(s, "this kernel maps BARs page by page (6.12, CONFIG_TRANSPARENT_HUGEPAGE)");
}

void vfio_decode(struct scenario *s, const struct vfio *vfio, bool on)
{
	struct vfio_region_info config = { .argsz = sizeof(config),
					   .index = VFIO_PCI_CONFIG_REGION_INDEX };
	uint16_t command = on ? PCI_COMMAND_MEMORY : 0;

	if (ioctl(vfio->device, VFIO_DEVICE_GET_REGION_INFO, &config) ||
	    !full_pwrite(vfio->device, &command, sizeof(command),
			 (off_t)config.offset + PCI_COMMAND))
		scenario_broken(s, "PCI_COMMAND: %s", strerror(errno));
}

int vfio_pin(const struct vfio *vfio, const struct mapping *m, size_t offset, size_t size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map), .flags = VFIO_DMA_MAP_FLAG_READ,
		.vaddr = (uintptr_t)m->addr + offset, .iova = IOVA, .size = size,
	};

	return ioctl(vfio->container, VFIO_IOMMU_MAP_DMA, &map) ? errno : 0;
}

void vfio_unpin(struct scenario *s, const struct vfio *vfio, size_t size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = IOVA, .size = size,
	};

	if (ioctl(vfio->container, VFIO_IOMMU_UNMAP_DMA, &unmap))
		scenario_broken(s, "VFIO_IOMMU_UNMAP_DMA: %s", strerror(errno));
}
