#pragma once
#include <stdbool.h>
#include <stddef.h>
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

/// The cyclic redundancy check with Castagnoli's polynomial (RFC 3720, appendix B.4) of what came before, whose check is
/// `before` (0 at the beginning), and of `count` bytes more; by the processor's own instruction where it has one.
uint32_t vc_crc32c(uint32_t before, const void *bytes, size_t count);

/// Lets each of the allocator's arenas keep up to `bytes` of freed memory, and grow by `step` bytes at a time; what is
/// smaller than a step comes out of an arena, not out of a mapping of its own that is unmapped after use. Called before
/// the first thread; what the allocator refuses stays as it was.
void vc_keep_freed_memory(size_t bytes, size_t step);
