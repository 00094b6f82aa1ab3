#include "http/request_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>

#include "base/text.h"
#include "crypto/secret.h"

namespace sparekey::http {
namespace {

namespace beast = boost::beast;
using Field = beast::http::field;
using Verb = beast::http::verb;
using Error = beast::error_code;

// Bodies up to this size are received without moving: a move would leave a copy of a password
// behind.
constexpr std::size_t body_reserve = 16 * 1024;

// Fields whose second occurrence two readers may treat differently.
constexpr std::array single_fields{Field::host,          Field::content_type, Field::origin,
                                   Field::authorization, Field::cookie,       Field::expect,
                                   Field::content_length};
constexpr unsigned host_bit = 1;  // Of the first.

// One bit for each of them; 0 for all others.
unsigned single_bit(Field name) {
    const auto found = std::ranges::find(single_fields, name);
    return found == single_fields.end() ? 0 : 1U << (found - single_fields.begin());
}

Method method_of(Verb sent) {
    constexpr std::array<std::pair<Verb, Method>, 6> known{{{Verb::get, Method::get},
                                                            {Verb::post, Method::post},
                                                            {Verb::head, Method::head},
                                                            {Verb::put, Method::put},
                                                            {Verb::patch, Method::patch},
                                                            {Verb::delete_, Method::delete_}}};
    for (const auto& [theirs, ours] : known) {
        if (theirs == sent) return ours;
    }
    return Method::other;
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

Error refuse(beast::http::error why) { return beast::http::make_error_code(why); }

}  // namespace

void InputBuffer::consume(std::size_t octets) {
    crypto::wipe(std::as_writable_bytes(std::span{begin() + from_, octets}));
    from_ += octets;
    if (from_ < to_) return;
    from_ = to_ = 0;
    if (!grown_.empty()) grown_ = {};
}

std::size_t InputBuffer::take(std::span<std::byte> room) {
    const auto waiting = bytes_of(data().substr(0, room.size()));
    std::ranges::copy(waiting, room.begin());
    consume(waiting.size());
    return waiting.size();
}

std::span<char> InputBuffer::room(std::size_t octets_max) {
    if (from_ > 0) {
        std::memmove(begin(), begin() + from_, to_ - from_);
        to_ -= from_;
        from_ = 0;
    }
    if (to_ == size() && to_ < octets_max) {
        std::string larger(std::min(size() * 2, octets_max), '\0');
        std::memcpy(larger.data(), begin(), to_);
        crypto::wipe(std::as_writable_bytes(std::span{begin(), to_}));
        grown_ = std::move(larger);
    }
    const auto end = std::min(octets_max, size());
    return {begin() + to_, end > to_ ? end - to_ : 0};
}

// Beast reads the grammar; what it leaves open is decided here. A trailer's fields are read and
// dropped.
class RequestReader::Parser final : public beast::http::basic_parser<true> {
   public:
    Parser(Request& into, ReadLimits limits) : request_(into), limits_(limits) {
        header_limit(static_cast<std::uint32_t>(limits.head_octets_max));
        body_limit(boost::none);
    }

    Outcome take_head(InputBuffer& input) {
        while (true) {
            Error error;
            const auto read = put({input.data().data(), input.data().size()}, error);
            head_octets_ += read;
            input.consume(read);
            if (head_octets_ > limits_.head_octets_max) return Outcome::too_large;
            if (is_header_done()) return error || !is_sound() ? Outcome::malformed : Outcome::ready;
            if (error == beast::http::error::need_more) return more_head(input);
            if (error) return outcome_of(error);
        }
    }

    Outcome take_body(InputBuffer& input) {
        eager(true);
        while (!is_done()) {
            Error error;
            const auto read = put({input.data().data(), input.data().size()}, error);
            input.consume(read);
            if (error == beast::http::error::need_more) return Outcome::more;
            if (error) return outcome_of(error);
            if (input.empty() && !is_done()) return Outcome::more;
        }
        return Outcome::ready;
    }

    [[nodiscard]] bool is_http_1_0() const { return version_ == 10; }
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }
    bool set_body_max(std::size_t octets) {
        body_max_ = octets;
        return content_length().value_or(0) <= octets;
    }
    [[nodiscard]] bool has_body() const { return !is_done(); }
    [[nodiscard]] std::optional<std::uint64_t> announced_length() const {
        if (is_done()) return 0;
        const auto length = content_length();
        return length ? std::optional{*length} : std::nullopt;
    }

