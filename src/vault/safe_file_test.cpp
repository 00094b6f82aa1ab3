#include "vault/safe_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "base/failure.h"
#include "test/scratch.h"

namespace sparekey::vault {
namespace {

using sparekey::test::content_of;
using sparekey::test::put_content;
using sparekey::test::ScratchFolder;

constexpr std::size_t octets_max = 1 << 20;

std::optional<FileState> state_of(const std::filesystem::path& file) {
    const auto content = read_whole(file, octets_max);
    return content ? std::optional{content->state} : std::nullopt;
}

TEST_CASE("a name without a folder is of the folder we are in") {
    const ScratchFolder folder;
    const auto was = std::filesystem::current_path();
    std::filesystem::current_path(folder / "");
    CHECK(replace_file("vault.json", "first", std::nullopt) == Written::done);
    std::filesystem::current_path(was);
    CHECK(content_of(folder / "vault.json") == "first");
}

TEST_CASE("a file is made for its owner alone, and replaced with the one before kept") {
    const ScratchFolder folder;
    const auto file = folder / "vault.json";
    CHECK_FALSE(read_whole(file, octets_max));
    CHECK(replace_file(file, "first", std::nullopt) == Written::done);
    CHECK(replace_file(file, "second", state_of(file)) == Written::done);
    CHECK(replace_file(file, "third", state_of(file)) == Written::done);
    CHECK(content_of(file) == "third");
    CHECK(content_of(folder / "vault.json.previous") == "second");
    struct ::stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a file that another program changed meanwhile is left alone") {
    const ScratchFolder folder;
    const auto file = folder / "vault.json";
    REQUIRE(replace_file(file, "first", std::nullopt) == Written::done);
    const auto read = state_of(file);
    REQUIRE(replace_file(file, "other", read) == Written::done);
    CHECK(replace_file(file, "mine", read) == Written::changed_meanwhile);
    CHECK(replace_file(file, "mine", std::nullopt) == Written::changed_meanwhile);
    CHECK(content_of(file) == "other");
}

TEST_CASE("a link is followed, not replaced") {
    const ScratchFolder folder;
    std::filesystem::create_directory(folder / "real");
    put_content(folder / "real/vault.json", "first");
    std::filesystem::create_symlink(folder / "real/vault.json", folder / "vault.json");
    const auto file = folder / "vault.json";
    REQUIRE(replace_file(file, "second", state_of(file)) == Written::done);
    CHECK(std::filesystem::is_symlink(file));
    CHECK(content_of(folder / "real/vault.json") == "second");
}

TEST_CASE("a file that is too long, or a folder, is refused") {
    const ScratchFolder folder;
    put_content(folder / "file", std::string(11, 'x'));
    CHECK(read_whole(folder / "file", 11));
    CHECK_THROWS_AS(static_cast<void>(read_whole(folder / "file", 10)), Failure);
    CHECK_THROWS_AS(static_cast<void>(read_whole(folder / "", 10)), Failure);
}

TEST_CASE("where the disk is full, what was there is as it was") {
    const ScratchFolder folder;
    const auto file = folder / "vault.json";
    REQUIRE(replace_file(file, "first", std::nullopt) == Written::done);
    const auto state = state_of(file);
    const auto child = ::fork();
    if (child == 0) {
        // A limit on the size of this child's files stands for a full disk.
        ::signal(SIGXFSZ, SIG_IGN);
        const struct ::rlimit limit { 1000, 1000 };
        ::setrlimit(RLIMIT_FSIZE, &limit);
        int code = 1;
        try {
            static_cast<void>(replace_file(file, std::string(5000, 'x'), state));
        } catch (const Failure& failure) {
            code = failure.kind() == Failure::Kind::unavailable ? 0 : 2;
        }
        ::_exit(code);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(content_of(file) == "first");
    CHECK_FALSE(std::filesystem::exists(folder / "vault.json.new"));
}

TEST_CASE("killed at any moment of writing, a whole vault is there") {
    const ScratchFolder folder;
    const auto file = folder / "vault.json";
    const auto text = [](int i) { return std::string(50'000, static_cast<char>('a' + i % 26)); };
    REQUIRE(replace_file(file, text(0), std::nullopt) == Written::done);
    for (int i = 0; i < 40; ++i) {
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        const auto child = ::fork();
        if (child == 0) {
            for (int n = 1;; ++n) {
                static_cast<void>(replace_file(file, text(n), state_of(file)));
                if (n == 1 + i % 5 && ::write(ready[1], "x", 1) != 1) ::_exit(1);
            }
        }
        char octet = 0;
        REQUIRE(::read(ready[0], &octet, 1) == 1);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ::close(ready[0]);
        ::close(ready[1]);
        const auto now = content_of(file);
        REQUIRE(now.size() == 50'000);
        REQUIRE(now.find_first_not_of(now.front()) == now.npos);
    }
    CHECK(replace_file(file, "after", state_of(file)) == Written::done);
    CHECK(content_of(file) == "after");
}

}  // namespace
}  // namespace sparekey::vault
