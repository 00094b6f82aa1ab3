#include "http/router.h"

#include <array>
#include <utility>

#include "base/check.h"

namespace sparekey::http {
namespace {

constexpr std::size_t methods = 7;  // Of enum Method.

constexpr std::size_t index_of(Method method) { return static_cast<std::size_t>(method); }

// Takes the first segment off `rest`, which begins with '/'.
std::string_view take_segment(std::string_view& rest) {
    const auto end = std::min(rest.find('/', 1), rest.size());
    const auto segment = rest.substr(1, end - 1);
    rest.remove_prefix(end);
    return segment;
}

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
}

}  // namespace

// A tree of segments: below a node its literals and, at most once, any other segment.
struct Router::Node {
    struct Leaf {
        const Route* route = nullptr;
        std::vector<std::string> names;  // Of the {parameters} on the way here.
    };
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> any;
    std::array<Leaf, methods> leaves;

    Node& below(std::string_view segment) {
        auto& place = is_parameter(segment) ? any : literal(segment);
        if (!place) place = std::make_unique<Node>();
        return *place;
    }
    std::unique_ptr<Node>& literal(std::string_view segment) {
        ENSURE(segment.find_first_of("{}") == segment.npos);
        for (auto& [known, node] : literals) {
            if (known == segment) return node;
        }
        return literals.emplace_back(segment, nullptr).second;
    }
};

namespace {

// One walk down the tree.
struct Walk {
    std::size_t method;
    std::array<bool, methods> seen{};  // Which methods the path has.
    std::vector<std::string_view> values;
};

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
    ENSURE(pattern.starts_with('/') && handler);
    ENSURE(method != Method::head && method != Method::other);
    Node* node = root_.get();
    std::vector<std::string> names;
    for (auto rest = pattern; !rest.empty();) {
        const auto segment = take_segment(rest);
        if (is_parameter(segment)) names.emplace_back(segment.substr(1, segment.size() - 2));
        node = &node->below(segment);
    }
    auto& leaf = node->leaves[index_of(method)];
    ENSURE(leaf.route == nullptr);
    routes_.push_back(std::make_unique<Route>(
        Route{method, std::string(pattern), std::move(options), std::move(handler)}));
    leaf = {routes_.back().get(), std::move(names)};
}

void Router::set_pages(PageHandler pages) { pages_ = std::move(pages); }

const PageHandler* Router::pages() const { return pages_ ? &pages_ : nullptr; }

std::vector<const Route*> Router::routes() const {
    std::vector<const Route*> all;
    for (const auto& route : routes_) all.push_back(route.get());
    return all;
}

Router::Found Router::find(Request& request) const {
    const auto asked = request.method == Method::head ? Method::get : request.method;
    Walk walk{index_of(asked), {}, {}};

    const auto descend = [&walk](const auto& self, const Node& node,
                                 std::string_view rest) -> const Node::Leaf* {
        if (rest.empty()) {
            for (std::size_t i = 0; i < methods; ++i)
                walk.seen[i] |= node.leaves[i].route != nullptr;
            const auto& leaf = node.leaves[walk.method];
            return leaf.route ? &leaf : nullptr;
        }
        const auto segment = take_segment(rest);
        for (const auto& [literal, next] : node.literals) {
            if (literal != segment) continue;
            if (const auto* found = self(self, *next, rest)) return found;
        }
        if (!node.any || segment.empty()) return nullptr;
        walk.values.push_back(segment);
        if (const auto* found = self(self, *node.any, rest)) return found;
        walk.values.pop_back();
        return nullptr;
    };

    if (const auto* leaf = descend(descend, *root_, request.path())) {
        for (std::size_t i = 0; i < leaf->names.size(); ++i) {
            request.add_path_parameter(leaf->names[i], walk.values[i]);
        }
        return {leaf->route, {}};
    }
    Found none;
    for (const auto method :
         {Method::get, Method::post, Method::put, Method::patch, Method::delete_}) {
        if (!walk.seen[index_of(method)]) continue;
        if (!none.allow.empty()) none.allow += ", ";
        none.allow += method == Method::get ? "GET, HEAD" : name_of(method);
    }
    return none;
}

}  // namespace sparekey::http
