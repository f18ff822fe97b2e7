#include "CMachine.h"

#include <malloc.h>
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
}
