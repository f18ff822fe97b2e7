#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The worker's filter knows x86-64 and ARM64."
#endif

#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
// Not killed: a library that asks for what it may not have goes on without it.
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define MAY(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), ALLOW

// What computing over descriptors that are open already takes: bytes, memory, time, an end. Nothing that opens a name,
// connects, starts or reaches another process.
int vc_confine_calls(void)
{
    struct sock_filter filter[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        MAY(read), MAY(write), MAY(readv), MAY(writev), MAY(pread64), MAY(pwrite64), MAY(lseek), MAY(close),
        MAY(fstat), MAY(ftruncate), MAY(fdatasync), MAY(fcntl), MAY(sendmsg), MAY(recvmsg),
        MAY(mmap), MAY(munmap), MAY(mremap), MAY(mprotect), MAY(madvise), MAY(brk),
        MAY(futex), MAY(sched_yield), MAY(sched_getaffinity), MAY(set_robust_list), MAY(membarrier),
        MAY(clock_gettime), MAY(clock_getres), MAY(gettimeofday), MAY(nanosleep), MAY(clock_nanosleep),
        MAY(getrandom), MAY(uname), MAY(sysinfo), MAY(getpid), MAY(gettid), MAY(getrusage), MAY(prlimit64),
        MAY(rt_sigaction), MAY(rt_sigprocmask), MAY(rt_sigreturn), MAY(sigaltstack), MAY(exit), MAY(exit_group),
#ifdef SYS_rseq
        MAY(rseq),
#endif
        // glibc asks so for the status of a descriptor. By another name it tells at most that a file is there.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_newfstatat, 1, 0),
        REFUSE,
        LOAD(args[3]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, AT_EMPTY_PATH, 0, 1),
        ALLOW,
        REFUSE,
    };
    struct sock_fprog program = { .len = sizeof filter / sizeof filter[0], .filter = filter };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0 ? -errno : 0;
}

int vc_confine_files(void)
{
    int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 0) return -errno;
    // Everything that this kernel can refuse is handled, and no rule allows any of it.
    struct landlock_ruleset_attr all = { .handled_access_fs = (UINT64_C(1) << 13) - 1 };
    if (version >= 2) all.handled_access_fs |= UINT64_C(1) << 13;
    if (version >= 3) all.handled_access_fs |= UINT64_C(1) << 14;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all.handled_access_fs, 0);
    if (ruleset < 0) return -errno;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    int failed = syscall(SYS_landlock_restrict_self, ruleset, 0) < 0 ? -errno : 0;
    close(ruleset);
    return failed;
}

int vc_escapes(void)
{
    int escapes = 0;
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor >= 0) escapes |= VC_ESCAPE_NETWORK;
    close(descriptor);
    descriptor = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) escapes |= VC_ESCAPE_FILES;
    close(descriptor);
    pid_t child = fork();
    if (child == 0) _exit(0);
    if (child > 0) {
        escapes |= VC_ESCAPE_PROCESSES;
        waitpid(child, NULL, 0);
    }
    return escapes;
}
