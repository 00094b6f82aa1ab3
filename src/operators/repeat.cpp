#include "operators/repeat.h"

#include <boost/json.hpp>

#include "base/failure.h"
#include "base/json.h"
#include "crypto/keyed_digest.h"
#include "crypto/seal.h"
#include "operators/repeat_table.h"

namespace sparekey::operators {
namespace {

namespace json = boost::json;
using account::Refusal;
using account::Result;
using account::Why;

constexpr std::size_t json_depth_max = 2;

Bytes bound_to(AccountId who, BytesView key_digest) {
    return crypto::associated_data("operator_answer.sealed", who, key_digest);
}

// Fields with their lengths before them, so that no two calls look alike.
void append_text(Bytes& to, std::string_view text) {
    append_u64(to, text.size());
    append(to, bytes_of(text));
}

std::string text_of(const Answer& answer) {
    if (const auto* wrong = std::get_if<WrongCode>(&answer))
        return json::serialize(json::object{{"tries_left", wrong->tries_left}});
    return json::serialize(json::object{{"told", std::get<Told>(answer).text}});
}

Answer parse_answer(std::string_view text) {
    const auto parsed = parse_json(text, json_depth_max);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (object != nullptr) {
        if (const auto* told = object->if_contains("told"); told != nullptr && told->is_string())
            return Told{std::string(told->get_string())};
        const auto* left = object->if_contains("tries_left");
        if (left != nullptr && left->is_int64())
            return WrongCode{static_cast<int>(left->get_int64())};
    }
    throw Failure{Failure::Kind::broken, "operator_answer.sealed cannot be read"};
}

}  // namespace

Repeat repeat_of(const crypto::Pepper& pepper, AccountId api_key, std::string_view idempotency_key,
                 std::string_view method_and_path, std::string_view body) {
    Bytes key;
    append_u64(key, static_cast<std::uint64_t>(api_key.value));
    append_text(key, idempotency_key);
    Bytes call;
    append_text(call, method_and_path);
    append_text(call, body);
    const auto secret = crypto::Secret::taking(std::move(call));
    return {to_bytes(crypto::keyed_digest(pepper, "operator_answer.key", key)),
            to_bytes(crypto::keyed_digest(pepper, "operator_answer.request", secret.view()))};
}

Bytes key_digest_of(const std::optional<Repeat>& repeat) {
    return repeat ? repeat->key_digest : Bytes{};
}

store::SaveCall save_answer(const crypto::KeyRing& ring, AccountId who, const Repeat& repeat,
                            const Answer& answer, Time now) {
    const auto text = crypto::Secret::taking(text_of(answer));
    return save_answer_row(repeat,
                           crypto::seal(ring, text.view(), bound_to(who, repeat.key_digest)), now);
}

std::optional<Result<Answer>> answered_before(const std::optional<Repeat>& repeat,
                                              const std::optional<KeptAnswer>& kept,
                                              const crypto::KeyRing& ring, AccountId who,
                                              Time now) {
    if (!repeat || !kept || now >= kept->made_at + answers_kept_for) return std::nullopt;
    if (kept->request_digest != repeat->request_digest)
        return Result<Answer>{Refusal{.why = Why::idempotency_key_reused}};
    const auto text = crypto::open(ring, kept->sealed, bound_to(who, repeat->key_digest));
    if (!text) throw Failure{Failure::Kind::broken, "an answer that was kept does not open"};
    return Result<Answer>{parse_answer(text->text())};
}

}  // namespace sparekey::operators
