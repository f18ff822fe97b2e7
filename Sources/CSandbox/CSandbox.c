#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

// Aligned room for the largest set of descriptors that we pass.
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * VC_MAX_DESCRIPTORS)];
};

ssize_t vc_send(int socket, const void *bytes, size_t count, const int32_t *descriptors,
                size_t descriptor_count)
{
    if (descriptor_count > VC_MAX_DESCRIPTORS) return -EINVAL;
    union control control;
    struct iovec part = { .iov_base = (void *)bytes, .iov_len = count };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
    if (descriptor_count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptor_count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * descriptor_count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * descriptor_count);
    }
    ssize_t sent;
    do { sent = sendmsg(socket, &message, MSG_NOSIGNAL); } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

ssize_t vc_receive(int socket, void *bytes, size_t capacity, int32_t *descriptors, size_t descriptor_capacity,
                   size_t *received)
{
    union control control;
    struct iovec part = { .iov_base = bytes, .iov_len = capacity };
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = control.bytes, .msg_controllen = sizeof control.bytes,
    };
    *received = 0;
    ssize_t taken;
    do { taken = recvmsg(socket, &message, MSG_CMSG_CLOEXEC); } while (taken < 0 && errno == EINTR);
    if (taken < 0) return -errno;
    int refused = (message.msg_flags & MSG_CTRUNC) != 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t at = 0; at < count; at++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + at * sizeof(int), sizeof descriptor);
            if (*received < descriptor_capacity) {
                descriptors[(*received)++] = descriptor;
            } else {
                close(descriptor);
                refused = 1;
            }
        }
    }
    if (!refused) return taken;
    while (*received > 0) close(descriptors[--*received]);
    return -EMSGSIZE;
}

static int lower(int resource, rlim_t value)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) < 0) return -errno;
    if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < value) value = limit.rlim_max;
    limit.rlim_cur = limit.rlim_max = value;
    return setrlimit(resource, &limit) < 0 ? -errno : 0;
}

int vc_confine_first(void)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) return -errno;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) return -errno;
    // A write past the file size limit must come back as EFBIG, so that it can be told.
    signal(SIGXFSZ, SIG_IGN);
    return lower(RLIMIT_CORE, 0);
}

int vc_limit_address_space(uint64_t bytes) { return lower(RLIMIT_AS, bytes); }

int vc_limit_cpu(uint64_t seconds) { return lower(RLIMIT_CPU, seconds); }

int vc_limit_file_size(uint64_t bytes) { return lower(RLIMIT_FSIZE, bytes); }

int vc_limit_descriptors(uint64_t count) { return lower(RLIMIT_NOFILE, count); }

int vc_move_to_free_name(int from, int to, const char *name)
{
    return renameat2(from, name, to, name, RENAME_NOREPLACE) == 0 ? 0 : -errno;
}
