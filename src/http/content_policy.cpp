#include "http/content_policy.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"
#include "crypto/keyed_digest.h"

namespace sparekey::http {
namespace {

std::string sources(std::string_view html, std::string_view tag) {
    std::string text = " 'self'";
    for (const auto content : inline_elements(html, tag)) text += " " + hash_source(content);
    return text;
}

}  // namespace

std::vector<std::string_view> inline_elements(std::string_view html, std::string_view tag) {
    const std::string lower =
        lower_ascii(html);  // Same length, so that places in it are places in `html`.
    const std::string opening = "<" + std::string(tag);
    const std::string closing = "</" + std::string(tag);
    std::vector<std::string_view> found;
    for (std::size_t at = lower.find(opening); at != lower.npos; at = lower.find(opening, at)) {
        at += opening.size();
        const auto end_of_tag = lower.find('>', at);
        if (end_of_tag == lower.npos) break;
        const auto attributes = std::string_view{lower}.substr(at, end_of_tag - at);
        const auto end = lower.find(closing, end_of_tag);
        if (end == lower.npos) break;
        const bool is_tag =
            attributes.empty() || attributes.front() == ' ' || attributes.front() == '\n';
        const bool is_inline = attributes.find("src=") == attributes.npos;
        if (is_tag && is_inline) found.push_back(html.substr(end_of_tag + 1, end - end_of_tag - 1));
        if (is_tag) at = end;
    }
    return found;
}

std::string hash_source(std::string_view content) {
    auto text = to_base64url(crypto::sha256(bytes_of(content)));
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    return "'sha256-" + text + "='";  // 32 octets always leave one '='.
}

ContentPolicies policies_for(std::string_view html) {
    const std::string before = "default-src 'none'; script-src" + sources(html, "script");
    const std::string after =
        "; style-src" + sources(html, "style") +
        "; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'"
        "; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action "
        "'self'"
        "; frame-ancestors 'none'";
    return {before + after, before + " 'wasm-unsafe-eval'" + after};
}

}  // namespace sparekey::http
