#include "sparekeyd/demo.h"

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <fstream>
#include <sstream>

#include "base/failure.h"
#include "sparekeyd/demo_cases.h"
#include "sparekeyd/demo_person.h"
#include "sparekeyd/demo_staff.h"
#include "sparekeyd/start.h"

namespace sparekey::sparekeyd {
namespace {

constexpr Duration sample_age = std::chrono::hours{24 * 60};

// Passwords long enough to stand alone: one of them has no second factor yet.
std::vector<Sample> samples() {
    return {{"ada@example.org",
             "analytical engine no. 1",
             true,
             {"Ada Lovelace", "1985-12-10", "L898902C", "+44 20 7946 0000"},
             {"2024-05", {"250.00 EUR", "12.40 EUR"}, {"100.00 EUR", "400.00 EUR"}}},
            {"grace@example.org",
             "a moth in relay no. 70",
             false,
             {"Grace Brewster Hopper", "1986-12-09", "C01X00T47", "+1 212 555 0100"},
             {"2025-01", {"0.015 BTC"}, {"0.02 BTC"}}}};
}

}  // namespace

void check_demo(const Configuration& configuration) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(configuration.http.listen, error);
    const bool reachable = error || !address.is_loopback() || !configuration.is_local();
    if (!reachable && configuration.mail.transport == MailTransport::folder) return;
    throw Failure(Failure::Kind::refused,
                  "--demo makes accounts whose passwords everybody knows: only with http.listen "
                  "and site.public_url on "
                  "this machine and mail.transport \"folder\"");
}

std::string add_samples(const Configuration& configuration, bool create) {
    const auto notes = configuration.var.folder / "demo.txt";
    if (std::filesystem::exists(notes)) {
        std::ostringstream text;
        text << std::ifstream(notes).rdbuf();
        return text.str();
    }
    if (create) create_var_folder(configuration);
    const auto now = wall_clock();
    DemoStage stage{configuration, create, now - sample_age};
    std::string text = "Sample accounts (also in " + notes.string() + "):\n";
    for (auto& sample : samples()) text += DemoPerson(stage, std::move(sample)).text();
    auto staff = hire_sample_staff(stage);
    text += "Sample staff, who sign in at /desk:\n";
    for (const auto& member : staff) text += member.text();
    DemoCases cases{stage};
    cases.play(staff, now);
    text += "Sample appeals:\n" + cases.text();
    std::ofstream file(notes);
    file << text;
    if (!file.flush())
        throw Failure(Failure::Kind::refused, notes.string() + ": cannot be written");
    return text;
}

}  // namespace sparekey::sparekeyd
