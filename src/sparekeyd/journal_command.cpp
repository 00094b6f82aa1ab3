#include "sparekeyd/journal_command.h"

#include <fmt/format.h>

#include <chrono>

#include "base/run.h"
#include "sparekeyd/admin_socket.h"
#include "sparekeyd/start.h"

namespace sparekey::sparekeyd {
namespace {

std::unique_ptr<store::Database> open_for_reading(const Configuration& configuration) {
    // Whoever answers there has the file locked.
    if (ask_daemon(configuration.admin_socket(), "{}")) return open_database_beside(configuration);
    auto db = open_database_as_it_is(configuration, false);
    if (const auto why = db->unready())
        throw Failure{Failure::Kind::refused, "the database is not ready: " + *why};
    return db;
}

std::optional<journal::HeadsFile> heads_of(const Configuration& configuration,
                                           const std::optional<std::filesystem::path>& named) {
    if (named) return journal::read_heads_file(*named);
    const auto own = configuration.journal_heads();
    if (!std::filesystem::exists(own)) return std::nullopt;
    return journal::read_heads_file(own);
}

}  // namespace

std::string report_of(const journal::Report& report, Duration took) {
    std::string text;
    for (const auto& finding : report.findings)
        text += fmt::format("{}: {}\n", journal::slug(finding.wrong), finding.text);
    const auto kept = static_cast<std::int64_t>(report.findings.size());
    if (report.found > kept) text += fmt::format("and {} more\n", report.found - kept);
    const auto seconds = std::chrono::duration<double>(took).count();
    text += fmt::format("{} lines under {} seals", report.lines, report.seals);
    if (report.late_lines > 0) text += fmt::format(", {} of them sealed late", report.late_lines);
    text += fmt::format("; {} signed heads, {} in the file\n", report.heads, report.file_heads);
    if (report.unsealed > 0) text += fmt::format("{} lines wait for their seal\n", report.unsealed);
    text += fmt::format("{:.1f} s, {:.0f} lines a second\n", seconds,
                        static_cast<double>(report.lines) / std::max(seconds, 0.001));
    return text + (report.found == 0
                       ? "The journal is whole.\n"
                       : fmt::format("The journal is not as it was: {} findings.\n", report.found));
}

Exit verify_journal(const Configuration& configuration,
                    const std::optional<std::filesystem::path>& heads_file,
                    const std::function<void(std::string_view)>& print) {
    const auto key = crypto::SigningKey::load(configuration.keys.journal_file);
    const auto heads = heads_of(configuration, heads_file);
    const auto db = open_for_reading(configuration);
    const auto begun = std::chrono::steady_clock::now();
    const auto report = run(journal::verify(*db, key, heads, wall_clock()));
    const auto took =
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun);
    print(report_of(report, took));
    return report.found == 0 ? Exit::done : Exit::failed;
}

}  // namespace sparekey::sparekeyd
