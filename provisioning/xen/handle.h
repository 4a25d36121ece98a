/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How domains of ours are known: by their handle (UUID), with our name and the maker's pid in it. */
#ifndef NORMALPAGE_XEN_HANDLE_H
#define NORMALPAGE_XEN_HANDLE_H

#include <stdbool.h>
#include <stdint.h>

#define HANDLE_SIZE 16
#define HANDLE_TEXT_SIZE 37

/** handle_make - a handle made by this process */
void handle_make(uint8_t handle[HANDLE_SIZE]);

/** handle_is_orphan - one of ours, whose maker is gone */
bool handle_is_orphan(const uint8_t handle[HANDLE_SIZE]);

/** handle_text - as a UUID is written */
void handle_text(const uint8_t handle[HANDLE_SIZE], char text[HANDLE_TEXT_SIZE]);

#endif
