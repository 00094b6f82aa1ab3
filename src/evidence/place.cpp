#include "evidence/place.h"

#include <string>

#include "crypto/seal.h"

namespace sparekey::evidence {
namespace {

std::string hex_of(std::int64_t id) {
    Bytes octets;
    append_u64(octets, static_cast<std::uint64_t>(id));
    return to_hex(octets);
}

std::string_view name_of(Copy copy) {
    switch (copy) {
    case Copy::original: return "original";
    case Copy::view: return "view";
    }
    return {};
}

}  // namespace

std::filesystem::path folder_of(const std::filesystem::path& folder, AppealId appeal) {
    const auto name = hex_of(appeal.value);
    return folder / name.substr(name.size() - 2) / name;
}

std::filesystem::path path_of(const std::filesystem::path& folder, const Place& place, Copy copy) {
    auto name = hex_of(place.item.value);
    name.append("-").append(std::to_string(place.version));
    name.append("-").append(std::to_string(place.chunk));
    name.append(".").append(name_of(copy));
    return folder_of(folder, place.subject.appeal) / name;
}

bool is_of(ItemId item, const std::string& file_name) {
    return file_name.starts_with(hex_of(item.value) + "-");
}

Bytes binding_of(const Place& place, Copy copy) {
    return crypto::associated_data("evidence file", place.subject.who, place.subject.appeal.value,
                                   place.item.value, place.version, place.chunk, name_of(copy));
}

}  // namespace sparekey::evidence
