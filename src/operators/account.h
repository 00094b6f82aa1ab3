// An account of somebody who signs in at the operator's own pages: known by the operator's id, with
// addresses that are told, a second factor, and no password of ours.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

namespace sparekey::operators {

// The operator's own name for an account: 1 to 128 of letters, digits and -._~:@|+= in ASCII. It
// stands in paths as it is, and in our database as it is: nothing that tells who somebody is
// belongs into it.
class ExternalId {
   public:
    static constexpr std::size_t octets_max = 128;

    [[nodiscard]] static std::optional<ExternalId> parse(std::string_view text);
    [[nodiscard]] const std::string& text() const { return text_; }

   private:
    explicit ExternalId(std::string_view text) : text_(text) {}
    std::string text_;
};

// Deleting an account and making it again would be a way around the three ways back, so the id of
// one that was deleted makes no other for this long. The addresses of the old one hear of both.
inline constexpr Duration made_again_after = std::chrono::hours{24 * 7};

// Whose account an id is.
struct Indexed {
    AccountId account;
    Time deleted_at{};  // The epoch: not deleted.
};

enum class MakeVerdict { make, exists, deleted_lately };
[[nodiscard]] MakeVerdict judge_making(const std::optional<Indexed>&, Time now);

}  // namespace sparekey::operators
