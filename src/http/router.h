// The table of routes: which handler answers a method and a path, and what it admits.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"
#include "http/request.h"
#include "http/response.h"

namespace sparekey::http {

// Called on an io thread, by many at once: what it captures is shared between threads. It never
// blocks. It throws Failure and nothing else; the core answers 503 or 500.
using Handler = std::function<Awaitable<Response>(Request&)>;

// For what the router does not know: the web app's pages. Only GET and HEAD, and nothing under
// /api.
using PageHandler = std::function<Response(const Request&)>;

enum class OriginCheck : std::uint8_t {
    mutations,  // Every method but GET and HEAD comes from a page of ours, or is refused with 403.
    none        // For callers that carry no cookie: Authorization: Bearer.
};

struct RouteOptions {
    std::size_t body_max = 16 * 1024;  // Octets; beyond it 413.
    std::string content_type =
        "application/json";  // Of a body, if there is one; else 415. "*" is any, "a, b" either.
    OriginCheck origin = OriginCheck::mutations;
    bool streamed = false;  // The handler takes the body as it arrives; without a length it is 411.
};

struct Route {
    Method method;
    std::string pattern;  // "/api/v1/sessions/{id}"; in the log, instead of the path.
    RouteOptions options;
    Handler handler;
};

class Router {
   public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    // ENSUREs that pattern and method are new, and that a segment is a literal or one {name}.
    void add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});
    void get(std::string_view pattern, Handler handler) {
        add(Method::get, pattern, std::move(handler));
    }
    void post(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::post, pattern, std::move(handler), std::move(options));
    }
    void put(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::put, pattern, std::move(handler), std::move(options));
    }
    void patch(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::patch, pattern, std::move(handler), std::move(options));
    }
    // ("delete" is the language's.)
    void remove(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::delete_, pattern, std::move(handler), std::move(options));
    }
    void set_pages(PageHandler pages);

    struct Found {
        const Route* route = nullptr;
        std::string
            allow;  // Without a route: the methods that the path has; empty when it has none (404).
    };
    // A literal segment goes before a {name}. Fills the request's path parameters. HEAD finds GET.
    [[nodiscard]] Found find(Request& request) const;

    // nullptr where none are set.
    [[nodiscard]] const PageHandler* pages() const;
    // In the order they were added; for the test that compares them with doc/api.yaml.
    [[nodiscard]] std::vector<const Route*> routes() const;

   private:
    struct Node;
    std::unique_ptr<Node> root_;
    std::vector<std::unique_ptr<Route>> routes_;
    PageHandler pages_;
};

}  // namespace sparekey::http
