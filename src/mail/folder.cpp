#include "mail/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <system_error>

#include "base/failure.h"

namespace sparekey::mail {
namespace {

constexpr std::string_view suffix = ".json";

std::string reason_of(int error) { return std::generic_category().message(error); }

boost::json::value as_json(const Letter& letter) {
    return {{"id", std::to_string(letter.mail_id)},
            {"to", letter.to},
            {"subject", letter.subject},
            {"text", letter.text},
            {"at", to_micros(letter.made_at)}};
}

std::optional<StoredMail> parse_mail(std::string_view text) {
    boost::system::error_code error;
    const auto value = boost::json::parse({text.data(), text.size()}, error);
    const auto* object = error ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto string = [&](const char* name) -> std::optional<std::string> {
        const auto* member = object->if_contains(name);
        if (member == nullptr || !member->is_string()) return std::nullopt;
        return std::string{member->get_string()};
    };
    const auto id = string("id");
    const auto to = string("to");
    const auto subject = string("subject");
    const auto body = string("text");
    const auto* at = object->if_contains("at");
    if (!id || !to || !subject || !body || at == nullptr || !at->is_int64()) return std::nullopt;
    return StoredMail{*id, *to, *subject, *body, from_micros(at->get_int64())};
}

// The mail's id, which its file is named by; 0 for any other file.
std::int64_t id_of(const std::filesystem::path& file) {
    const auto name = file.filename().string();
    if (!name.ends_with(suffix)) return 0;
    std::int64_t id = 0;
    const char* const end = name.data() + name.size() - suffix.size();
    const auto [stopped, error] = std::from_chars(name.data(), end, id);
    return error == std::errc{} && stopped == end ? id : 0;
}

// Returns 0 or an errno.
int write_file(const std::filesystem::path& file, std::string_view content) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return errno;
    int error = 0;
    while (!content.empty() && error == 0) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written >= 0) {
            content.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error = errno;
        }
    }
    if (::close(descriptor) != 0 && error == 0) error = errno;
    return error;
}

}  // namespace

FolderTransport::FolderTransport(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    std::filesystem::create_directories(folder_.parent_path(), error);
    if (::mkdir(folder_.c_str(), 0700) == 0 || errno == EEXIST) {
        if (::access(folder_.c_str(), R_OK | W_OK | X_OK) == 0 &&
            std::filesystem::is_directory(folder_, error))
            return;
    }
    throw Failure{Failure::Kind::refused,
                  "the mail folder " + folder_.string() + " cannot be made or written to"};
}

Answer FolderTransport::hand_over(const Letter& letter, std::stop_token) {
    const auto name = std::to_string(letter.mail_id);
    const auto unfinished = folder_ / (name + ".new");
    int error = write_file(unfinished, boost::json::serialize(as_json(letter)));
    if (error == 0 &&
        ::rename(unfinished.c_str(), (folder_ / (name + std::string{suffix})).c_str()) != 0)
        error = errno;
    if (error == 0) return {Handover::taken, ""};
    ::unlink(unfinished.c_str());
    return {Handover::unreachable, reason_of(error)};
}

std::vector<StoredMail> list_mails(const std::filesystem::path& folder) {
    std::vector<std::pair<std::int64_t, std::filesystem::path>> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (const auto id = id_of(entry.path()); id > 0) files.emplace_back(id, entry.path());
    }
    std::sort(files.begin(), files.end(), std::greater<>{});
    if (files.size() > listed_mails_max) files.resize(listed_mails_max);

    std::vector<StoredMail> mails;
    for (const auto& [id, path] : files) {
        std::ifstream stream{path, std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{stream}, {}};
        if (auto mail = parse_mail(content)) mails.push_back(std::move(*mail));
    }
    return mails;
}

}  // namespace sparekey::mail
