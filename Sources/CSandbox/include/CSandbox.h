// Typed shims over what Swift cannot call well: ancillary data with its macros, resource limits, prctl,
// pidfd. Every function answers a value >= 0, or minus the errno value.
#ifndef VIDEOCHECK_CSANDBOX_H
#define VIDEOCHECK_CSANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// At most this many descriptors travel with one message.
enum { VC_MAX_DESCRIPTORS = 64 };

/// Sends bytes with descriptors attached (SCM_RIGHTS); never raises SIGPIPE. Answers the bytes taken.
ssize_t vc_send(int socket, const void *bytes, size_t count, const int32_t *descriptors,
                size_t descriptor_count);

/// Receives bytes and, close-on-exec, the descriptors attached to them; `*received` is their number. A
/// message with more descriptors than `descriptor_capacity` is refused (-EMSGSIZE) and its descriptors
/// closed. Answers 0 at the end of the stream.
ssize_t vc_receive(int socket, void *bytes, size_t capacity, int32_t *descriptors, size_t descriptor_capacity,
                   size_t *received);

/// Before anything is read: no new privileges, no core file, not readable by others of the same user,
/// and killed when the thread that started us ends.
int vc_confine_first(void);

/// From now on this thread, and what it starts, may only compute over descriptors that are open already: a filter of
/// system calls (seccomp). Every other call fails with EPERM.
int vc_confine_calls(void);

/// The same for names of files, where the kernel has Landlock; -ENOSYS or -EOPNOTSUPP where it has not.
int vc_confine_files(void);

/// What a confined process must not be able to do.
enum { VC_ESCAPE_NETWORK = 1, VC_ESCAPE_FILES = 2, VC_ESCAPE_PROCESSES = 4 };

/// Tries to make a socket, to open /etc/passwd, and to fork. Answers which of them it could: 0 in a confined process.
int vc_escapes(void);

/// Soft and hard limits of this process. A limit that is lower already stays.
int vc_limit_address_space(uint64_t bytes);
int vc_limit_cpu(uint64_t seconds);
int vc_limit_file_size(uint64_t bytes);
int vc_limit_descriptors(uint64_t count);

/// A started process and our ends of its channels, all close-on-exec and not blocking.
struct vc_process {
    pid_t pid;
    /// A stream socket whose other end is the process's descriptor 0.
    int32_t socket;
    /// What the process writes on its descriptor 2. Its descriptor 1 goes nowhere.
    int32_t complaints;
    /// Readable when the process has ended.
    int32_t ending;
};

/// Starts a program without arguments in a process group of its own. It inherits no other descriptor, no
/// ignored or blocked signal and no environment but `LC_ALL`. Answers 0, or minus the errno value and then
/// nothing runs.
int vc_launch(const char *executable, struct vc_process *process);

/// The same with arguments: the first is the program's name by custom, the last is NULL.
int vc_launch_with(const char *executable, char *const arguments[], struct vc_process *process);

/// Moves a file between two open folders, and never over another: -EEXIST when the name is taken there,
/// -EINVAL where the file system knows no such move.
int vc_move_to_free_name(int from, int to, const char *name);

#endif
