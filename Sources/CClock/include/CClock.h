#pragma once
#include <stdbool.h>
#include <stdint.h>

/// Whether the kernel holds the system clock to be synchronised with a time source; false when it does not say.
bool vc_clock_synchronised(void);

/// What the kernel says of the system clock.
struct vc_clock {
    bool synchronised;
    /// Microseconds that the time source still wants the clock moved by.
    int64_t offset_us;
};

struct vc_clock vc_clock_read(void);
