#include "evidence/item.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "crypto/seal.h"

namespace sparekey::evidence {
namespace {

template <class Value, std::size_t N>
using Names = std::array<std::pair<Value, std::string_view>, N>;

constexpr Names<Kind, 5> kind_names{{{Kind::id_front, "id_front"},
                                     {Kind::id_back, "id_back"},
                                     {Kind::selfie, "selfie"},
                                     {Kind::video, "video"},
                                     {Kind::extra, "extra"}}};
constexpr Names<Captured, 2> captured_names{
    {{Captured::camera, "camera"}, {Captured::file, "file"}}};
constexpr Names<Status, 5> status_names{{{Status::arriving, "arriving"},
                                         {Status::checking, "checking"},
                                         {Status::good, "good"},
                                         {Status::unreadable, "unreadable"},
                                         {Status::replaced, "replaced"}}};
constexpr Names<Media, 5> media_names{{{Media::jpeg, "image/jpeg"},
                                       {Media::png, "image/png"},
                                       {Media::webp, "image/webp"},
                                       {Media::webm, "video/webm"},
                                       {Media::mp4, "video/mp4"}}};

template <class Value, std::size_t N>
std::string_view name_in(const Names<Value, N>& names, Value value) {
    for (const auto& [known, name] : names) {
        if (known == value) return name;
    }
    return {};
}

template <class Value, std::size_t N>
std::optional<Value> value_in(const Names<Value, N>& names, std::string_view text) {
    for (const auto& [value, name] : names) {
        if (name == text) return value;
    }
    return std::nullopt;
}

bool counts(const Item& item) {
    return item.status == Status::checking || item.status == Status::good;
}

bool is_newer(const Item& a, const Item& b) {
    return std::pair{a.version, a.id} > std::pair{b.version, b.id};
}

}  // namespace

std::string_view slug(Kind kind) { return name_in(kind_names, kind); }
std::string_view slug(Captured captured) { return name_in(captured_names, captured); }
std::string_view slug(Status status) { return name_in(status_names, status); }
std::string_view media_type(Media media) { return name_in(media_names, media); }
std::optional<Kind> parse_kind(std::string_view text) { return value_in(kind_names, text); }
std::optional<Captured> parse_captured(std::string_view text) {
    return value_in(captured_names, text);
}
std::optional<Status> parse_status(std::string_view text) { return value_in(status_names, text); }

std::optional<Media> parse_media(std::string_view content_type) {
    const auto bare = trim(content_type.substr(0, content_type.find(';')));
    return value_in(media_names, lower_ascii(bare));
}

std::vector<std::string_view> slugs(const Advice& advice) {
    std::vector<std::string_view> all;
    if (advice.blurred) all.emplace_back("blurred");
    if (advice.dark) all.emplace_back("dark");
    if (advice.small) all.emplace_back("small");
    if (advice.bright) all.emplace_back("bright");
    return all;
}

std::string advice_text(const Advice& advice) {
    std::string text;
    for (const auto word : slugs(advice)) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

std::optional<Advice> parse_advice(std::string_view text) {
    Advice advice;
    if (text.empty()) return advice;
    for (const auto& word : split(text, ' ')) {
        if (word == "blurred") advice.blurred = true;
        if (word == "dark") advice.dark = true;
        if (word == "small") advice.small = true;
        if (word == "bright") advice.bright = true;
    }
    return advice_text(advice) == text ? std::optional{advice} : std::nullopt;
}

std::vector<Item> current(const std::vector<Item>& items) {
    std::vector<Item> all;
    for (const auto& item : items) {
        if (!counts(item)) continue;
        const auto same = std::ranges::find(all, item.kind, &Item::kind);
        if (item.kind == Kind::extra || same == all.end()) {
            all.push_back(item);
        } else if (is_newer(item, *same)) {
            *same = item;
        }
    }
    std::ranges::sort(all, [](const Item& a, const Item& b) {
        return std::pair{a.kind, a.id} < std::pair{b.kind, b.id};
    });
    return all;
}

bool has(const std::vector<Item>& items, Kind kind) {
    const auto counting = current(items);
    return std::ranges::find(counting, kind, &Item::kind) != counting.end();
}

crypto::Digest evidence_digest(const std::vector<Item>& items) {
    Bytes all;
    crypto::detail::append_field(all, std::string_view{"sparekey evidence 1"});
    for (const auto& item : current(items)) {
        crypto::detail::append_field(all, slug(item.kind));
        crypto::detail::append_field(all, item.id.value);
        crypto::detail::append_field(all, item.version);
        crypto::detail::append_field(all, BytesView{item.sha256});
    }
    return crypto::sha256(all);
}

std::int64_t next_version(const std::vector<Item>& items, Kind kind) {
    std::int64_t newest = 0;
    for (const auto& item : items) {
        if (item.kind == kind) newest = std::max(newest, item.version);
    }
    return newest + 1;
}

}  // namespace sparekey::evidence
