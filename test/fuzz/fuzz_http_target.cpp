// The head of a request as it comes from the network: its target, its fields, its cookies.
// rooms: http
#include "base/check.h"
#include "base/text.h"
#include "http/client_key.h"
#include "http/cookie.h"
#include "http/request_reader.h"
#include "http/target.h"
#include "input.h"

using namespace sparekey;

namespace {

void check_path(const std::string& path) {
    ENSURE(path.starts_with('/'));
    ENSURE(is_valid_utf8(path) && !has_control_characters(path));
    ENSURE((path + "/").find("/../") == path.npos && (path + "/").find("/./") == path.npos);
    ENSURE(path.find("//") == path.npos && path.find('\\') == path.npos);
}

// Fed `step` octets at a time.
http::RequestReader::Outcome read(http::Request& request, std::string_view wire, std::size_t step) {
    constexpr std::size_t octets_max = 4096;
    http::InputBuffer input;
    http::RequestReader reader{request, {octets_max, 20}};
    auto outcome = http::RequestReader::Outcome::more;
    bool has_head = false;
    while (outcome == http::RequestReader::Outcome::more && !wire.empty()) {
        const auto room = input.room(octets_max);
        const auto octets = std::min({step, wire.size(), room.size()});
        if (octets == 0) break;
        wire.copy(room.data(), octets);
        input.commit(octets);
        wire.remove_prefix(octets);
        if (!has_head) {
            outcome = reader.take_head(input);
            has_head = outcome == http::RequestReader::Outcome::ready;
            if (has_head && !reader.set_body_max(100))
                return http::RequestReader::Outcome::too_large;
        }
        if (has_head) outcome = reader.take_body(input);
    }
    ENSURE(request.body.size() <= 100 && request.header_count() <= 20);
    return outcome;
}

// A request is what it is, however the network cuts it.
void check_request(std::string_view wire) {
    http::Request whole, pieces;
    const auto at_once = read(whole, wire, wire.size());
    const auto in_pieces = read(pieces, wire, 3);
    ENSURE((at_once == http::RequestReader::Outcome::ready) ==
           (in_pieces == http::RequestReader::Outcome::ready));
    if (at_once != http::RequestReader::Outcome::ready) return;
    ENSURE(whole.body == pieces.body && whole.path() == pieces.path());
    ENSURE(whole.header_count() == pieces.header_count());
    check_path(whole.path());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::text_of_input(data, size);
    if (const auto target = http::parse_target(text)) {
        check_path(target->path);
        ENSURE(target->query.size() <= http::query_parameters_max);
    }
    if (const auto value = http::find_cookie(text, "a")) {
        ENSURE(value->data() >= text.data() && value->size() <= text.size());
    }
    if (const auto client = http::parse_client_key(text)) {
        const auto shown = client->text();
        ENSURE(http::parse_client_key(shown.substr(0, shown.find('/'))) == client);
    }
    check_request(text);
    return 0;
}
