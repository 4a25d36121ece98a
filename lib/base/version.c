// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/version.h"

const char normalpage_version[] = VERSION;
