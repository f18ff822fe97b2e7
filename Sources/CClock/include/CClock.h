#pragma once
#include <stdbool.h>

/// Whether the kernel holds the system clock to be synchronised with a time source; false when it does not say.
bool vc_clock_synchronised(void);
