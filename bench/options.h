// The command line of a benchmark program: "--name value", as often as needed.
#pragma once
#include <charconv>
#include <cstdint>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey::bench {

inline std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc{} && end == text.data() + text.size()) return number;
    throw std::invalid_argument{"not a number: " + std::string{text}};
}

class Options {
   public:
    Options(int count, char** words) {
        for (int i = 1; i < count; i += 2) {
            const std::string_view name = words[i];
            if (!name.starts_with("--") || i + 1 == count)
                throw std::invalid_argument{"not --name value: " + std::string{name}};
            given_[std::string{name.substr(2)}] = words[i + 1];
        }
    }
    [[nodiscard]] std::string text(const std::string& name, std::string otherwise) const {
        const auto found = given_.find(name);
        return found == given_.end() ? otherwise : found->second;
    }
    [[nodiscard]] std::string text(const std::string& name) const {
        const auto found = given_.find(name);
        if (found == given_.end()) throw std::invalid_argument{"--" + name + " is missing"};
        return found->second;
    }
    [[nodiscard]] std::int64_t number(const std::string& name, std::int64_t otherwise) const {
        const auto found = given_.find(name);
        return found == given_.end() ? otherwise : number_of(found->second);
    }
    // "1,8,64"
    [[nodiscard]] std::vector<std::string> list(const std::string& name,
                                                const std::string& otherwise) const {
        std::vector<std::string> parts;
        std::istringstream all{text(name, otherwise)};
        for (std::string part; std::getline(all, part, ',');) parts.push_back(part);
        return parts;
    }

   private:
    std::map<std::string, std::string> given_;
};

}  // namespace sparekey::bench
