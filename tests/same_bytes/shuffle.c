/* Hands out the entries of each directory in an order that SHUFFLE_SEED decides, whatever order the file system has. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OPEN 64
#define MOST_ENTRIES 4096

/* The entries of a directory that is being read. */
static struct listing {
    DIR *of;
    size_t count, next;
    struct dirent64 *entries;
} listings[MOST_OPEN];
static int lock;

static void fill(struct listing *listing, DIR *of) {
    struct dirent64 *(*original)(DIR *) = dlsym(RTLD_NEXT, "readdir64");
    struct dirent64 *entry;
    listing->of = of;
    listing->count = listing->next = 0;
    listing->entries = malloc(sizeof *entry * MOST_ENTRIES);
    while (listing->count < MOST_ENTRIES && (entry = original(of)))
        memcpy(&listing->entries[listing->count++], entry, entry->d_reclen);
    const char *given = getenv("SHUFFLE_SEED");
    unsigned seed = given ? (unsigned)atoi(given) : 1;
    for (size_t at = listing->count; at > 1; at--) {
        size_t other = (size_t)rand_r(&seed) % at;
        struct dirent64 kept = listing->entries[at - 1];
        listing->entries[at - 1] = listing->entries[other];
        listing->entries[other] = kept;
    }
}

struct dirent64 *readdir64(DIR *of) {
    struct listing *found = NULL;
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE));
    for (int at = 0; at < MOST_OPEN && !found; at++)
        if (listings[at].of == of)
            found = &listings[at];
    for (int at = 0; at < MOST_OPEN && !found; at++)
        if (!listings[at].of)
            fill(found = &listings[at], of);
    if (!found)
        abort();
    struct dirent64 *entry = found->next < found->count ? &found->entries[found->next++] : NULL;
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
    return entry;
}

/* The same on 64 bits, where both names are in use. */
struct dirent *readdir(DIR *of) {
    return (struct dirent *)readdir64(of);
}

int closedir(DIR *of) {
    int (*original)(DIR *) = dlsym(RTLD_NEXT, "closedir");
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE));
    for (int at = 0; at < MOST_OPEN; at++)
        if (listings[at].of == of) {
            free(listings[at].entries);
            listings[at].of = NULL;
        }
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
    return original(of);
}
