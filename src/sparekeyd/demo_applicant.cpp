#include "sparekeyd/demo_applicant.h"

#include <algorithm>

#include "base/run.h"
#include "evidence/item_table.h"
#include "otp/totp.h"
#include "recovery/applicant.h"
#include "recovery/case_table.h"
#include "recovery/contest_flow.h"
#include "recovery/draft_flow.h"
#include "recovery/form_flow.h"
#include "recovery/gate_flow.h"
#include "recovery/open_flow.h"
#include "recovery/reset_flow.h"
#include "recovery/veto_flow.h"
#include "sparekeyd/demo_evidence.h"

namespace sparekey::sparekeyd {
namespace {

using account::Done;
using evidence::Kind;
using recovery::State;

// Sealed as what arrives over the network is.
evidence::Received seal(evidence::Store& store, const evidence::Place& place, BytesView octets) {
    const auto upload = run(store.begin_upload(place));
    const evidence::ReadUpload read =
        [&](std::span<std::byte> room) -> Awaitable<std::optional<std::size_t>> {
        const auto part = std::min(room.size(), octets.size());
        std::ranges::copy(octets.first(part), room.begin());
        octets = octets.subspan(part);
        co_return part;
    };
    return run(upload->receive(read)).value();
}

}  // namespace

DemoApplicant::DemoApplicant(DemoStage& stage, DemoPerson person, Ends ends)
    : stage_(stage), person_(std::move(person)), ends_(ends) {}

recovery::Case DemoApplicant::now() const {
    std::vector<store::LoadCall> loads{recovery::load_cases, recovery::load_passes};
    const auto loaded = run(stage_.site().db.load(person_.who(), std::move(loads)));
    for (auto& c : recovery::read_cases(loaded.rows[0], loaded.rows[1], person_.who())) {
        if (c.id == id_) return c;
    }
    throw Failure(Failure::Kind::broken, "a sample case is not there");
}

std::string DemoApplicant::text() const {
    const auto c = now();
    return "  " + c.number + "  " + std::string{recovery::slug(c.appeal.state)} + ": " +
           person_.sample().record.legal_name + ", " + person_.sample().email + "\n";
}

std::string DemoApplicant::gate_code() {
    run(recovery::ask_at_gate(stage_.site(), person_.client(), person_.sample().email));
    return stage_.mailed(person_.who(), outbox::Kind::appeal_code);
}

void DemoApplicant::open() {
    const recovery::OpenAsked asked{person_.sample().email,     gate_code(),     person_.password(),
                                    recovery::Lost::phone_lost, "Europe/Berlin", stage_.now()};
    auto opened = granted(run(recovery::open_appeal(stage_.office(), person_.client(), asked)));
    access_ = std::move(opened.access);
    id_ = opened.appeal;
    const auto& record = person_.sample().record;
    person::Claimed claimed;
    claimed.legal_name = record.legal_name;
    claimed.id_number = record.id_number;
    claimed.id_country = "GB";
    claimed.phone = record.phone;
    granted(run(recovery::save_draft_form(stage_.office(), person_.client(), *access_, claimed)));
}

void DemoApplicant::send(Kind kind) {
    const auto& office = stage_.office();
    evidence::Item item;
    item.id = evidence::ItemId{random_id()};
    item.kind = kind;
    item.captured = evidence::Captured::camera;
    const evidence::Place place{{person_.who(), id_}, item.id, item.version};
    const bool video = kind == Kind::video;
    const auto octets =
        video ? sample_video() : sample_picture(kind, person_.sample().record.legal_name);
    const auto received = seal(stage_.evidence(), place, octets);
    item.octets = received.octets;
    item.sha256 = received.sha256;
    item.status = evidence::Status::good;
    if (video) {
        item.media = evidence::Media::webm;
        item.duration = std::chrono::seconds{5};
    } else {
        const auto seen = run(stage_.evidence().inspect(place));
        item.width = seen.width;
        item.height = seen.height;
        item.picture_hash = seen.hash;
    }
    recovery::DecideApplicant<Done> keep = [&](account::Plan& plan,
                                               recovery::Applicant& at) -> account::Result<Done> {
        item.at = plan.now();
        plan.save(evidence::insert_item(at.id, item));
        if (video)
            plan.save(
                evidence::insert_chunk(at.id, item.id, {0, item.octets, item.sha256, item.at}));
        at.items.push_back(item);
        recovery::note_evidence(plan, at);
        return Done{};
    };
    granted(run(
        recovery::change_as_applicant<Done>(office, person_.client(), *access_, std::move(keep))));
}

void DemoApplicant::submit() {
    const auto& office = stage_.office();
    const auto& client = person_.client();
    granted(run(recovery::paper_code(office, client, *access_)));
    for (const auto kind : {Kind::id_front, Kind::id_back, Kind::selfie}) send(kind);
    receipt_ = granted(run(recovery::make_receipt(office, client, *access_))).text();
    granted(run(recovery::submit(office, client, *access_, receipt_)));
}

void DemoApplicant::record() {
    send(Kind::video);
    recovery::DecideApplicant<Done> take = [](account::Plan& plan,
                                              recovery::Applicant& at) -> account::Result<Done> {
        if (!recovery::happen(plan, at.docket, at.id, {.event = recovery::Event::recorded}))
            return account::Refusal{.why = account::Why::wrong_state};
        return Done{};
    };
    granted(run(recovery::change_as_applicant<Done>(stage_.office(), person_.client(), *access_,
                                                    std::move(take))));
}

void DemoApplicant::reset() {
    const auto link =
        account::Token::parse(stage_.mailed(person_.who(), outbox::Kind::appeal_link));
    if (!link) throw Failure(Failure::Kind::broken, "a sample link cannot be read");
    auto begun = granted(run(recovery::begin_reset(stage_.office(), person_.client(),
                                                   {*link, person_.password(), receipt_})));
    const auto code = otp::one_time_code(begun.enrolling.key.view(), otp::step_at(stage_.now()));
    granted(run(recovery::confirm_reset(stage_.office(), person_.client(), begun.access, code)));
}

void DemoApplicant::end() {
    const auto& office = stage_.office();
    played_ = true;
    if (ends_ == Ends::withdrawn) {
        granted(run(recovery::withdraw(office, person_.client(), *access_)));
    } else if (ends_ == Ends::contested) {
        const auto token =
            account::Token::parse(stage_.mailed(person_.who(), outbox::Kind::appeal_submitted));
        if (!token) throw Failure(Failure::Kind::broken, "a sample link cannot be read");
        granted(run(recovery::contest(office, demo_client(), *token)));
    } else {
        const recovery::VetoAsked asked{.email = person_.sample().email,
                                        .password = person_.password(),
                                        .code = signin::TypedCode::of(person_.code()),
                                        .mailed_code = {}};
        granted(run(recovery::veto(office, demo_client(), asked)));
    }
}

void DemoApplicant::go_on() {
    const auto state = now().appeal.state;
    const bool resets =
        ends_ == Ends::holding || ends_ == Ends::completed || ends_ == Ends::reversed;
    const bool early =
        ends_ == Ends::withdrawn || ends_ == Ends::contested || ends_ == Ends::cancelled;
    const bool ripe = early || (ends_ == Ends::reversed && state == State::holding);
    if (ripe && !played_) return end();
    if (state == State::video_requested && ends_ != Ends::video_requested) return record();
    if (state == State::link_sent && resets) reset();
}

}  // namespace sparekey::sparekeyd
