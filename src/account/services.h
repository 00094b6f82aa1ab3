// What every flow is handed: the store, the keys, the hash threads, and the site's settings.
#pragma once
#include <chrono>
#include <string>
#include <unordered_set>

#include "account/hash_pool.h"
#include "account/realm.h"
#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/password_hash.h"
#include "crypto/pepper.h"
#include "store/database.h"

namespace sparekey::account {

struct Settings {
    std::string site_name = "Sparekey";
    std::string public_url = "http://localhost:8080";
    int setup_key_characters = 16;
    bool backup_codes_viewable = true;
    Duration hold = std::chrono::hours{48};  // Never less than 48 h.
    crypto::HashCost hash_cost;
    Duration session_idle = std::chrono::hours{1};       // At most 1 h.
    Duration session_absolute = std::chrono::hours{24};  // At most 24 h.
    std::unordered_set<std::string> password_blocklist;  // In lower case.
};

class OpenAppeals;

// All references outlive every request.
struct Services {
    store::Database& db;
    const crypto::KeyRing& ring;
    const crypto::Pepper& pepper;
    HashPool& hashes;
    const Settings& settings;
    Realm realm = Realm::site;  // Whose addresses and tokens these are.
    // Where there are appeals; nullptr where nobody can make one.
    const OpenAppeals* appeals = nullptr;
};

// Who asks: written to the journal and the mails, never to a log.
struct Client {
    std::string address;   // As text; IPv6 as its /64.
    std::string agent;     // "Firefox on Linux", at most 64 octets; "" when unknown.
    Bytes browser_digest;  // Of the browser's random cookie, 32 octets.
    // The operator's server asks, for a person who signs in there and has no password here: letters
    // lead to the operator, as no link of ours could ask for a password.
    bool by_operator = false;
};

}  // namespace sparekey::account
