// The built web app, served from memory: compressed siblings, entity tags, and a page for every
// path.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>

#include "http/router.h"

namespace sparekey::http {

inline constexpr std::size_t web_octets_max = 64 * 1024 * 1024;
inline constexpr std::size_t web_files_max = 5'000;

// `folder` is what SvelteKit's static adapter wrote; it is read once. x.br and x.gz beside x are
// sent to who accepts them. /a/b is answered by a/b.html or a/b/index.html; a path without a dot in
// its last segment else by 200.html or index.html, since the app finds its own way; all else is
// 404. What is under /_app/immutable/ may be kept for a year, the rest is asked for again each
// time. Hidden files are left out, except /.well-known/. /service-worker.js has a policy of its
// own.
class StaticFiles {
   public:
    // Throws Failure::Kind::refused when the folder cannot be read or is larger than the limits
    // above.
    explicit StaticFiles(const std::filesystem::path& folder);
    ~StaticFiles();

    // Views into these files: they must outlive the answer's being sent.
    [[nodiscard]] Response answer(const Request& request) const;

   private:
    struct State;
    std::unique_ptr<State> state_;
};

// Router::set_pages with the files of `folder`.
void add_static_files(Router& router, const std::filesystem::path& folder);

}  // namespace sparekey::http
