#include "http/static_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "base/bytes.h"
#include "base/failure.h"
#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "http/content_policy.h"
#include "http/refusals.h"

namespace sparekey::http {
namespace {

namespace fs = std::filesystem;

// One way to send a file.
struct Variant {
    std::string_view coding;  // Of Content-Encoding; empty is as it is.
    std::string octets;
    std::string tag;
};

struct File {
    std::vector<Variant> variants;  // The best first, the plain one last.
    std::string_view type;
    bool immutable = false;
    bool is_service_worker = false;
    std::optional<ContentPolicies> policies;  // Of a page.
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".xml", "application/xml"},
    {".pdf", "application/pdf"},
}};

std::string_view type_of(std::string_view path) {
    for (const auto& [ending, type] : types) {
        if (path.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

[[noreturn]] void refuse(const fs::path& folder, const std::string& why) {
    throw Failure{Failure::Kind::refused, "web folder " + folder.string() + ": " + why};
}

bool is_hidden(const fs::path& relative) {
    return std::ranges::any_of(relative, [](const fs::path& part) {
        return part.string().starts_with('.') && part != ".well-known";
    });
}

// Every file of `folder` by its path from there, "/index.html".
std::unordered_map<std::string, std::string> load(const fs::path& folder) {
    std::unordered_map<std::string, std::string> contents;
    std::size_t octets = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator at{folder, error}, end; !error && at != end;
         at.increment(error)) {
        const auto relative = at->path().lexically_relative(folder);
        if (at->is_symlink() || !at->is_regular_file() || is_hidden(relative)) continue;
        std::ifstream file{at->path(), std::ios::binary};
        std::string content{std::istreambuf_iterator<char>{file}, {}};
        if (!file) refuse(folder, "cannot read " + relative.string());
        octets += content.size();
        if (octets > web_octets_max)
            refuse(folder, "is larger than " + std::to_string(web_octets_max) + " octets");
        if (contents.size() == web_files_max) refuse(folder, "has too many files");
        contents.emplace("/" + relative.generic_string(), std::move(content));
    }
    if (error) refuse(folder, error.message());
    return contents;
}

Variant variant_of(std::string_view coding, std::string octets) {
    const auto digest = crypto::sha256(bytes_of(octets));
    auto tag = "\"" + to_base64url(BytesView{digest}.first(16)) + "\"";
    return {coding, std::move(octets), std::move(tag)};
}

// RFC 9110 12.5.3; a coding given the weight 0 is refused.
bool accepts(std::string_view accept_encoding, std::string_view coding) {
    for (const auto entry : split(accept_encoding, ',')) {
        const auto semicolon = std::min(entry.find(';'), entry.size());
        if (lower_ascii(trim(entry.substr(0, semicolon))) != coding) continue;
        const auto weight = trim(entry.substr(std::min(semicolon + 1, entry.size())));
        return weight.find_first_not_of("q=0.") != weight.npos || weight.empty();
    }
    return false;
}

// RFC 9110 13.1.2, by weak comparison.
bool has_already(std::string_view if_none_match, std::string_view tag) {
    return std::ranges::any_of(split(if_none_match, ','), [&](std::string_view known) {
        known = trim(known);
        if (known.starts_with("W/")) known.remove_prefix(2);
        return known == tag || known == "*";
    });
}

bool is_within(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

struct StaticFiles::State {
    std::unordered_map<std::string, File> files;

    [[nodiscard]] const File* at(const std::string& path) const {
        const auto found = files.find(path);
        return found == files.end() ? nullptr : &found->second;
    }
    [[nodiscard]] const File* page_for(const std::string& path) const {
        if (const auto* file = at(path)) return file;
        const bool is_folder = path.ends_with('/');
        if (!is_folder) {
            if (const auto* file = at(path + ".html")) return file;
        }
        if (const auto* file = at(path + (is_folder ? "index.html" : "/index.html"))) return file;
        const auto last = path.substr(path.rfind('/') + 1);
        const bool is_no_page =
            last.find('.') != last.npos || path.find("/.") != path.npos || is_within(path, "/_app");
        if (is_no_page) return nullptr;
        const auto* fallback = at("/200.html");
        return fallback ? fallback : at("/index.html");
    }
};

StaticFiles::StaticFiles(const fs::path& folder) : state_(std::make_unique<State>()) {
    auto contents = load(folder);
    for (auto& [path, content] : contents) {
        const bool is_sibling = (path.ends_with(".br") || path.ends_with(".gz")) &&
                                contents.contains(path.substr(0, path.size() - 3));
        if (is_sibling) continue;
        File file;
        file.type = type_of(path);
        file.immutable = path.starts_with("/_app/immutable/");
        file.is_service_worker = path == "/service-worker.js";
        if (path.ends_with(".html")) file.policies = policies_for(content);
        for (const auto& [ending, coding] : {std::pair{".br", "br"}, std::pair{".gz", "gzip"}}) {
            const auto sibling = contents.find(path + ending);
            if (sibling != contents.end())
                file.variants.push_back(variant_of(coding, sibling->second));
        }
        file.variants.push_back(variant_of("", content));
        state_->files.emplace(path, std::move(file));
    }
    if (!state_->at("/index.html") && !state_->at("/200.html")) refuse(folder, "has no index.html");
}

StaticFiles::~StaticFiles() = default;

Response StaticFiles::answer(const Request& request) const {
    const auto* file = state_->page_for(request.path());
    if (!file) return not_found();

    const auto accepted = request.header("Accept-Encoding").value_or("");
    const auto variant = std::ranges::find_if(file->variants, [&](const Variant& v) {
        return v.coding.empty() || accepts(accepted, v.coding);
    });
    Response response;
    response.header("ETag", variant->tag);
    response.header("Cache-Control",
                    file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (file->variants.size() > 1) response.header("Vary", "Accept-Encoding");
    if (file->is_service_worker) response.content_security_policy = service_worker_policy;
    if (file->policies) {
        const bool wasm = is_within(request.path(), "/authenticator");
        response.content_security_policy = wasm ? file->policies->with_wasm : file->policies->plain;
    }
    if (has_already(request.header("If-None-Match").value_or(""), variant->tag)) {
        response.status = 304;
        return response;
    }
    if (!variant->coding.empty()) response.header("Content-Encoding", variant->coding);
    response.content_type = file->type;
    response.lasting_body = variant->octets;
    return response;
}

void add_static_files(Router& router, const fs::path& folder) {
    auto files = std::make_shared<const StaticFiles>(folder);
    router.set_pages([files](const Request& request) { return files->answer(request); });
}

}  // namespace sparekey::http
