// The file of people that an operator imports: whatever stands in it, each line is read or refused.
// rooms: person base
#include <sstream>

#include "base/check.h"
#include "input.h"
#include "person/import_file.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Time noon{std::chrono::seconds{1'700'000'000}};
    std::istringstream from{std::string{test::text_of_input(data, size)}};
    person::ImportFile file{from};
    std::size_t last = 0;
    while (const auto read = file.next(noon)) {
        ENSURE(read->line > last);
        last = read->line;
        const auto* known = std::get_if<person::ImportedPerson>(&read->what);
        if (known == nullptr) continue;
        const auto again = person::parse_json_line(person::to_json_line(*known), noon);
        ENSURE(again == read->what);
    }
    return 0;
}
