// Vectors from outside, kept as text: a line each, fields apart by white space, '#' before a
// remark,
// "-" for an empty field.
#pragma once
#include <charconv>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace sparekey::test {

using Vector = std::vector<std::string>;

// Tests run in the project's folder. A file that is missing or empty throws: a suite without
// vectors must not pass.
inline std::vector<Vector> vectors(const std::string& name) {
    std::ifstream file{"test/vectors/" + name};
    std::vector<Vector> all;
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields{line.substr(0, line.find('#'))};
        Vector vector;
        for (std::string field; fields >> field;) vector.push_back(field == "-" ? "" : field);
        if (!vector.empty()) all.push_back(std::move(vector));
    }
    if (all.empty()) throw std::runtime_error("no vectors in " + name);
    return all;
}

inline std::int64_t number(const std::string& field) {
    std::int64_t value = 0;
    const auto end = field.data() + field.size();
    const auto [stopped, error] = std::from_chars(field.data(), end, value);
    if (error != std::errc{} || stopped != end) throw std::runtime_error("no number: " + field);
    return value;
}

}  // namespace sparekey::test
