#include "picture/cage.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <memory>

#include "base/descriptor.h"

namespace sparekey::picture {
namespace {

// The sanitizers map terabytes, and look at themselves when the program ends.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_instrumented = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_instrumented = true;
#else
constexpr bool is_instrumented = false;
#endif
#else
constexpr bool is_instrumented = false;
#endif

bool limit(__rlimit_resource_t what, rlim_t most) {
    const rlimit both{most, most};
    return ::setrlimit(what, &both) == 0;
}

struct Release {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

bool allow(const Filter& filter, std::initializer_list<int> calls) {
    for (const int call : calls) {
        if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0) return false;
    }
    return true;
}

// Memory, but none that can be executed: what is smuggled in stays octets.
bool allow_plain_memory(const Filter& filter) {
    const auto without_execution =
        SCMP_A2(SCMP_CMP_MASKED_EQ, static_cast<scmp_datum_t>(PROT_EXEC), 0);
    return allow(filter, {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise)}) &&
           seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, without_execution) ==
               0 &&
           seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            without_execution) == 0;
}

bool allow_on(const Filter& filter, int call, int descriptor) {
    return seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1,
                            SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(descriptor))) == 0;
}

bool load(const Filter& filter) {
    return seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_NNP, 1) == 0 &&
           seccomp_load(filter.get()) == 0;
}

// Landlock has no wrapper in the C library yet.
Descriptor make_ruleset() {
    landlock_ruleset_attr all{};
    // Every right of its first version (Linux 5.13).
    all.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    return Descriptor{
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0))};
}

// A folder or file that is not there cannot be read either.
bool let_read(const Descriptor& ruleset, const char* path, bool is_folder) {
    const Descriptor opened{::open(path, O_PATH | O_CLOEXEC)};
    if (!opened.is_open()) return true;
    landlock_path_beneath_attr below{};
    below.parent_fd = opened.get();
    below.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
    if (is_folder) below.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
    return ::syscall(SYS_landlock_add_rule, ruleset.get(), LANDLOCK_RULE_PATH_BENEATH, &below, 0) ==
           0;
}

}  // namespace

bool set_limits() {
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::prctl(PR_SET_DUMPABLE, 0) != 0 ||
        ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    return limit(RLIMIT_CPU, seconds_max) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
           (is_instrumented || limit(RLIMIT_AS, memory_octets_max));
}

bool allow_decoding_only() {
    const Filter filter{seccomp_init(SCMP_ACT_KILL_PROCESS)};
    if (!filter) return false;
    if (is_instrumented &&
        !allow(filter, {SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigprocmask), SCMP_SYS(gettid),
                        SCMP_SYS(getpid), SCMP_SYS(sched_yield), SCMP_SYS(rt_sigaction)}))
        return false;
    return allow(filter, {SCMP_SYS(exit_group), SCMP_SYS(exit), SCMP_SYS(futex),
                          // tidy: it is the name of what a library may ask, not our clock.
                          SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn)}) &&
           allow_plain_memory(filter) && allow_on(filter, SCMP_SYS(read), STDIN_FILENO) &&
           allow_on(filter, SCMP_SYS(write), STDOUT_FILENO) && load(filter);
}

bool allow_program_files_only() {
    const auto ruleset = make_ruleset();
    if (!ruleset.is_open()) return false;
    for (const auto* folder : {"/usr", "/lib", "/lib64", "/bin"}) {
        if (!let_read(ruleset, folder, true)) return false;
    }
    return let_read(ruleset, "/etc/ld.so.cache", false) && let_read(ruleset, "/dev/null", false) &&
           ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
}

bool allow_running_one_program() {
    // What it may not do, here, for what a loader and a large program need is a long list; what it
    // may not do has no use for it and does harm.
    const Filter filter{seccomp_init(SCMP_ACT_ALLOW)};
    if (!filter) return false;
    for (const int call :
         {SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
          SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(sendto),
          SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvmsg), SCMP_SYS(fork), SCMP_SYS(vfork),
          SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(kill),
          SCMP_SYS(tkill), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(unshare), SCMP_SYS(setns),
          SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(io_uring_setup), SCMP_SYS(keyctl),
          SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(userfaultfd), SCMP_SYS(pidfd_open),
          SCMP_SYS(pidfd_getfd), SCMP_SYS(shmget), SCMP_SYS(msgget), SCMP_SYS(memfd_create),
          SCMP_SYS(open_by_handle_at), SCMP_SYS(init_module), SCMP_SYS(kexec_load),
          // What Landlock's first version does not hold.
          SCMP_SYS(truncate), SCMP_SYS(ftruncate), SCMP_SYS(chmod), SCMP_SYS(fchmod),
          SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(lchown),
          SCMP_SYS(fchownat), SCMP_SYS(utimensat), SCMP_SYS(setxattr), SCMP_SYS(lsetxattr),
          SCMP_SYS(fsetxattr), SCMP_SYS(removexattr), SCMP_SYS(lremovexattr),
          SCMP_SYS(fremovexattr), SCMP_SYS(tgkill), SCMP_SYS(rt_sigqueueinfo),
          SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(setpriority), SCMP_SYS(ioprio_set),
          SCMP_SYS(sched_setaffinity), SCMP_SYS(sched_setscheduler)}) {
        if (seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) != 0) return false;
    }
    // Limits of its own, and of nobody else.
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1,
                         SCMP_A0(SCMP_CMP_NE, 0)) != 0)
        return false;
    // Threads of its own, and no process.
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                         SCMP_A0(SCMP_CMP_MASKED_EQ, static_cast<scmp_datum_t>(CLONE_THREAD), 0)) !=
            0 ||
        // With ENOSYS the C library falls back to clone.
        seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) != 0)
        return false;
    return load(filter);
}

}  // namespace sparekey::picture
