#include "sparekey/approval_client.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/base64.h"
#include "base/random.h"
#include "base/text.h"

namespace sparekey::terminal {
namespace {

namespace json = boost::json;

constexpr std::string_view approval = "/api/v1/sync/approval";

vault::ApprovalNonce random_nonce() {
    vault::ApprovalNonce nonce;
    fill_random(nonce);
    return nonce;
}

template <std::size_t Size>
bool read_octets(const json::object& from, std::string_view name,
                 std::array<std::byte, Size>& into) {
    const auto octets = parse_base64url(text_at(from, name));
    if (!octets || octets->size() != Size) return false;
    std::ranges::copy(*octets, into.begin());
    return true;
}

std::optional<Question> parse_question(const json::object& from) {
    Question question;
    auto& [id, name, keys, added] = question.device;
    const auto parsed = vault::DeviceId::parse(text_at(from, "device"));
    name = text_at(from, "name");
    if (!parsed || name.empty() || name.size() > vault::device_name_octets_max ||
        !is_valid_utf8(name) || has_control_characters(name) ||
        !read_octets(from, "box", keys.box) || !read_octets(from, "sign", keys.sign) ||
        !read_octets(from, "commitment", question.commitment)) {
        return std::nullopt;
    }
    id = *parsed;
    const auto* answered = from.if_contains("answered");
    question.answered = answered != nullptr && answered->is_bool() && answered->get_bool();
    vault::ApprovalNonce opened;
    if (read_octets(from, "opened", opened)) question.opened = opened;
    return question;
}

}  // namespace

Refusal not_let_in() {
    return {Exit::refused, "not-let-in",
            "It was refused, another device asked, or ten minutes are over. Nothing was changed; "
            "begin anew on the new device."};
}

Asked who_asks(SyncClient& client, Time now) {
    auto sent = client.send("GET", std::string{approval}, {}, now);
    if (auto* refusal = std::get_if<Refusal>(&sent)) return std::move(*refusal);
    const auto& answer = std::get<Answer>(sent);
    if (answer.status != 200) return refusal_of(answer);
    const auto* asking = answer.body.if_contains("asking");
    if (asking == nullptr || !asking->is_object()) return std::optional<Question>{};
    auto question = parse_question(asking->get_object());
    if (!question) return lied("It answers what it should not.");
    return question;
}

Approver::Approver(SyncClient& client, Question question)
    : client_(client), question_(std::move(question)), mine_(random_nonce()) {}

std::optional<Refusal> Approver::give_nonce(Time now) {
    begun_ = now;
    const auto body = json::serialize(
        json::object{{"device", question_.device.id.text()}, {"nonce", to_base64url(mine_)}});
    const auto sent = client_.send("PUT", std::string{approval}, body, now);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
    const auto& answer = std::get<Answer>(sent);
    if (answer.slug == "nobody-asks") return not_let_in();
    if (answer.status != 204) return refusal_of(answer);
    return std::nullopt;
}

std::variant<std::optional<std::string>, Refusal> Approver::code(const vault::Header& known,
                                                                 Time now) {
    auto asked = who_asks(client_, now);
    if (auto* refusal = std::get_if<Refusal>(&asked)) return std::move(*refusal);
    const auto& question = std::get<std::optional<Question>>(asked);
    if (is_over(now) || !question || question->device.id != question_.device.id)
        return not_let_in();
    if (!question->opened) return std::optional<std::string>{};
    // What was asked first is what counts: keys, name and commitment.
    auto code = vault::opened_code(known.vault, question_.device, question_.commitment,
                                   *question->opened, mine_, known.roster);
    if (!code) return lied("The device that asks is not the one that it showed.");
    return code;
}

std::optional<Refusal> Approver::refuse(Time now) {
    const auto path = std::string{approval} + "/waiting/" + question_.device.id.text();
    const auto sent = client_.send("DELETE", path, {}, now);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
    const auto& answer = std::get<Answer>(sent);
    // It asks no more already.
    if (answer.status == 204 || answer.slug == "nobody-asks") return std::nullopt;
    return refusal_of(answer);
}

Asker::Asker(ServerLink& link, std::string token, const vault::Header& known,
             const vault::Keys& keys, const vault::Device& device)
    : link_(link),
      token_(std::move(token)),
      known_(known),
      keys_(keys),
      device_(device),
      nonce_(random_nonce()) {}

std::variant<json::object, Refusal> Asker::send(std::string_view method, const std::string& path,
                                                const std::string& body) {
    auto sent = link_.send(method, std::string{approval} + path, body,
                           {{"Authorization", "Bearer " + token_}});
    if (auto* refusal = std::get_if<Refusal>(&sent)) return std::move(*refusal);
    auto& answer = std::get<Answer>(sent);
    if (answer.slug == "nobody-asks") return not_let_in();
    if (answer.status >= 300) return refusal_of(answer);
    return std::move(answer.body);
}

std::optional<Refusal> Asker::ask(const std::string& name, Time now) {
    begun_ = now;
    const vault::Member me{device_.id, name, device_.public_keys(), now};
    commitment_ = vault::commitment_of(known_.vault, me, nonce_);
    const auto body = json::serialize(json::object{{"device", me.id.text()},
                                                   {"name", name},
                                                   {"box", to_base64url(me.keys.box)},
                                                   {"sign", to_base64url(me.keys.sign)},
                                                   {"commitment", to_base64url(commitment_)}});
    const auto sent = send("POST", "", body);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
    return std::nullopt;
}

std::variant<json::object, Refusal> Asker::wait() {
    return send("GET", "/waiting/" + device_.id.text(), {});
}

std::variant<std::optional<std::string>, Refusal> Asker::code() {
    if (!other_) {
        auto told = wait();
        if (auto* refusal = std::get_if<Refusal>(&told)) return std::move(*refusal);
        vault::ApprovalNonce other;
        if (!read_octets(std::get<json::object>(told), "answer", other))
            return std::optional<std::string>{};
        other_ = other;
    }
    // Only now: whoever knew it before could choose the other one.
    const auto body = json::serialize(
        json::object{{"device", device_.id.text()}, {"nonce", to_base64url(nonce_)}});
    const auto sent = send("POST", "/open", body);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
    return std::optional{vault::approval_code(commitment_, nonce_, *other_, known_.roster)};
}

std::variant<std::optional<vault::Header>, Refusal> Asker::let_in() {
    auto told = wait();
    if (auto* refusal = std::get_if<Refusal>(&told)) return std::move(*refusal);
    const auto& body = std::get<json::object>(told);
    if (text_at(body, "head").empty()) return std::optional<vault::Header>{};
    const auto offered = parse_head(body);
    if (!offered) return lied("It handed out no vault.");
    auto header = vault::let_in_by(*offered, known_, keys_, device_);
    if (!header) return lied("It says that this device is in, but nobody who may has let it in.");
    return header;
}

}  // namespace sparekey::terminal
