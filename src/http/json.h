// Reads the members of a JSON body one by one, and collects everything that is wrong with them.
//
//     Fields fields(request);
//     auto email = fields.text("email", 254);
//     auto password = fields.secret("password", 1024);
//     if (auto wrong = fields.problem()) co_return std::move(*wrong);
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "crypto/secret.h"
#include "http/request.h"
#include "http/response.h"

namespace sparekey::http {

inline constexpr std::size_t json_depth_max = 8;
inline constexpr std::size_t field_errors_max = 20;  // Listed in one answer; more say no more.

// RFC 8259 and no more: valid UTF-8, no comments, no trailing commas, no member twice (RFC
// 7493 2.3). nullopt otherwise. The value's memory is wiped when it is freed: it may hold a
// password.
[[nodiscard]] std::optional<boost::json::value> parse_json(std::string_view text);

// A getter that finds nothing usable notes why and returns an empty value: ask problem() before
// using any. Limits are in octets of UTF-8. `name` is a member of the body's object.
class Fields {
   public:
    explicit Fields(const Request& request);
    explicit Fields(std::string_view body);
    ~Fields();
    Fields(const Fields&) = delete;
    Fields& operator=(const Fields&) = delete;

    // Not empty, no control characters.
    [[nodiscard]] std::string text(std::string_view name, std::size_t octets_max);
    // nullopt when the member is missing or null.
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view name,
                                                           std::size_t octets_max);
    // Of a form that is half filled in: "" when the member is missing, null or empty.
    [[nodiscard]] std::string draft_text(std::string_view name, std::size_t octets_max);
    // Not empty, any characters. The text's other copies are wiped with these fields and with the
    // request.
    [[nodiscard]] crypto::Secret secret(std::string_view name, std::size_t octets_max);
    [[nodiscard]] std::optional<crypto::Secret> optional_secret(std::string_view name,
                                                                std::size_t octets_max);
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
    // nullopt when the member is missing or null.
    [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view name,
                                                               std::int64_t min, std::int64_t max);
    [[nodiscard]] bool boolean(std::string_view name);
    [[nodiscard]] bool optional_boolean(std::string_view name, bool otherwise);
    [[nodiscard]] std::vector<std::string> texts(std::string_view name, std::size_t count_max,
                                                 std::size_t octets_max);

    // Empty when the member is missing or null.
    [[nodiscard]] std::vector<std::string> optional_texts(std::string_view name,
                                                          std::size_t count_max,
                                                          std::size_t octets_max);

    // The members of a nested object, read by its own getters; what is wrong with them is told by
    // this one's problem(). Lives as long as these fields. ENSUREs that it is asked for once.
    [[nodiscard]] Fields& object(std::string_view name);
    // The same; when the member is missing or null, all its own are.
    [[nodiscard]] Fields& optional_object(std::string_view name);

    // The same of each object in a list.
    [[nodiscard]] std::vector<Fields*> objects(std::string_view name, std::size_t count_max);

    // For what only the caller can tell: reject("email", "is not an e-mail address.").
    // The detail is the rest of a sentence that begins with the member's name.
    void reject(std::string_view name, std::string_view detail);

    // The answer if anything was wrong: 400 "malformed-json", or 422 "invalid-fields" with every
    // wrong member in errors: [{"pointer": "/email", "detail": …}], those that nobody asked for
    // included. The pointer is a JSON pointer (RFC 6901).
    [[nodiscard]] std::optional<Response> problem() const;

   private:
    [[nodiscard]] const boost::json::value* take(std::string_view name, bool required);
    [[nodiscard]] const boost::json::string* take_string(std::string_view name,
                                                         std::size_t octets_max, bool required);
    [[nodiscard]] std::optional<std::string> take_text(std::string_view name,
                                                       std::size_t octets_max, bool required);
    [[nodiscard]] std::optional<std::int64_t> take_integer(std::string_view name, std::int64_t min,
                                                           std::int64_t max, bool required);
    [[nodiscard]] std::optional<bool> take_boolean(std::string_view name, bool required);
    [[nodiscard]] std::vector<std::string> take_texts(std::string_view name, std::size_t count_max,
                                                      std::size_t octets_max, bool required);
    Fields& take_object(std::string_view name, bool required);
    Fields& nest(std::string name, std::string within, const boost::json::value* value);
    void reject_unasked() const;
    void gather() const;  // What is wrong in what is nested, too, however deep.
    struct State;
    explicit Fields(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sparekey::http
