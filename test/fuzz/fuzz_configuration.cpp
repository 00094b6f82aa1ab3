// The configuration file: refused with a reason, or written out and read again as the same.
// rooms: sparekeyd http base
#include "base/check.h"
#include "base/failure.h"
#include "input.h"
#include "sparekeyd/configuration.h"
#include "sparekeyd/configuration_keys.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;

namespace {

// Dotted keys, one a line.
std::string written(const Configuration& configuration) {
    std::string text;
    for (const auto& key : keys()) {
        text += key.name + " = " + toml_text(key.get(configuration)) + "\n";
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Configuration read;
    try {
        const auto settings = parse_configuration(test::text_of_input(data, size), "input");
        read = configure(settings, {});
    } catch (const Failure& refused) {
        ENSURE(refused.kind() == Failure::Kind::refused);
        return 0;
    }
    const auto again = configure(parse_configuration(written(read), "written"), {});
    ENSURE(written(again) == written(read));
    return 0;
}
