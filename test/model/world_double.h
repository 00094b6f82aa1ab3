// The real rooms of one history: an account on an engine whose disk or wire can be made to fail,
// and what is stored of it, read back as the model would have it.
#pragma once
#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "account/token.h"
#include "signin/house_double.h"
#include "store/postgres/proxy_double.h"
#include "store/postgres/rival_double.h"
#include "test/model/account_model.h"

namespace sparekey::model {

enum class Fault {
    none,
    full_hash_queue,  // Every hash is refused: the flow stops between its two changes.
    failing_write,    // SQLite: the log cannot be written any more.
    failing_flush,    // SQLite: a commit is written, and cannot be flushed.
    cut_wire,         // PostgreSQL: the connections die while something is decided.
    lost_answer,      // PostgreSQL: what the server answers is lost, then the connections die.
};
[[nodiscard]] std::string_view name_of(Fault);
[[nodiscard]] const std::vector<Fault>& faults_of(store::Engine);

// A pool that has no room, for as long as it lives.
class FullPool {
   public:
    FullPool();
    ~FullPool();
    account::HashPool pool{1, 1};

   private:
    std::promise<void> gate_;
    boost::asio::io_context io_{1};
    std::thread thread_;
};

struct Named {
    std::string name;
    account::Token token;
};

class World {
   public:
    explicit World(store::Engine);
    ~World();

    [[nodiscard]] store::Engine engine() const { return house_.scratch.engine(); }
    [[nodiscard]] Time now() const { return house_.now(); }
    void advance(Duration by) { house_.clock.advance(by); }
    [[nodiscard]] const account::Services& services() const { return services_; }
    [[nodiscard]] const account::Services& services_without_hashes() const { return refusing_; }
    [[nodiscard]] const signin::Person& person() const { return person_; }

    // Until mend(), `fault` strikes, after `patience` writes or decisions went well.
    void break_down(Fault fault, int patience);
    // Where an answer was lost: the server is waited for, then the wire is cut.
    void mend();
    // Cuts the wire of a lost answer as soon as the server has done its work; returns at once
    // otherwise. For whoever waits for the callers.
    void watch();

    // What is stored, with the names given so far, and the journal since the last take_note().
    [[nodiscard]] Account observe();
    void take_note();

    // What the people know.
    Secrets secrets;
    std::vector<Named> challenges, sessions, reset_links, relief_links, reports;
    void learn(std::vector<Named>& kind, char letter, const account::Token&);
    void learn_key(const crypto::Secret&);
    void learn_codes(const otp::BackupCodes&);
    void learn_letters();
    [[nodiscard]] static std::string password_text(int count);
    int passwords = 1;  // How many were ever chosen.

   private:
    [[nodiscard]] std::unique_ptr<store::Database> open();
    [[nodiscard]] store::Database& seen() { return *seen_; }
    [[nodiscard]] store::Rows rows(const std::string& sql, store::Values more = {});
    void tick();
    std::string write_id();
    std::string name_of_token(const Bytes& digest) const;
    int password_of(const account::StoredPassword&);
    std::string key_name(const crypto::Secret&) const;
    std::string set_name(const factor::BackupCodes&);
    void observe_factor(Account&, const store::Loaded&);
    void observe_lists(Account&);
    void observe_sessions(Account&, const store::Loaded&);
    void observe_budgets(Account&, const store::Loaded&);
    void observe_history(Account&, std::int64_t journal_head);

    std::unique_ptr<store::postgres::Proxy> proxy_;
    std::unique_ptr<store::postgres::Rival> rival_;
    signin::House house_;
    signin::Person person_;
    std::atomic<int> ticks_left_ = -1;  // Until the fault strikes; below 0: it does not.
    std::atomic<bool> muted_ = false;
    Fault fault_ = Fault::none;
    std::string write_id_before_;
    FullPool full_;
    std::unique_ptr<store::Database> database_;
    store::Database* seen_ = nullptr;  // Not through the wire that fails.
    account::Services services_;
    account::Services refusing_;
    std::map<std::string, std::string> names_;  // Of tokens, by digest.
    std::map<std::int64_t, int> password_counts_;
    std::map<std::int64_t, std::string> set_names_;
    std::int64_t noted_line_ = 0;
    std::map<std::int64_t, bool> read_letters_;
};

}  // namespace sparekey::model
