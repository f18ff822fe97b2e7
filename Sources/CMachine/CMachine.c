#include "CMachine.h"

#include <malloc.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/timex.h>

bool vc_clock_synchronised(void) {
    return vc_clock_read().synchronised;
}

struct vc_clock vc_clock_read(void) {
    struct timex state = {.modes = 0};
    int result = adjtimex(&state);
    struct vc_clock clock = {
        .synchronised = result >= 0 && result != TIME_ERROR && !(state.status & STA_UNSYNC),
        .offset_us = (state.status & STA_NANO) ? state.offset / 1000 : state.offset,
    };
    return clock;
}

void vc_keep_freed_memory(size_t bytes, size_t step) {
    mallopt(M_TRIM_THRESHOLD, (int)bytes);
    mallopt(M_TOP_PAD, (int)step);
    mallopt(M_MMAP_THRESHOLD, (int)step);
}

static uint32_t crc_by_table(uint32_t crc, const uint8_t *bytes, size_t count) {
    static uint32_t table[256];
    static atomic_bool made;
    if (!atomic_load_explicit(&made, memory_order_acquire)) {
        // Two threads may make it at once: they write the same.
        for (uint32_t byte = 0; byte < 256; byte++) {
            uint32_t rest = byte;
            for (int bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >> 1) ^ 0x82F63B78u : rest >> 1;
            table[byte] = rest;
        }
        atomic_store_explicit(&made, true, memory_order_release);
    }
    while (count--) crc = table[(crc ^ *bytes++) & 0xFF] ^ (crc >> 8);
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc_by_instruction(uint32_t crc, const uint8_t *bytes, size_t count) {
    uint64_t wide = crc;
    for (; count >= 8; count -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = (uint32_t)wide;
    while (count--) crc = __builtin_ia32_crc32qi(crc, *bytes++);
    return crc;
}
#endif

uint32_t vc_crc32c(uint32_t before, const void *bytes, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return ~crc_by_instruction(~before, bytes, count);
#endif
    return ~crc_by_table(~before, bytes, count);
}
