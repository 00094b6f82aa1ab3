#include "http/received.h"

#include "base/check.h"
#include "http/refusals.h"

namespace sparekey::http {

Response refusal_of(Received why, std::size_t body_max) {
    ENSURE(why != Received::ready && why != Received::gone);
    if (why == Received::timed_out) return request_timeout();
    if (why == Received::malformed) return malformed_request();
    return body_max == 0 ? head_too_large() : body_too_large(body_max);
}

}  // namespace sparekey::http
