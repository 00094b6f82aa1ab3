#include "journal/heads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/failure.h"
#include "base/text.h"

namespace sparekey::journal {
namespace {

namespace json = boost::json;

constexpr std::string_view head_word = "sparekey-journal-head-1";

// What is signed: fixed lengths, so nothing has to say where it ends.
Bytes message_of(const Head& head) {
    Bytes message;
    append_u64(message, static_cast<std::uint64_t>(head.day));
    append_u64(message, static_cast<std::uint64_t>(head.end.position));
    append(message, head.end.digest);
    append_u64(message, static_cast<std::uint64_t>(to_micros(head.signed_at)));
    return message;
}

std::optional<std::int64_t> parse_day(std::string_view text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const std::string whole{text};
    if (std::sscanf(whole.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!date.ok()) return std::nullopt;
    const auto since = std::chrono::sys_days{date}.time_since_epoch().count();
    if (day_text(since) != text) return std::nullopt;
    return since;
}

template <class Octets>
bool take_octets(const json::object& from, std::string_view name, Octets& to) {
    const auto* member = from.if_contains(name);
    const auto* text = member == nullptr ? nullptr : member->if_string();
    const auto octets = text == nullptr ? std::nullopt : parse_hex({text->data(), text->size()});
    if (!octets || octets->size() != to.size()) return false;
    std::copy(octets->begin(), octets->end(), to.begin());
    return true;
}

bool take_number(const json::object& from, std::string_view name, std::int64_t& to) {
    const auto* member = from.if_contains(name);
    const auto* number = member == nullptr ? nullptr : member->if_int64();
    if (number == nullptr) return false;
    to = *number;
    return true;
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
    throw Failure{Failure::Kind::unavailable, file.string() + ": " + what};
}

[[noreturn]] void fail_with_errno(const std::filesystem::path& file, const std::string& what) {
    fail(file, what + ": " + std::generic_category().message(errno));
}

void append_durably(const std::filesystem::path& file, std::string_view text) {
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) fail_with_errno(file, "cannot be opened");
    // One write: two daemons on one file do not mix their lines.
    const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool kept = written && ::fsync(fd) == 0;
    const auto why = std::generic_category().message(errno);
    ::close(fd);
    if (!kept) fail(file, "cannot be written: " + why);
}

bool ends_within_a_line(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary | std::ios::ate};
    if (!stream || stream.tellg() <= 0) return false;
    stream.seekg(-1, std::ios::end);
    return stream.get() != '\n';
}

}  // namespace

std::int64_t day_of(Time t) {
    return std::chrono::floor<std::chrono::days>(t).time_since_epoch().count();
}

std::string day_text(std::int64_t day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

Head sign_head(const crypto::SigningKey& key, const ChainEnd& end, Time now) {
    Head head{day_of(now), end, now, {}};
    head.signature = to_bytes(key.sign(head_word, message_of(head)));
    return head;
}

bool is_signed_by(const crypto::PublicKey& key, const Head& head) {
    return crypto::is_signed(key, head_word, message_of(head), head.signature);
}

std::string head_text(const Head& head, const crypto::PublicKey& key) {
    return json::serialize(json::object{{"day", day_text(head.day)},
                                        {"position", head.end.position},
                                        {"digest", to_hex(head.end.digest)},
                                        {"signed_at_us", to_micros(head.signed_at)},
                                        {"signature", to_hex(head.signature)},
                                        {"key", to_hex(key)}});
}

std::optional<Head> parse_head(std::string_view line) {
    boost::system::error_code malformed;
    const auto parsed = json::parse({line.data(), line.size()}, malformed);
    const auto* object = malformed ? nullptr : parsed.if_object();
    const auto* day = object == nullptr ? nullptr : object->if_contains("day");
    const auto* text = day == nullptr ? nullptr : day->if_string();
    const auto since = text == nullptr ? std::nullopt : parse_day({text->data(), text->size()});
    if (!since) return std::nullopt;
    Head head;
    head.day = *since;
    head.signature.resize(sizeof(crypto::Signature));
    std::int64_t signed_at = 0;
    const bool whole = take_number(*object, "position", head.end.position) &&
                       take_octets(*object, "digest", head.end.digest) &&
                       take_number(*object, "signed_at_us", signed_at) &&
                       take_octets(*object, "signature", head.signature);
    if (!whole) return std::nullopt;
    head.signed_at = from_micros(signed_at);
    return head;
}

HeadsFile read_heads_file(const std::filesystem::path& file) {
    std::error_code wrong;
    const auto size = std::filesystem::file_size(file, wrong);
    if (wrong) fail(file, "cannot be read: " + wrong.message());
    if (size > heads_file_octets_max) fail(file, "is too long for a file of heads");
    std::ifstream stream{file, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream) fail(file, "cannot be read");
    HeadsFile read;
    for (const auto line : split(content, '\n')) {
        if (line.empty()) continue;
        if (auto head = parse_head(line))
            read.heads.push_back(std::move(*head));
        else
            ++read.lines_not_understood;
    }
    return read;
}

int append_heads(const std::filesystem::path& file, const std::vector<Head>& heads,
                 const crypto::PublicKey& key) {
    HeadsFile there;
    if (std::filesystem::exists(file)) there = read_heads_file(file);
    // What a crash left of a line must not swallow the next one.
    std::string text = ends_within_a_line(file) ? "\n" : "";
    int appended = 0;
    for (const auto& head : heads) {
        const auto is_this = [&](const Head& other) { return other.signature == head.signature; };
        if (std::ranges::any_of(there.heads, is_this)) continue;
        text += head_text(head, key) + "\n";
        ++appended;
    }
    if (appended > 0) append_durably(file, text);
    return appended;
}

}  // namespace sparekey::journal
