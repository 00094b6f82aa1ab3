#include "http/response.h"

#include <boost/json/serialize.hpp>

#include "base/failure.h"

namespace sparekey::http {

Response& Response::header(std::string_view name, std::string_view value) {
    for (const auto text : {name, value}) {
        if (text.find_first_of(std::string_view{"\r\n\0", 3}) != text.npos) {
            throw Failure{Failure::Kind::broken,
                          "a response header holds a line break: " + std::string(name)};
        }
    }
    headers.emplace_back(name, value);
    return *this;
}

Response json(int status, const boost::json::value& value) {
    Response response{status};
    response.content_type = "application/json";
    response.body = boost::json::serialize(value);
    return response;
}

Response no_content() { return Response{204}; }

Response problem(Problem what) {
    Response response{what.status};
    response.content_type = "application/problem+json";
    response.problem = std::move(what);
    return response;
}

Response problem(Problem what, std::chrono::microseconds retry_after) {
    const auto wait_s = std::chrono::ceil<std::chrono::seconds>(retry_after).count();
    what.more["retry_after_s"] = wait_s;
    auto response = problem(std::move(what));
    response.header("Retry-After", std::to_string(wait_s));
    return response;
}

std::string render(const Problem& what, std::string_view request_id) {
    boost::json::object rendered;
    rendered["type"] = "/errors/" + what.slug;
    rendered["title"] = what.title;
    rendered["status"] = what.status;
    if (!what.detail.empty()) rendered["detail"] = what.detail;
    rendered["instance"] = request_id;
    for (const auto& [name, value] : what.more) rendered[name] = value;
    return boost::json::serialize(rendered);
}

}  // namespace sparekey::http
