/* A disk that gets full: a program that is started with this library may write as many bytes to files as FULL_AFTER says.
   From then on it is told ENOSPC. Standard output, sockets and pipes are as they were. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>

static atomic_llong left;

__attribute__((constructor)) static void begin(void) {
    const char *given = getenv("FULL_AFTER");
    left = given ? atoll(given) : 0;
}

static int is_file(int to) {
    struct stat found;
    return fstat(to, &found) == 0 && S_ISREG(found.st_mode);
}

/* How much of what is wanted there is room for; the last write before the end is a short one, as on a disk. */
static size_t room(int to, size_t wanted) {
    if (!is_file(to)) return wanted;
    long long before = atomic_fetch_sub(&left, (long long)wanted);
    if (before >= (long long)wanted) return wanted;
    return before > 0 ? (size_t)before : 0;
}

static ssize_t full(void) {
    errno = ENOSPC;
    return -1;
}

ssize_t write(int to, const void *bytes, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    size_t fits = room(to, length);
    return length && !fits ? full() : real(to, bytes, fits);
}

ssize_t writev(int to, const struct iovec *parts, int count) {
    return count ? write(to, parts[0].iov_base, parts[0].iov_len) : 0;
}

ssize_t pwrite64(int to, const void *bytes, size_t length, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    size_t fits = room(to, length);
    return length && !fits ? full() : real(to, bytes, fits, at);
}

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *to_at, size_t length, unsigned flags) {
    static ssize_t (*real)(int, off64_t *, int, off64_t *, size_t, unsigned);
    if (!real) real = dlsym(RTLD_NEXT, "copy_file_range");
    struct stat found;
    /* More is asked for than there is. */
    if (fstat(from, &found) == 0 && (size_t)found.st_size < length) length = (size_t)found.st_size;
    size_t fits = room(to, length);
    return length && !fits ? full() : real(from, at, to, to_at, fits, flags);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t length) {
    static ssize_t (*real)(int, int, off64_t *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "sendfile64");
    size_t fits = room(to, length);
    return length && !fits ? full() : real(to, from, at, fits);
}
