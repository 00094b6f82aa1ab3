// Idempotency: a call with an Idempotency-Key that comes again, because its answer was lost on the
// way, is answered as before and changes nothing. The answer is kept in the transaction of what it
// tells, so of any number of racing repeats one does it and the others are told.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "account/refusal.h"
#include "account/services.h"
#include "base/ids.h"
#include "base/time.h"
#include "store/statement.h"

namespace sparekey::operators {

inline constexpr std::size_t idempotency_key_octets_max = 128;
inline constexpr Duration answers_kept_for = std::chrono::hours{24};

// What a call is known by. Keyed digests: of a body that holds six digits a plain one would tell
// them. Another API key's repeat is another call.
struct Repeat {
    Bytes key_digest;
    Bytes request_digest;
};
[[nodiscard]] Repeat repeat_of(const crypto::Pepper&, AccountId api_key,
                               std::string_view idempotency_key, std::string_view method_and_path,
                               std::string_view body);
// Where a call brought no Idempotency-Key: its digest finds nothing.
[[nodiscard]] Bytes key_digest_of(const std::optional<Repeat>&);

// What is kept: a success as its flow wrote it, or the one refusal that costs a try.
struct WrongCode {
    int tries_left = -1;
};
struct Told {
    std::string text;
};
using Answer = std::variant<WrongCode, Told>;

struct KeptAnswer {
    Bytes request_digest;
    Bytes sealed;
    Time made_at{};
};
extern const store::Load load_answer;  // $2: key_digest.
[[nodiscard]] std::optional<KeptAnswer> read_answer(const store::Rows&);
[[nodiscard]] store::SaveCall save_answer(const crypto::KeyRing&, AccountId, const Repeat&,
                                          const Answer&, Time now);

// nullopt: the call is new. A refusal: the key belongs to another call. Throws Failure{broken} when
// what was kept does not open.
[[nodiscard]] std::optional<account::Result<Answer>> answered_before(
    const std::optional<Repeat>&, const std::optional<KeptAnswer>&, const crypto::KeyRing&,
    AccountId, Time now);

}  // namespace sparekey::operators
