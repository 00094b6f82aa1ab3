// Files that hold keys: who may read them is checked, and what is written is durable.
#pragma once
#include <filesystem>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

inline constexpr std::size_t key_file_octets_max = 128 * 1024;

// Throws Failure{refused}, naming the file, when it is missing, unreadable, not a regular file,
// longer than key_file_octets_max, or open to its group or the world.
[[nodiscard]] Secret read_key_file(const std::filesystem::path& file);

// A new file, 0600, that is on the disk when it returns. Refuses to replace a file.
void create_key_file(const std::filesystem::path& file, BytesView content);

// Puts new content in a key file's place in one step. From its construction on nobody else can: it
// is the file beside it, "<file>.new", that only one can create. Undone unless commit() was called.
class KeyFileReplacement {
   public:
    explicit KeyFileReplacement(const std::filesystem::path& file);
    ~KeyFileReplacement();
    KeyFileReplacement(const KeyFileReplacement&) = delete;
    KeyFileReplacement& operator=(const KeyFileReplacement&) = delete;

    void commit(BytesView content);

   private:
    std::filesystem::path file_;
    std::filesystem::path beside_;
    int descriptor_;
    bool committed_ = false;
};

// The failure that all of these throw.
[[noreturn]] void refuse_key_file(const std::filesystem::path& file, const std::string& why);

}  // namespace sparekey::crypto
