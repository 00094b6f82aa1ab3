// A folder for one test, gone with it.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sparekey::test {

class ScratchFolder {
   public:
    ScratchFolder() {
        auto name = (std::filesystem::temp_directory_path() / "sparekey-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
        path_ = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;  // What is left of a test in /tmp does no harm.
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
        return path_ / name;
    }

   private:
    std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

inline void put_content(const std::filesystem::path& file, std::string_view content) {
    std::ofstream stream{file, std::ios::binary | std::ios::trunc};
    stream << content;
    if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace sparekey::test
