#include "sparekey/server_link.h"

#include <curl/curl.h>

#include "base/check.h"
#include "base/json.h"
#include "sparekey/output.h"

namespace sparekey::terminal {
namespace {

constexpr std::size_t answer_octets_max = 32 * 1024 * 1024;
constexpr std::size_t json_depth_max = 8;
constexpr long connect_timeout_s = 10;
constexpr long timeout_s = 60;
constexpr std::string_view errors = "/errors/";

struct Body {
    std::string text;
    bool too_large = false;
};

std::size_t take(char* octets, std::size_t size, std::size_t count, void* to) {
    auto& body = *static_cast<Body*>(to);
    if (body.text.size() + size * count > answer_octets_max) {
        body.too_large = true;
        return 0;
    }
    body.text.append(octets, size * count);
    return size * count;
}

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
    ENSURE(curl_easy_setopt(curl, option, value) == CURLE_OK);
}

bool is_host(std::string_view rest) {
    return !rest.empty() && rest.find_first_of("/?#@ \\") == rest.npos;
}

bool is_url(std::string_view url) {
    if (url.starts_with("https://")) return is_host(url.substr(8));
    if (!url.starts_with("http://") || !is_host(url.substr(7))) return false;
    const auto rest = url.substr(7);
    const auto port = rest.find_first_not_of("0123456789", rest.rfind(':') + 1);
    const auto host = port == rest.npos ? rest.substr(0, rest.rfind(':')) : rest;
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

Refusal unreachable(std::string_view why) {
    return {Exit::failed, "server-unreachable",
            "The server was not reached: " + std::string{why} +
                ". The vault is as it was, and its codes are there."};
}

std::variant<Answer, Refusal> answer_of(long status, const std::string& text) {
    Answer answer;
    answer.status = static_cast<int>(status);
    if (text.empty()) return answer;
    auto value = parse_json(text, json_depth_max);
    if (!value || !value->is_object()) return unreachable("what answers there is no Sparekey");
    answer.body = std::move(value->get_object());
    const auto type = text_at(answer.body, "type");
    if (status >= 400 && type.starts_with(errors)) answer.slug = type.substr(errors.size());
    return answer;
}

}  // namespace

std::string text_at(const boost::json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

struct ServerLink::Curl {
    Curl() : handle(curl_easy_init()) { ENSURE(handle != nullptr); }
    ~Curl() { curl_easy_cleanup(handle); }
    Curl(const Curl&) = delete;
    Curl& operator=(const Curl&) = delete;
    CURL* handle;
};

std::variant<ServerLink, Refusal> ServerLink::to(std::string url) {
    if (!is_url(url)) {
        return Refusal{
            Exit::usage, "usage",
            "A server is https:// and a name, without a path. This is none: " + printable(url)};
    }
    return ServerLink{std::move(url)};
}

ServerLink::ServerLink(std::string url) : url_(std::move(url)), curl_(std::make_unique<Curl>()) {}
ServerLink::~ServerLink() = default;
ServerLink::ServerLink(ServerLink&&) noexcept = default;

std::variant<Answer, Refusal> ServerLink::send(std::string_view method, const std::string& path,
                                               const std::string& body, const Headers& headers) {
    auto* const curl = curl_->handle;
    curl_easy_reset(curl);
    const std::string verb{method};
    const auto target = url_ + path;
    Body got;
    curl_slist* lines = nullptr;
    const auto add = [&](const std::string& line) {
        auto* const more = curl_slist_append(lines, line.c_str());
        ENSURE(more != nullptr);
        lines = more;
    };
    for (const auto& [name, value] : headers) add(name + ": " + value);
    add("Expect:");
    if (!body.empty()) add("Content-Type: application/json");
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> kept{lines,
                                                                           &curl_slist_free_all};
    set(curl, CURLOPT_URL, target.c_str());
    set(curl, CURLOPT_PROTOCOLS_STR, target.starts_with("https:") ? "https" : "http");
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    set(curl, CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
    set(curl, CURLOPT_TIMEOUT, timeout_s);
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_HTTPHEADER, lines);
    set(curl, CURLOPT_WRITEFUNCTION, &take);
    set(curl, CURLOPT_WRITEDATA, static_cast<void*>(&got));
    if (!body.empty()) {
        set(curl, CURLOPT_POSTFIELDS, body.c_str());
        set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    }
    set(curl, CURLOPT_CUSTOMREQUEST, verb.c_str());
    const auto result = curl_easy_perform(curl);
    if (got.too_large) return unreachable("it answers more than any vault is");
    if (result != CURLE_OK) return unreachable(curl_easy_strerror(result));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return answer_of(status, got.text);
}

}  // namespace sparekey::terminal
