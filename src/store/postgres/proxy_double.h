// A wire between the store and PostgreSQL that can be held, muted and cut, as networks and dying
// clients do.
#pragma once
#include <condition_variable>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "test/scratch.h"

namespace sparekey::store::postgres {

class Proxy {
   public:
    // Stands in front of the server of SPAREKEY_TEST_POSTGRES.
    Proxy();
    ~Proxy();
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    // To be added to a connection string.
    [[nodiscard]] std::string host() const { return " host=" + folder_.string(); }

    // What the clients of now send is kept back. Those that connect later are not concerned; so for
    // the next two.
    void hold();
    // Until a whole pipeline with that prepared statement is kept back: its last message is a Sync.
    void wait_until_held(const std::string& prepared);
    // What the server answers the clients of now is dropped.
    void mute();
    // The clients of now lose their connections; the server does not notice.
    void cut();
    // Sends the server what was kept back from clients since cut off, and waits until it has dealt
    // with all of it.
    void finish_zombies();

   private:
    struct Link {
        int client = -1;
        int server = -1;
        bool held = false;
        bool muted = false;
        bool ending = false;
        std::string kept;
    };

    void work();
    void accept_one();
    void from_client(Link& link);
    void from_server(Link& link);
    void wake();

    test::ScratchFolder scratch_;
    const std::filesystem::path folder_;
    std::string server_path_;
    int listener_;
    int wake_[2];
    std::mutex mutex_;
    std::condition_variable changed_;
    std::list<Link> links_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace sparekey::store::postgres
