/* Counts what is flushed to disk, and makes each flush take longer. Preloaded into the programs that are measured.
 *
 * SLOW_DISK names a file of 16 bytes that all of them map: the delay in microseconds, which may be changed at any time,
 * and the number of flushes so far. So the same programs are measured on the disk as it is and on a slow one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct board {
    _Atomic uint64_t delay_us;
    _Atomic uint64_t flushes;
};

static struct board own;
static struct board *board = &own;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("SLOW_DISK");
    int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *found = mmap(NULL, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (found != MAP_FAILED) board = found;
    close(file);
}

static int flush(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = real(file), error = errno;
    atomic_fetch_add(&board->flushes, 1);
    uint64_t delay = atomic_load(&board->delay_us);
    struct timespec left = {(time_t)(delay / 1000000), (long)(delay % 1000000) * 1000};
    while (delay > 0 && nanosleep(&left, &left) == -1 && errno == EINTR) continue;
    errno = error;
    return result;
}

int fsync(int file) { return flush("fsync", file); }

int fdatasync(int file) { return flush("fdatasync", file); }
