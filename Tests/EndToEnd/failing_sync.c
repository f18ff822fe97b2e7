// Makes the syncs of files below FAILING_SYNC_UNDER fail once each while the file FAILING_SYNC_WHEN is there, as a disk
// does that loses a write: the next sync of the same file says that all is well.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int descriptor) {
    const char *under = getenv("FAILING_SYNC_UNDER"), *when = getenv("FAILING_SYNC_WHEN");
    char link[64], path[4096];
    if (!under || !when || access(when, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, under, strlen(under)) != 0) return 0;
    unlink(when);
    errno = EIO;
    return 1;
}

int fsync(int descriptor) {
    int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return fails(descriptor) ? -1 : next(descriptor);
}

int fdatasync(int descriptor) {
    int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return fails(descriptor) ? -1 : next(descriptor);
}
