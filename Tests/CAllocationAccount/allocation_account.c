// Counts what each thread allocates, by standing in front of glibc's allocator: whoever links this calls these functions
// instead, the C libraries included. Blocks count with the size that the allocator gave them, touched or not.

#include "allocation_account.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static __thread long in_use;
static __thread long opening;
static __thread long peak;
static __thread long blocks;

void allocation_account_open(void) {
    opening = in_use;
    peak = in_use;
    blocks = 0;
}

allocation_account allocation_account_read(void) {
    return (allocation_account){.blocks = blocks, .peak_bytes = peak - opening};
}

static void *took(void *block) {
    if (block == NULL) return NULL;
    in_use += (long)malloc_usable_size(block);
    blocks++;
    if (in_use > peak) peak = in_use;
    return block;
}

static void gives_back(void *block) {
    if (block != NULL) in_use -= (long)malloc_usable_size(block);
}

void *malloc(size_t size) { return took(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return took(__libc_calloc(count, size)); }

void *realloc(void *block, size_t size) {
    size_t before = block == NULL ? 0 : malloc_usable_size(block);
    void *result = __libc_realloc(block, size);
    // Where it fails the old block stays.
    if (result != NULL || size == 0) in_use -= (long)before;
    return took(result);
}

void *memalign(size_t alignment, size_t size) { return took(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
    void *block = memalign(alignment, size);
    if (block == NULL) return ENOMEM;
    *result = block;
    return 0;
}

void free(void *block) {
    gives_back(block);
    __libc_free(block);
}
