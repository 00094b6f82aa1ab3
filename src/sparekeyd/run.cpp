#include "sparekeyd/run.h"

#include <cstdio>
#include <string>

#include "base/log.h"
#include "sparekeyd/build_info.h"
#include "sparekeyd/demo.h"
#include "sparekeyd/notify.h"
#include "sparekeyd/port.h"
#include "sparekeyd/routes.h"
#include "sparekeyd/signals.h"
#include "sparekeyd/start.h"
#include "sparekeyd/wiring.h"

namespace sparekey::sparekeyd {
namespace {

// A log that is emptied on every way out.
class OpenLog {
   public:
    explicit OpenLog(const Configuration& configuration) {
        log::start(configuration.log.level, configuration.log.file);
    }
    ~OpenLog() { log::stop(); }
    OpenLog(const OpenLog&) = delete;
    OpenLog& operator=(const OpenLog&) = delete;
};

void print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

std::string greeting(const Configuration& configuration, std::uint16_t port) {
    const auto& site = configuration.site;
    auto text = site.name + " listens on " + configuration.http.listen + " port " +
                std::to_string(port) + ": " + site.public_url + "\n";
    if (shows_mailbox(configuration))
        text += "Mails are kept instead of sent: " + site.public_url + "/mailbox\n";
    return text;
}

// A port that is left to us is chosen before anything is built, since the public URL may follow it.
Configuration with_port(const CommandLine& line) {
    auto configuration = load_configuration(line);
    if (configuration.http.port != 0) return configuration;
    auto chosen = line;
    const auto port = std::to_string(check_port(configuration.http.listen, 0));
    chosen.settings.push_back({"http.port", Value(port), "--http.port"});
    return load_configuration(chosen);
}

void serve(Daemon& daemon) {
    while (Signals::wait() == Signal::reload) {
        daemon.reload();
        log::event("reloaded");
    }
}

}  // namespace

Exit run_daemon(const CommandLine& line) {
    const Signals signals;
    auto configuration = with_port(line);
    check_clock(wall_clock());
    if (line.demo) {
        check_demo(configuration);
        configuration.desk.open = true;
    }
    const OpenLog log(configuration);
    if (line.demo) print(add_samples(configuration, line.create));
    Daemon daemon(configuration, line.create);
    log::event("started", {{"version", version}, {"port", daemon.port()}});
    print(greeting(configuration, daemon.port()));
    notify_supervisor("READY=1");

    serve(daemon);
    notify_supervisor("STOPPING=1");
    const SecondSignal second(static_cast<int>(Exit::cut_off));
    log::event("stopping");
    daemon.stop();
    log::event("stopped");
    return Exit::done;
}

}  // namespace sparekey::sparekeyd