   private:
    Outcome more_head(const InputBuffer& input) const {
        const bool full = head_octets_ + input.data().size() >= limits_.head_octets_max;
        return full ? Outcome::too_large : Outcome::more;
    }

    static Outcome outcome_of(const Error& error) {
        const bool large = error == beast::http::error::header_limit ||
                           error == beast::http::error::body_limit ||
                           error == beast::http::error::buffer_overflow;
        return large ? Outcome::too_large : Outcome::malformed;
    }

    // RFC 9112 3.2: "A server MUST respond with a 400 status code to any HTTP/1.1 request message
    // that lacks a Host header field". 6.1: Transfer-Encoding is HTTP/1.1's, and we know no other
    // coding than chunked.
    [[nodiscard]] bool is_sound() const {
        if (!is_http_1_0() && !(singles_ & host_bit)) return false;
        return transfer_encoding_.empty() || (!is_http_1_0() && transfer_encoding_ == "chunked");
    }

    void on_request_impl(Verb verb, beast::string_view, beast::string_view target, int version,
                         Error& error) override {
        auto parsed = http::parse_target(view(target));  // Not the basic_parser's own.
        if (!parsed) {
            error = refuse(beast::http::error::bad_target);
            return;
        }
        request_.method = method_of(verb);
        request_.target = std::move(*parsed);
        version_ = version;
    }

    void on_field_impl(Field name, beast::string_view text, beast::string_view value,
                       Error& error) override {
        if (is_trailer_) return;
        if (request_.header_count() == limits_.head_fields_max) {
            error = refuse(beast::http::error::header_limit);
            return;
        }
        const auto bit = single_bit(name);
        if (singles_ & bit) error = refuse(beast::http::error::bad_field);
        singles_ |= bit;
        if (name == Field::transfer_encoding) transfer_encoding_ = lower_ascii(view(value));
        if (name == Field::expect) expects_continue_ = lower_ascii(view(value)) == "100-continue";
        request_.add_header(view(text), view(value));
    }

    void on_header_impl(Error&) override { is_trailer_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override {
        const auto usual = std::min(body_max_, body_reserve);
        request_.body.reserve(
            static_cast<std::size_t>(std::min<std::uint64_t>(usual, length.value_or(usual))));
    }
    void on_chunk_header_impl(std::uint64_t size, beast::string_view, Error& error) override {
        if (size > body_max_ - std::min(body_max_, request_.body.size())) {
            error = refuse(beast::http::error::body_limit);
        }
    }
    std::size_t on_body_impl(beast::string_view octets, Error& error) override {
        if (octets.size() > body_max_ - std::min(body_max_, request_.body.size())) {
            error = refuse(beast::http::error::body_limit);
            return 0;
        }
        request_.body.append(octets.data(), octets.size());
        return octets.size();
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view octets,
                                   Error& error) override {
        return on_body_impl(octets, error);
    }
    void on_finish_impl(Error&) override {}
    void on_response_impl(int, beast::string_view, int, Error&) override {
    }  // basic_parser asks for it.

    Request& request_;
    const ReadLimits limits_;
    std::size_t head_octets_ = 0;
    std::size_t body_max_ = 0;
    std::string transfer_encoding_;
    unsigned singles_ = 0;
    int version_ = 11;
    bool expects_continue_ = false;
    bool is_trailer_ = false;
};

RequestReader::RequestReader(Request& into, ReadLimits limits)
    : parser_(std::make_unique<Parser>(into, limits)) {}
RequestReader::~RequestReader() = default;

RequestReader::Outcome RequestReader::take_head(InputBuffer& input) {
    return parser_->take_head(input);
}
RequestReader::Outcome RequestReader::take_body(InputBuffer& input) {
    return parser_->take_body(input);
}
bool RequestReader::has_body() const { return parser_->has_body(); }
bool RequestReader::keep_alive() const { return parser_->keep_alive(); }
bool RequestReader::is_http_1_0() const { return parser_->is_http_1_0(); }
bool RequestReader::expects_continue() const { return parser_->expects_continue(); }
std::optional<std::uint64_t> RequestReader::content_length() const {
    return parser_->announced_length();
}
bool RequestReader::set_body_max(std::size_t octets) { return parser_->set_body_max(octets); }

}  // namespace sparekey::http
