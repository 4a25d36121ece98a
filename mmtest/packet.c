// SPDX-License-Identifier: GPL-2.0-or-later
/* AF_PACKET: net/packet/af_packet.c packet_mmap() inserts a ring's pages one by one. */
#include <errno.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mmtest/inserted.h"

#define BLOCKS 4

static int open_ring(void)
{
	int version = TPACKET_V2, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct tpacket_req ring = { .tp_block_size = PTE_SIZE, .tp_block_nr = BLOCKS,
				    .tp_frame_size = PTE_SIZE / 2, .tp_frame_nr = 2 * BLOCKS };

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring))) {
		close(fd);
		return -errno;
	}
	return fd;
}

const struct driver driver_packet = {
	.flags = VMA_MIXEDMAP,
	.open = open_ring,
	.size = BLOCKS * PTE_SIZE,
	.missing = "CONFIG_PACKET, CAP_NET_RAW",
};
