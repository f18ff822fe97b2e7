#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_all(const int *descriptors, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        if (descriptors[at] >= 0) close(descriptors[at]);
    }
}

static int spawn(pid_t *pid, const char *executable, char *const arguments[], int input, int complaints)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int failed = posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (!failed) failed = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    if (!failed) failed = posix_spawn_file_actions_adddup2(&actions, complaints, 2);
    if (!failed) failed = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!failed) failed = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!failed) failed = posix_spawnattr_setsigmask(&attributes, &none);
    if (!failed) failed = posix_spawnattr_setpgroup(&attributes, 0);
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (!failed) failed = posix_spawnattr_setflags(&attributes, flags);
    char *environment[] = { (char *)"LC_ALL=C.UTF-8", NULL };
    if (!failed) failed = posix_spawn(pid, executable, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

int vc_launch(const char *executable, struct vc_process *process)
{
    char *arguments[] = { (char *)executable, NULL };
    return vc_launch_with(executable, arguments, process);
}

int vc_launch_with(const char *executable, char *const arguments[], struct vc_process *process)
{
    // Ours and theirs of the socket, ours and theirs of the pipe. A descriptor 0..2 that the daemon has
    // free could be among them; the child's dup2 onto its own number would then keep the close-on-exec
    // flag, so they are moved up.
    int ends[4] = { -1, -1, -1, -1 };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
    if (pipe2(ends + 2, O_CLOEXEC) < 0) {
        int failed = errno;
        close_all(ends, 2);
        return -failed;
    }
    for (size_t at = 0; at < 4; at++) {
        if (ends[at] > 2) continue;
        int higher = fcntl(ends[at], F_DUPFD_CLOEXEC, 3);
        if (higher < 0) {
            int failed = errno;
            close_all(ends, 4);
            return -failed;
        }
        close(ends[at]);
        ends[at] = higher;
    }
    pid_t pid = -1;
    int failed = spawn(&pid, executable, arguments, ends[1], ends[3]);
    close_all((int[]){ ends[1], ends[3] }, 2);
    if (failed) {
        close_all((int[]){ ends[0], ends[2] }, 2);
        return -failed;
    }
    int ending = (int)syscall(SYS_pidfd_open, pid, 0);
    if (ending < 0) {
        failed = errno;
        kill(-pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
        close_all((int[]){ ends[0], ends[2] }, 2);
        return -failed;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[2], F_SETFL, O_NONBLOCK);
    *process = (struct vc_process){ .pid = pid, .socket = ends[0], .complaints = ends[2], .ending = ending };
    return 0;
}
