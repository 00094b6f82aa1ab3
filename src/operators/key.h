// A key of the operator's API: what the operator's server shows with each call, and what it may do
// with it. A key is shown once and kept as a digest; it is a subject with a guard row and a chain
// in the journal of its own, and no account.
//
// The room is called operators because `operator` is a word of the language.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/token.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/secret.h"
#include "store/statement.h"

namespace sparekey::operators {

enum class Scope {
    accounts,      // Make accounts, and look at what there is of one.
    remove,        // Delete accounts. ("delete" is the language's.)
    enrol,         // Begin and confirm an authenticator; change it with the person's own code.
    verify,        // Have codes checked.
    restrictions,  // Ask whether value may move.
    identity       // Enter identity records and facts.
};
inline constexpr std::array all_scopes{Scope::accounts, Scope::remove,       Scope::enrol,
                                       Scope::verify,   Scope::restrictions, Scope::identity};
[[nodiscard]] std::string_view slug(Scope);
[[nodiscard]] std::optional<Scope> parse_scope(std::string_view slug);

class Scopes {
   public:
    [[nodiscard]] bool has(Scope) const;
    void add(Scope);
    [[nodiscard]] bool none() const { return bits_ == 0; }
    bool operator==(const Scopes&) const = default;

   private:
    unsigned bits_ = 0;
};
// "accounts,verify".
[[nodiscard]] std::string text_of(Scopes);
// nullopt where a word is no scope, or there is none.
[[nodiscard]] std::optional<Scopes> parse_scopes(std::string_view text);

inline constexpr std::size_t keys_max = 100;
inline constexpr std::size_t key_name_characters_max = 80;
// One line of at most 80 characters; it may be empty.
[[nodiscard]] bool is_key_name(std::string_view);

struct Key {
    AccountId id;
    std::string name;
    Scopes scopes;
    Bytes digest;
    Time made_at{};
    Time last_used_at{};  // To the hour; the epoch: not yet.
    Time revoked_at{};    // The epoch: not revoked.
};

// "spk_" before a token, so that whoever looks for secrets where none belong finds it.
inline constexpr std::string_view key_prefix = "spk_";
[[nodiscard]] crypto::Secret key_text(const account::Token&);
[[nodiscard]] std::optional<account::Token> parse_key(std::string_view text);

enum class KeyVerdict { accepted, not_accepted, scope_missing };
// `kept` is what stands under the id that `shown` names.
[[nodiscard]] KeyVerdict judge(const std::optional<Key>& kept, const account::Token& shown,
                               Scope needed);

// A call may be anything up to a thousand a second; when a key was used last is kept to the hour.
inline constexpr Duration use_noted_every = std::chrono::hours{1};
[[nodiscard]] bool is_use_due(const Key&, Time now);

extern const store::Load load_key;
[[nodiscard]] std::optional<Key> read_key(const store::Rows&);
// A row that has the columns of load_key from this one on.
[[nodiscard]] Key key_at(const store::Row&, std::size_t first);
[[nodiscard]] store::SaveCall insert_key(const Key&);
[[nodiscard]] store::SaveCall set_revoked(Time now);
[[nodiscard]] store::SaveCall note_use(Time now);

}  // namespace sparekey::operators
