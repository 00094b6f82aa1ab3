// What an applicant does with the video that was asked for: open it, which draws the prompts; send
// it in chunks while it runs; finish it.
#pragma once
#include "evidence/store.h"
#include "recovery/applicant.h"
#include "recovery/upload_flow.h"
#include "recovery/video.h"

namespace sparekey::recovery {

struct VideoOpened {
    Take take;
    int takes_left = 0;
};
// Another take: what was not finished before is gone. Past the third, the third counts if anything
// of it arrived: the case moves on, and the answer is wrong_state.
[[nodiscard]] Awaitable<account::Result<VideoOpened>> open_video(const Office&, evidence::Store&,
                                                                 const account::Client&,
                                                                 const account::Token&);

// Refuses as answer_to(), and with upload_broken_off.
[[nodiscard]] Awaitable<account::Result<account::Done>> receive_chunk(
    const Office&, evidence::Store&, const account::Client&, const account::Token&, OfferedChunk,
    evidence::ReadUpload);

// The case goes on to whoever asked. Refuses: wrong_state, incomplete where nothing arrived,
// video_unreadable, video_too_large.
[[nodiscard]] Awaitable<account::Result<account::Done>> finish_video(const Office&,
                                                                     evidence::Store&,
                                                                     const account::Client&,
                                                                     const account::Token&,
                                                                     std::int64_t take);

}  // namespace sparekey::recovery
