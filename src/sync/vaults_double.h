// For tests: a house whose vaults' realm is open, and devices that speak to it as the routes do.
#pragma once
#include "account/decoys_flow.h"
#include "account/sign_up.h"
#include "signin/house_double.h"
#include "signin/password_step.h"
#include "signin/visit_double.h"
#include "sync/approval_flow.h"
#include "vault/document.h"
#include "vault/recovery_key.h"
#include "vault/replica.h"

namespace sparekey::sync {

inline std::string text_of(const vault::Header& header) {
    vault::Document bare;
    bare.header = header;
    return vault::to_text(bare);
}
inline Head head_of(const vault::Header& header) {
    auto head = parse_head(text_of(header));
    REQUIRE(head);
    return *std::move(head);
}

// A vault's keys without Argon2id: what they come from is no matter here.
struct Owner {
    crypto::Secret wrapping = crypto::Secret::random(32);
    std::string login_key = to_base64url(crypto::Secret::random(32).view());
    crypto::Secret recovery = vault::new_recovery_key();
    vault::Device device = vault::Device::make();
    vault::Made made = make();

    vault::Made make() {
        auto fresh = vault::make_header(vault::Kdf::with_new_salt(), wrapping.view(), device,
                                        "laptop", Time{std::chrono::seconds{1'700'000'000}});
        vault::set_recovery_key(fresh.header, fresh.keys, recovery.view(), device);
        return fresh;
    }
    [[nodiscard]] Head head() const { return head_of(made.header); }
    [[nodiscard]] Pushed pushed(const vault::EntryId& id, std::uint64_t replaces,
                                std::uint64_t revision, const std::string& name = "Site") const {
        vault::Entry entry;
        entry.issuer = name;
        entry.account = "ada";
        entry.key.secret = crypto::Secret{std::string_view{"12345678901234567890"}};
        return {replaces, vault::seal_entry(made.header.vault, made.keys, id, revision, entry)};
    }
    [[nodiscard]] Pushed deletion(const vault::EntryId& id, std::uint64_t replaces,
                                  std::uint64_t revision) const {
        return {replaces, vault::seal_deletion(made.header.vault, made.keys, id, revision)};
    }
};

inline SignedRequest signed_by(const vault::VaultId& id, const vault::Device& device, Time now,
                               const std::string& what = "PUT\n/path") {
    SignedRequest request;
    request.vault = id;
    request.device = device.id;
    request.time_ms = to_micros(now) / 1000;
    request.text = what + '\n' + std::to_string(request.time_ms);
    request.signature = device.signing().sign(request_purpose, bytes_of(request.text));
    return request;
}

// A device that the passphrase opened the head for, and that asks one that is in.
struct Asker {
    vault::Device device = vault::Device::make();
    vault::ApprovalNonce nonce = random_nonce();

    [[nodiscard]] static vault::ApprovalNonce random_nonce() {
        vault::ApprovalNonce some;
        fill_random(some);
        return some;
    }
    [[nodiscard]] vault::Member member(Time now) const {
        return {device.id, "phone", device.public_keys(), now};
    }
    // As the server has it when both nonces are there.
    [[nodiscard]] Asking asking(const vault::VaultId& id, Time now) const {
        const auto added = member(now);
        return {added, vault::commitment_of(id, added, nonce), random_nonce(), nonce, now};
    }
};

inline Push push_of(const vault::VaultId& id, const vault::Device& by, vault::Chain at,
                    const std::vector<Pushed>& pushed) {
    const auto after = at.seq;
    for (const auto& [replaces, record] : pushed) {
        REQUIRE(at.take(vault::next_link(at, record)));
    }
    const auto mark = vault::sign_mark(id, at, by);
    return {after, pushed, mark.digest, mark.signature};
}

struct Vaults {
    explicit Vaults(signin::House& in) : house(in) { run(account::ensure_decoys(in.services.db)); }

    signin::House& house;
    account::Services services{house.services.db, house.ring,     house.pepper,
                               house.hashes,      house.settings, account::Realm::vault};
    account::Client client = signin::House::client("device");

    [[nodiscard]] SignedRequest by(const Owner& owner) const {
        return signed_by(owner.made.header.vault, owner.device, house.now());
    }
    AccountId open(const Owner& owner, const std::string& email) {
        auto begun = run(
            account::begin_sign_up(services, client, email, signin::secret_of(owner.login_key)));
        const auto& token = signin::outcome(begun).token;
        const auto code = signin::mailed_secret(house, token.account(), outbox::Kind::sign_up_code);
        const auto made = run(make_vault(services, client, token, code.text(), owner.head()));
        REQUIRE(std::holds_alternative<account::Done>(made));
        return token.account();
    }
    signin::PasswordStep sign_in(const std::string& login_key, const std::string& email) {
        return run(signin::sign_in(services, client, email, signin::secret_of(login_key)));
    }
    account::Token token_of(const Owner& owner, const std::string& email) {
        auto step = sign_in(owner.login_key, email);
        REQUIRE(step.token);
        return *std::move(step.token);
    }
    // Through all steps of an approval, up to the head that names it.
    void let_in(Owner& owner, const std::string& email, const Asker& asker) {
        const auto added = asker.member(house.now());
        const auto& id = owner.made.header.vault;
        const auto shown = vault::commitment_of(id, added, asker.nonce);
        const auto token = token_of(owner, email);
        const auto asked = run(ask(services, token, added, shown, house.now()));
        REQUIRE(std::holds_alternative<account::Done>(asked));
        const auto mine = Asker::random_nonce();
        REQUIRE(std::holds_alternative<account::Done>(
            run(answer(services, by(owner), added.id, mine, house.now()))));
        REQUIRE(std::holds_alternative<account::Done>(
            run(sync::open(services, token, added.id, asker.nonce, house.now()))));
        REQUIRE(add_device(owner.made.header, owner.made.keys, added, owner.device));
        REQUIRE(std::holds_alternative<Shelf>(change(owner)));
    }
    // By the owner's device, which has taken all there is.
    Result<Taken> push(const Owner& owner, const std::vector<Pushed>& pushed) {
        return push_by(owner.device, owner, pushed);
    }
    Result<Taken> push_by(const vault::Device& device, const Owner& owner,
                          const std::vector<Pushed>& pushed) {
        const auto& id = owner.made.header.vault;
        const auto asked = push_of(id, device, chain_of(id), pushed);
        return run(sync::push(services, signed_by(id, device, house.now()), asked, house.now()));
    }
    [[nodiscard]] vault::Chain chain_of(const vault::VaultId& id) {
        std::function<vault::Chain(store::Reader&)> read = [&](store::Reader& reader) {
            const auto shelf = find_shelf(reader, id);
            return shelf ? shelf->chain : vault::Chain{};
        };
        return run(services.db.read<vault::Chain>(std::move(read)));
    }
    // The owner's head as it is now, with the mark of where the vault stands.
    Result<Shelf> change(const Owner& owner, const std::string& new_login = {}) {
        const auto& id = owner.made.header.vault;
        std::optional<vault::Mark> mark;
        if (const auto at = chain_of(id); at.seq > 0) mark = vault::sign_mark(id, at, owner.device);
        auto login = new_login.empty() ? nullptr : signin::secret_of(new_login);
        return run(
            change_head(services, by(owner), owner.head(), mark, std::move(login), house.now()));
    }
};

template <class T>
const T& granted(const Result<T>& result) {
    REQUIRE(std::holds_alternative<T>(result));
    return std::get<T>(result);
}
template <class T>
[[nodiscard]] Why why(const Result<T>& result) {
    REQUIRE(std::holds_alternative<Refusal>(result));
    return std::get<Refusal>(result).why;
}

}  // namespace sparekey::sync
