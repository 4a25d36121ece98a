// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices by name: a node that the kernel has another name for, or none, is not opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>

#include "lib/base/device.h"
#include "tests/unit/expect_error.h"

static void test_name(void **state)
{
	int fd = -1;

	(void)state;
	expect_error(device_open("null", O_RDWR, &fd), NULL);
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
}

/* each leads to a device, or to something, but not to the one that has this name */
static void test_other(void **state)
{
	int fd = -1;

	(void)state;
	expect_error(device_open("nonexistent", O_RDONLY, &fd), "/dev/nonexistent: No such file");
	expect_error(device_open("stdin", O_RDONLY, &fd), "Too many levels of symbolic links");
	expect_error(device_open("shm", O_RDONLY, &fd), "/dev/shm is no device");
	expect_error(device_open("../dev/zero", O_RDONLY, &fd), "is not the device ../dev/zero of the kernel but 1:5 (zero)");
	assert_int_equal(fd, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name), cmocka_unit_test(test_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
