#include <boost/json/value.hpp>

#include "otp/otpauth.h"
#include "sparekey/clipboard.h"
#include "sparekey/commands.h"
#include "sparekey/entries.h"
#include "vault/proof.h"

namespace sparekey::terminal {
namespace {

using vault::Type;

std::int64_t seconds_of(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

void show(Context& context, const std::string& code) {
    if (context.arguments.has("--copy") && !context.out.as_json()) {
        if (const auto tty = Tty::open()) {
            tty->say(copy_sequence(code));
            context.out.note("Copied.");
            return;
        }
        context.out.note("sparekey: there is no terminal to copy to.");
    }
    context.out.line(code);
}

Exit show_time_code(Context& context, const vault::EntryId& id, const vault::Entry& entry) {
    const auto now = context.now();
    const auto step = step_at(entry.key, now);
    const auto code = code_of(entry.key, step);
    const auto next = code_of(entry.key, step + 1);
    const auto ends = (step + 1) * entry.key.period_s;
    auto& json = context.out.json();
    json = told(id, entry);
    json["code"] = code;
    json["next"] = next;
    json["valid_from"] = ends - entry.key.period_s;
    json["valid_until"] = ends;
    show(context, code);
    if (context.arguments.has("--next")) context.out.line(next);
    if (is_terminal(1)) {
        context.out.note(shown_name(entry) + ", " + std::to_string(ends - seconds_of(now)) +
                         " s left");
    }
    return Exit::done;
}

// Counted up and on the disk before it is shown: a code that is shown twice would be refused.
Exit show_counter_code(Context& context, Session& session, const vault::EntryId& id) {
    std::string code;
    const auto failed = change(context, session, [&](vault::Vault& vault, Time now) {
        const auto* entry = vault.find(id);
        if (!entry) return std::optional<Refusal>{{Exit::not_found, "not-found", "It is gone."}};
        if (entry->counter == UINT64_MAX) {
            return std::optional<Refusal>{
                {Exit::refused, "counter-at-end", "Its counter is at its end."}};
        }
        code = code_of(entry->key, static_cast<std::int64_t>(entry->counter));
        vault.count(id, entry->counter + 1, now);
        return std::optional<Refusal>{};
    });
    if (failed) return context.out.refuse(*failed);
    context.out.json() = told(id, *session.vault.find(id));
    context.out.json()["code"] = code;
    show(context, code);
    return Exit::done;
}

Exit prove_code(Context& context, const vault::EntryId& id, const vault::Entry& entry) {
    std::string typed;
    if (is_terminal(0)) {
        const auto tty = Tty::open();
        auto line = tty ? tty->ask("The code that your old app shows now: ") : std::nullopt;
        if (!line) return context.out.refuse({Exit::refused, "cancelled", "Cancelled."});
        typed = std::move(*line);
    } else if (const auto all = read_standard_input(1024)) {
        typed = std::string{all->text()};
    }
    const auto proof = vault::prove(entry, typed, context.now());
    auto& json = context.out.json();
    json = told(id, entry);
    const auto words = vault::words_of(proof);
    json["proof"] = {
        {"verdict", name_of(proof.verdict)}, {"clock_off_s", proof.off.count()}, {"detail", words}};
    if (proof.key) {
        json["proof"].as_object()["period"] = proof.key->period_s;
        json["proof"].as_object()["digits"] = proof.key->digits;
        json["proof"].as_object()["algorithm"] = otp::name_of(proof.key->algorithm);
    }
    context.out.line("The code " + words);
    if (proof.key) {
        context.out.note("Correct it: sparekey edit " + id.text() + " --period " +
                         std::to_string(proof.key->period_s) + " --digits " +
                         std::to_string(proof.key->digits) + " --algorithm " +
                         std::string{otp::name_of(proof.key->algorithm)});
    }
    const bool right = proof.verdict == vault::Proof::Verdict::match ||
                       proof.verdict == vault::Proof::Verdict::clock_off;
    return right ? Exit::done : Exit::refused;
}

}  // namespace

Exit run_code(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    const auto found = find_entry(session.vault, context.arguments.first());
    if (const auto* refusal = std::get_if<Refusal>(&found)) return context.out.refuse(*refusal);
    const auto& id = std::get<vault::EntryId>(found);
    const auto& entry = *session.vault.find(id);
    if (context.arguments.has("--prove")) return prove_code(context, id, entry);
    if (entry.key.type == Type::hotp) return show_counter_code(context, session, id);
    return show_time_code(context, id, entry);
}

}  // namespace sparekey::terminal
