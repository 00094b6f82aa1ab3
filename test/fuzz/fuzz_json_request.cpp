// A body of a request, read as JSON and field by field.
// rooms: http
#include <boost/json/serialize.hpp>

#include "base/check.h"
#include "base/text.h"
#include "http/json.h"
#include "input.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::text_of_input(data, size);
    const auto value = http::parse_json(text);
    if (value) {
        ENSURE(is_valid_utf8(text));
        const auto written = boost::json::serialize(*value);
        const auto again = http::parse_json(written);
        ENSURE(again && boost::json::serialize(*again) == written);
    }

    http::Fields fields{text};
    const auto email = fields.text("email", 10);
    ENSURE(email.size() <= 10 && !has_control_characters(email));
    ENSURE(fields.secret("password", 10).size() <= 10);
    const auto count = fields.integer("count", -5, 5);
    ENSURE(count >= -5 && count <= 5);
    ENSURE(fields.texts("names", 2, 3).size() <= 2);
    (void)fields.optional_boolean("on", true);
    (void)fields.optional_secret("code", 8);
    const auto problem = fields.problem();
    ENSURE(problem || (value && value->is_object() && !email.empty()));
    if (problem) ENSURE(!http::render(*problem->problem, "0123456789abcdef").empty());
    return 0;
}
