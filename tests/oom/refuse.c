// Refuses memory, threads or descriptors to a program that it is preloaded to, counted from its `main`.
//   REFUSE       memory, threads or descriptors
//   REFUSE_AT    the first call that is refused, from 1; 0: none is
//   REFUSE_MANY  how many calls are refused from there on; 0: all of them
//   REFUSE_TOLD  a file of 8 bytes that the number of calls is written to, however the program ends
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum what { nothing, memory, threads, descriptors };

static atomic_int refused = nothing;  // what is counted; nothing until `main` begins
static uint64_t first;
static uint64_t last;
static _Atomic uint64_t own_count;
static _Atomic uint64_t *count = &own_count;

static int refuses(enum what what) {
  if (atomic_load_explicit(&refused, memory_order_relaxed) != (int)what) return 0;
  const uint64_t call = atomic_fetch_add_explicit(count, 1, memory_order_relaxed) + 1;
  return call >= first && call <= last;
}

// What `dlsym` itself needs before it has found the true functions.
static char early[65536];
static size_t early_used;

static int is_early(const void *address) {
  return (const char *)address >= early && (const char *)address < early + sizeof early;
}

static void *early_memory(size_t size) {
  const size_t begin = (early_used + 15) / 16 * 16;
  if (begin + size > sizeof early) abort();
  early_used = begin + size;
  return early + begin;
}

static void *(*true_malloc)(size_t);
static void *(*true_calloc)(size_t, size_t);
static void *(*true_realloc)(void *, size_t);
static void *(*true_aligned_alloc)(size_t, size_t);
static int (*true_posix_memalign)(void **, size_t, size_t);
static void (*true_free)(void *);
static int is_finding;

static void find(void) {
  if (is_finding) return;
  is_finding = 1;
  true_calloc = dlsym(RTLD_NEXT, "calloc");
  true_realloc = dlsym(RTLD_NEXT, "realloc");
  true_aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
  true_posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
  true_free = dlsym(RTLD_NEXT, "free");
  true_malloc = dlsym(RTLD_NEXT, "malloc");
}

static void *no_memory(void) {
  errno = ENOMEM;
  return NULL;
}

void *malloc(size_t size) {
  if (true_malloc == NULL) find();
  if (true_malloc == NULL) return early_memory(size);
  return refuses(memory) ? no_memory() : true_malloc(size);
}

void *calloc(size_t number, size_t size) {
  if (true_malloc == NULL) find();
  if (true_malloc == NULL) return early_memory(number * size);  // still zero
  return refuses(memory) ? no_memory() : true_calloc(number, size);
}

void *realloc(void *before, size_t size) {
  if (true_malloc == NULL) find();
  if (true_malloc == NULL || is_early(before)) {
    void *after = true_malloc == NULL ? early_memory(size) : true_malloc(size);
    const size_t most = before == NULL ? 0 : (size_t)(early + sizeof early - (char *)before);
    if (after != NULL && before != NULL) memcpy(after, before, size < most ? size : most);
    return after;
  }
  return refuses(memory) ? no_memory() : true_realloc(before, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  if (true_malloc == NULL) find();
  return refuses(memory) ? no_memory() : true_aligned_alloc(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (true_malloc == NULL) find();
  return refuses(memory) ? ENOMEM : true_posix_memalign(result, alignment, size);
}

void free(void *address) {
  if (address == NULL || is_early(address)) return;
  if (true_free == NULL) find();
  true_free(address);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument) {
  static int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  if (next == NULL) next = dlsym(RTLD_NEXT, "pthread_create");
  return refuses(threads) ? EAGAIN : next(thread, attributes, run, argument);
}

static int no_descriptor(void) {
  errno = EMFILE;
  return -1;
}

int open(const char *path, int flags, ...) {
  static int (*next)(const char *, int, ...);
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  if (next == NULL) next = dlsym(RTLD_NEXT, "open");
  return refuses(descriptors) ? no_descriptor() : next(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  static int (*next)(const char *, int, ...);
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  if (next == NULL) next = dlsym(RTLD_NEXT, "open64");
  return refuses(descriptors) ? no_descriptor() : next(path, flags, mode);
}

void *opendir(const char *path) {
  static void *(*next)(const char *);
  if (next == NULL) next = dlsym(RTLD_NEXT, "opendir");
  if (refuses(descriptors)) {
    no_descriptor();
    return NULL;
  }
  return next(path);
}

int pipe2(int ends[2], int flags) {
  static int (*next)(int[2], int);
  if (next == NULL) next = dlsym(RTLD_NEXT, "pipe2");
  return refuses(descriptors) ? no_descriptor() : next(ends, flags);
}

int dup(int descriptor) {
  static int (*next)(int);
  if (next == NULL) next = dlsym(RTLD_NEXT, "dup");
  return refuses(descriptors) ? no_descriptor() : next(descriptor);
}

static int (*true_main)(int, char **, char **);

static void tell(const char *path) {
  const int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void *shared = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (shared != MAP_FAILED) count = shared;
}

static int counted_main(int argc, char **argv, char **environment) {
  const char *what = getenv("REFUSE");
  const char *at = getenv("REFUSE_AT");
  const char *many = getenv("REFUSE_MANY");
  const char *told = getenv("REFUSE_TOLD");
  if (told != NULL) tell(told);
  first = at == NULL ? 0 : strtoull(at, NULL, 10);
  const uint64_t length = many == NULL ? 1 : strtoull(many, NULL, 10);
  last = first == 0 ? 0 : length == 0 ? UINT64_MAX : first + length - 1;
  if (first == 0) first = UINT64_MAX;
  const int code = what == NULL                     ? nothing
                   : strcmp(what, "memory") == 0      ? memory
                   : strcmp(what, "threads") == 0     ? threads
                   : strcmp(what, "descriptors") == 0 ? descriptors
                                                      : nothing;
  atomic_store(&refused, code);
  return true_main(argc, argv, environment);
}

int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*dynamic_fini)(void), void *stack_end) {
  int (*next)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *) =
      dlsym(RTLD_NEXT, "__libc_start_main");
  true_main = program;
  return next(counted_main, argc, argv, init, fini, dynamic_fini, stack_end);
}
