#include "http/static_files.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/failure.h"
#include "http/content_policy.h"
#include "test/scratch.h"

namespace sparekey::http {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view content) {
    fs::create_directories(file.parent_path());
    test::put_content(file, content);
}

// What the static adapter writes, in small.
struct Site {
    test::ScratchFolder scratch;
    fs::path folder = scratch / "web";

    Site() {
        write(folder / "index.html", "<html>start<script>a()</script></html>");
        write(folder / "200.html", "<html>any</html>");
        write(folder / "help.html", "help");
        write(folder / "guides/index.html", "guides");
        write(folder / "_app/immutable/x.js", "plain script");
        write(folder / "_app/immutable/x.js.br", "brotli script");
        write(folder / "_app/immutable/x.js.gz", "gzip script");
        write(folder / "_app/version.json", "{}");
        write(folder / "service-worker.js", "worker script");
        write(folder / ".git/config", "secret");
        write(folder / ".well-known/security.txt", "Contact: us");
        write(folder / "archive.gz", "a file of its own");
    }
};

Response ask(const StaticFiles& files, std::string path,
             std::vector<std::pair<std::string, std::string>> headers = {}) {
    Request request;
    request.target.path = std::move(path);
    for (const auto& [name, value] : headers) request.add_header(name, value);
    return files.answer(request);
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [known, value] : response.headers) {
        if (known == name) return value;
    }
    return "";
}

}  // namespace

TEST_CASE("a path is answered by its file, its page, its folder's page, or the app") {
    const Site site;
    const StaticFiles files{site.folder};
    const auto body = [&](std::string path) {
        return std::string(ask(files, std::move(path)).lasting_body);
    };
    CHECK(body("/").starts_with("<html>start"));
    CHECK(body("/help") == "help");
    CHECK(body("/help.html") == "help");
    CHECK(body("/guides") == "guides");
    CHECK(body("/guides/") == "guides");
    CHECK(body("/security/codes") == "<html>any</html>");
    CHECK(body("/.well-known/security.txt") == "Contact: us");
    CHECK(body("/archive.gz") == "a file of its own");
}

TEST_CASE("what looks like a file and is none, and what is hidden, is not found") {
    const Site site;
    const StaticFiles files{site.folder};
    for (const char* path : {"/nothing.js", "/_app/immutable/y", "/_app/nothing", "/.git/config",
                             "/help.html.br", "/_app/immutable/x.js.br"}) {
        CAPTURE(path);
        CHECK(ask(files, path).status == 404);
    }
}

TEST_CASE("who accepts a coding gets it, the smaller first") {
    const Site site;
    const StaticFiles files{site.folder};
    const auto coding = [&](std::string accepted) {
        const auto answer = ask(files, "/_app/immutable/x.js", {{"Accept-Encoding", accepted}});
        CHECK(header(answer, "Vary") == "Accept-Encoding");
        const auto named = header(answer, "Content-Encoding");
        CHECK(answer.lasting_body == (named == "br"     ? "brotli script"
                                      : named == "gzip" ? "gzip script"
                                                        : "plain script"));
        CHECK(answer.content_type == "text/javascript; charset=utf-8");
        return named;
    };
    CHECK(coding("gzip, deflate, br") == "br");
    CHECK(coding("gzip;q=0.5, br;q=0") == "gzip");
    CHECK(coding("br;q=0.0") == "");
    CHECK(coding("brotli") == "");
    CHECK(coding("") == "");
}

TEST_CASE("who has it already is told so, by the tag of what it was sent") {
    const Site site;
    const StaticFiles files{site.folder};
    const auto page = ask(files, "/help");
    const auto tag = header(page, "ETag");
    CHECK(header(page, "Cache-Control") == "no-cache");
    for (const auto& known : {tag, "W/" + tag, "\"x\", " + tag, std::string{"*"}}) {
        const auto again = ask(files, "/help", {{"If-None-Match", known}});
        CHECK(again.status == 304);
        CHECK(again.lasting_body.empty());
        CHECK(header(again, "ETag") == tag);
    }
    CHECK(ask(files, "/help", {{"If-None-Match", "\"x\""}}).status == 200);

    const std::string path = "/_app/immutable/x.js";
    const auto plain = header(ask(files, path), "ETag");
    const auto packed = header(ask(files, path, {{"Accept-Encoding", "br"}}), "ETag");
    CHECK(plain != packed);
}

TEST_CASE("only what has its content in its name may be kept") {
    const Site site;
    const StaticFiles files{site.folder};
    CHECK(header(ask(files, "/_app/immutable/x.js"), "Cache-Control") ==
          "public, max-age=31536000, immutable");
    CHECK(header(ask(files, "/_app/version.json"), "Cache-Control") == "no-cache");
}

TEST_CASE("a page has its own policy, with WebAssembly under /authenticator only") {
    const Site site;
    const StaticFiles files{site.folder};
    const auto policy = [&](std::string path) {
        return ask(files, std::move(path)).content_security_policy;
    };
    CHECK(policy("/").find("'sha256-") != std::string::npos);
    CHECK(policy("/security").find("'sha256-") == std::string::npos);
    CHECK(policy("/authenticator").find("wasm") != std::string::npos);
    CHECK(policy("/authenticator/add").find("wasm") != std::string::npos);
    CHECK(policy("/authenticators").find("wasm") == std::string::npos);
    CHECK(policy("/_app/version.json").empty());
    CHECK(policy("/_app/immutable/x.js").empty());
    CHECK(policy("/service-worker.js") == service_worker_policy);
}

TEST_CASE("a folder that cannot be served is refused at the start") {
    const test::ScratchFolder scratch;
    CHECK_THROWS_AS(StaticFiles{scratch / "missing"}, Failure);
    CHECK_THROWS_AS(StaticFiles{scratch / ""}, Failure);
    write(scratch / "index.html", "");
    CHECK_NOTHROW(StaticFiles{scratch / ""});
    write(scratch / "large", std::string(web_octets_max + 1, 'x'));
    CHECK_THROWS_AS(StaticFiles{scratch / ""}, Failure);
}

}  // namespace sparekey::http
