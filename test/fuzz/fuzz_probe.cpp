// What ffprobe printed of a stranger's video.
// rooms: evidence picture store crypto base
#include "base/check.h"
#include "evidence/probe.h"
#include "input.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto probe = evidence::parse_probe(test::text_of_input(data, size));
    if (!probe) return 0;
    ENSURE(probe->duration.count() >= 0);
    ENSURE(probe->width >= 0 && probe->height >= 0);
    ENSURE(probe->notes.size() <= 6);
    static_cast<void>(evidence::text_of_notes(*probe));
    return 0;
}
