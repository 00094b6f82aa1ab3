#include "recovery/video_flow.h"

#include <algorithm>

#include "base/ids.h"
#include "base/random.h"
#include "evidence/item_table.h"
#include "recovery/verdict_flow.h"
#include "recovery/video_table.h"

namespace sparekey::recovery {
namespace {

using account::Done;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Token;
using account::Why;
using evidence::Item;
using evidence::Kind;
using evidence::Status;

std::vector<store::LoadCall> loads_of_video(AppealId appeal) {
    return {takes_of(appeal), acts_of(appeal)};
}
std::vector<Take> takes_in(const Applicant& at) { return read_takes(at.more.at(0)); }
std::vector<std::string> without_in(const Applicant& at) {
    return video_without(read_acts(at.more.at(1)));
}

std::int64_t next_number(const std::vector<Take>& takes) {
    std::int64_t newest = 0;
    for (const auto& take : takes) newest = std::max(newest, take.number);
    return newest + 1;
}

evidence::Place place_of(const evidence::Subject& subject, const Take& take, std::int64_t chunk) {
    return {subject, take.item, take.number, chunk};
}

// What an opening leaves to be done outside of its change.
struct Opening {
    AppealId appeal;
    VideoOpened opened;
    std::vector<evidence::ItemId> gone;
    // Instead: three were opened, and something of the third is here.
    std::optional<std::int64_t> last_counts;
};

// Nobody saw what was not finished.
void drop(Plan& plan, Applicant& at, const Take& take, std::vector<evidence::ItemId>& gone) {
    plan.save(drop_take(at.id, take));
    gone.push_back(take.item);
    if (take.chunks == 0) return;
    for (auto& call : evidence::delete_item(at.id, take.item)) plan.save(std::move(call));
}

Result<Opening> open_take(Plan& plan, Applicant& at, evidence::ItemId item,
                          const std::array<std::byte, script_chance_octets>& chance) {
    const auto& c = at.c();
    if (c.appeal.state != State::video_requested) return Refusal{.why = Why::wrong_state};
    const auto takes = takes_in(at);
    const auto of_link = takes_of_link(c, takes);
    Opening opening{.appeal = at.id, .opened = {}, .gone = {}, .last_counts = {}};
    const auto* current = current_take(c, takes);
    if (of_link.size() >= takes_max) {
        if (current != nullptr && current->chunks > 0) opening.last_counts = current->number;
        return opening;
    }
    for (const auto& take : takes) {
        const bool is_open = take.round == c.appeal.video_rounds && !take.dropped;
        if (is_open) drop(plan, at, take, opening.gone);
    }
    auto& take = opening.opened.take;
    take.number = next_number(takes);
    take.item = item;
    take.round = c.appeal.video_rounds;
    take.script = draw_script(without_in(at), chance);
    take.opened_at = plan.now();
    opening.opened.takes_left = takes_max - static_cast<int>(of_link.size()) - 1;
    plan.save(insert_take(at.id, take));
    return opening;
}

// A chunk that may come, and where it goes.
struct Admitted {
    evidence::Subject subject;
    Take take;
    ChunkAnswer answer;
};

Result<Admitted> admit(Plan& plan, Applicant& at, const OfferedChunk& offered) {
    const auto takes = takes_in(at);
    const auto answer = answer_to(at.c(), takes, offered, plan.now());
    if (const auto* why = std::get_if<Why>(&answer)) return Refusal{.why = *why};
    return Admitted{at.subject(), *current_take(at.c(), takes), std::get<ChunkAnswer>(answer)};
}

Item item_of(const Take& take) {
    Item item;
    item.id = take.item;
    item.kind = Kind::video;
    item.version = take.number;
    item.round = take.round;
    item.captured = evidence::Captured::camera;
    item.media = *take.media;
    item.status = Status::arriving;
    item.at = take.opened_at;
    return item;
}

Result<Done> keep_chunk(Plan& plan, Applicant& at, const OfferedChunk& offered,
                        const evidence::Received& received) {
    auto admitted = admit(plan, at, offered);
    if (const auto* refusal = std::get_if<Refusal>(&admitted)) return *refusal;
    const auto& [subject, take, answer] = std::get<Admitted>(admitted);
    if (answer == ChunkAnswer::here_already) return Done{};
    const auto after = after_chunk(take, offered, received.sha256, plan.now());
    if (take.chunks == 0) plan.save(evidence::insert_item(at.id, item_of(after)));
    plan.save(grow_take(at.id, after));
    plan.save(evidence::insert_chunk(
        at.id, take.item, {offered.number, received.octets, received.sha256, plan.now()}));
    return Done{};
}

// The take as it is to be looked at.
struct Finishing {
    evidence::Subject subject;
    Take take;
    bool is_last = false;
};

Result<Finishing> find_finished(Applicant& at, std::int64_t number) {
    const auto takes = takes_in(at);
    const auto* take = current_take(at.c(), takes);
    if (take == nullptr || take->number != number) return Refusal{.why = Why::wrong_state};
    if (take->chunks == 0) return Refusal{.why = Why::incomplete};
    const bool is_last = takes_of_link(at.c(), takes).size() >= takes_max;
    return Finishing{at.subject(), *take, is_last};
}

// An earlier round's was seen by people, and stays.
void replace_older(Plan& plan, Applicant& at, const Item& item) {
    for (auto& other : at.items) {
        const bool is_older = other.kind == Kind::video && other.id != item.id;
        if (!is_older || other.status == Status::replaced) continue;
        other.status = Status::replaced;
        plan.save(evidence::set_status(at.id, other.id, Status::replaced));
    }
}

Result<Done> record(Plan& plan, Applicant& at, const Finishing& finishing,
                    const std::optional<evidence::Probe>& probe) {
    const auto& take = finishing.take;
    const auto again = find_finished(at, take.number);
    if (const auto* refusal = std::get_if<Refusal>(&again)) return *refusal;
    // Another chunk came while it was looked at.
    if (std::get<Finishing>(again).take.chunks != take.chunks)
        return Refusal{.why = Why::changed_meanwhile};
    const auto found = std::ranges::find(at.items, take.item, &Item::id);
    if (found == at.items.end()) return Refusal{.why = Why::wrong_state};
    auto& item = *found;
    item.status = Status::good;
    item.octets = take.octets;
    item.sha256 = take.digest;
    item.probe = notes_of(take, probe);
    if (probe) {
        item.width = probe->width;
        item.height = probe->height;
        item.duration = probe->duration;
    }
    plan.save(evidence::update_item(at.id, item));
    replace_older(plan, at, item);
    note_evidence(plan, at);
    if (!happen(plan, at.docket, at.id, {.event = Event::recorded}))
        return Refusal{.why = Why::wrong_state};
    return Done{};
}

}  // namespace

Awaitable<Result<VideoOpened>> open_video(const Office& office, evidence::Store& store,
                                          const account::Client& client, const Token& token) {
    const evidence::ItemId item{random_id()};
    const auto chance = random_bytes<script_chance_octets>();
    DecideApplicant<Opening> decide = [&](Plan& plan, Applicant& at) {
        return open_take(plan, at, item, chance);
    };
    const auto result = co_await change_as_applicant<Opening>(office, client, token,
                                                              std::move(decide), loads_of_video);
    if (const auto* refusal = std::get_if<Refusal>(&result)) co_return *refusal;
    const auto& opening = std::get<Opening>(result);
    if (opening.last_counts) {
        const auto done = co_await finish_video(office, store, client, token, *opening.last_counts);
        if (const auto* refusal = std::get_if<Refusal>(&done)) co_return *refusal;
    }
    if (opening.opened.take.item.value == 0) co_return Refusal{.why = Why::wrong_state};
    const evidence::Subject subject{token.account(), opening.appeal};
    for (const auto& gone : opening.gone) co_await store.remove(subject, gone);
    co_return opening.opened;
}

Awaitable<Result<Done>> receive_chunk(const Office& office, evidence::Store& store,
                                      const account::Client& client, const Token& token,
                                      OfferedChunk offered, evidence::ReadUpload read) {
    const DecideApplicant<Admitted> ask = [&](Plan& plan, Applicant& at) {
        return admit(plan, at, offered);
    };
    const auto admitted =
        co_await change_as_applicant<Admitted>(office, client, token, ask, loads_of_video);
    if (const auto* refusal = std::get_if<Refusal>(&admitted)) co_return *refusal;
    const auto& [subject, take, answer] = std::get<Admitted>(admitted);
    if (answer == ChunkAnswer::here_already) co_return Done{};
    // While this goes on nobody else writes the chunk. Whoever did before has kept it by now, and
    // what was kept is never written over: people may have passed it.
    const auto upload = co_await store.begin_upload(place_of(subject, take, offered.number));
    const auto again =
        co_await change_as_applicant<Admitted>(office, client, token, ask, loads_of_video);
    if (const auto* refusal = std::get_if<Refusal>(&again)) co_return *refusal;
    const auto& now = std::get<Admitted>(again);
    if (now.take.number != take.number) co_return Refusal{.why = Why::wrong_state};
    if (now.answer == ChunkAnswer::here_already) co_return Done{};
    const auto received = co_await upload->receive(read);
    if (!received) co_return Refusal{.why = Why::upload_broken_off};
    DecideApplicant<Done> keep = [&](Plan& plan, Applicant& at) {
        return keep_chunk(plan, at, offered, *received);
    };
    // A chunk that came too late lies beside those that count, and goes when they do: to remove
    // their item here could take a video that was finished meanwhile.
    co_return co_await change_as_applicant<Done>(office, client, token, std::move(keep),
                                                 loads_of_video);
}

Awaitable<Result<Done>> finish_video(const Office& office, evidence::Store& store,
                                     const account::Client& client, const Token& token,
                                     std::int64_t number) {
    DecideApplicant<Finishing> find = [number](Plan&, Applicant& at) {
        return find_finished(at, number);
    };
    const auto found = co_await change_as_applicant<Finishing>(office, client, token,
                                                               std::move(find), loads_of_video);
    if (const auto* refusal = std::get_if<Refusal>(&found)) co_return *refusal;
    const auto& finishing = std::get<Finishing>(found);
    const auto& take = finishing.take;
    const auto place = place_of(finishing.subject, take, 0);
    const auto probe = co_await store.probe_video(place, *take.media, take.chunks);
    if (const auto why = refusal_of_take(probe, finishing.is_last)) co_return Refusal{.why = *why};
    DecideApplicant<Done> decide = [&](Plan& plan, Applicant& at) {
        return record(plan, at, finishing, probe);
    };
    co_return co_await change_as_applicant<Done>(office, client, token, std::move(decide),
                                                 loads_of_video);
}

}  // namespace sparekey::recovery
