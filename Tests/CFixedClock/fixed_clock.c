#include <stdlib.h>
#include <time.h>

#include "fixed_clock.h"

time_t time(time_t *result) {
    const char *fixed = getenv(FIXED_CLOCK_VARIABLE);
    struct timespec now = {0, 0};
    if (fixed != NULL) {
        now.tv_sec = (time_t)strtoll(fixed, NULL, 10);
    } else {
        clock_gettime(CLOCK_REALTIME, &now);
    }
    if (result != NULL) *result = now.tv_sec;
    return now.tv_sec;
}
