// Evidence as staff see it: on a page of its own, run by nothing, kept by nobody, never a download.
#pragma once
#include <vector>

#include "evidence/store.h"
#include "http/request.h"
#include "http/response.h"

namespace sparekey::http {

// A marked picture: evidence::Store::open_for_viewing().
[[nodiscard]] Response picture_answer(Bytes jpeg);

// A video of these chunks, the whole or the part that the request asks for, opened as it is sent.
// `store` outlives the answer.
[[nodiscard]] Response video_answer(const Request& request, evidence::Store& store,
                                    const evidence::Place& first, evidence::Media media,
                                    const std::vector<std::int64_t>& chunk_octets);

}  // namespace sparekey::http
