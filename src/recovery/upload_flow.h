// Pictures and videos of a case as they arrive: whether the case takes them now, the octets into
// the sealed store, a look at them, and then the row, if the case still takes them.
#pragma once
#include "evidence/store.h"
#include "recovery/applicant.h"

namespace sparekey::recovery {

struct Offered {
    evidence::Kind kind;
    evidence::Captured captured;
    evidence::Media media;
};

// What the decoder saw of an item, on its row.
void note_seen(evidence::Item&, const evidence::Picture&);

// Which refusal, or none, when this is offered to the case as it is. Pure.
//  wrong_state: neither in a draft nor asked for; camera_needed: a selfie from a file;
//  too_many_items: more than items_max, or extras_max in a round.
[[nodiscard]] std::optional<account::Why> refusal_of(const Case&,
                                                     const std::vector<evidence::Item>&,
                                                     const Offered&);

// The item as it is kept now. Refuses besides: picture_unreadable, picture_too_large,
// upload_broken_off (nobody reads that answer).
[[nodiscard]] Awaitable<account::Result<evidence::Item>> receive_picture(
    const Office&, evidence::Store&, const account::Client&, const account::Token&, Offered,
    evidence::ReadUpload);

// Of this round, and not yet submitted: staff have not seen it.
[[nodiscard]] Awaitable<account::Result<account::Done>> remove_item(const Office&, evidence::Store&,
                                                                    const account::Client&,
                                                                    const account::Token&,
                                                                    evidence::ItemId);

}  // namespace sparekey::recovery
