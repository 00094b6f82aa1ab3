// Other apps' files, each format: whatever comes in, what is taken is sound, and written again it
// is read as the same.
// rooms: transfer vault otp crypto base
#include <vector>

#include "base/check.h"
#include "input.h"
#include "transfer/aegis.h"
#include "transfer/file.h"
#include "transfer/uri_list.h"

using namespace sparekey;

namespace {

void check(const transfer::Read& read) {
    ENSURE(read.total() > 0);
    std::vector<const vault::Entry*> entries;
    for (const auto& entry : read.entries) {
        ENSURE(!vault::fault_of(entry));
        ENSURE(vault::parse_entry(vault::to_json(entry).text()));
        entries.push_back(&entry);
    }
    for (const auto& one : read.unread) ENSURE(!one.reason.empty());
    if (entries.empty()) return;
    const auto again =
        transfer::read_file(transfer::write_aegis(entries), transfer::Format::aegis, {});
    ENSURE(std::get<transfer::Read>(again).entries.size() == entries.size());
    ENSURE(std::get<transfer::Read>(again).entries[0].key == entries[0]->key);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::text_of_input(data, size);
    static_cast<void>(transfer::detect(text));
    for (const auto format : transfer::formats) {
        // Without a password: what is sealed ends at the seal.
        const auto result = transfer::read_file(text, format, {});
        if (const auto* read = std::get_if<transfer::Read>(&result)) {
            check(*read);
        } else {
            ENSURE(!std::get<transfer::Fault>(result).detail.empty());
        }
    }
    return 0;
}
