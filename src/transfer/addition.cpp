#include "transfer/addition.h"

#include <map>
#include <string>

#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "otp/otpauth.h"

namespace sparekey::transfer {
namespace {

// A digest, so that no copy of a secret lies in a map.
crypto::Digest key_of(const vault::Entry& entry) {
    const auto& key = entry.key;
    auto text = to_bytes(
        bytes_of(std::string{name_of(key.type)} + '|' + std::string{otp::name_of(key.algorithm)} +
                 '|' + std::to_string(key.digits) + '|' + std::to_string(key.period_s) + '|'));
    append(text, key.secret.view());
    const auto digest = crypto::sha256(text);
    crypto::wipe(text);
    return digest;
}

std::string name_of_entry(const vault::Entry& entry) {
    return lower_ascii(entry.issuer) + '\n' + lower_ascii(entry.account);
}

struct Known {
    std::map<std::string, std::size_t> by_name;
    std::size_t count = 0;
};

}  // namespace

std::vector<std::size_t> new_ones(std::span<const vault::Entry* const> in_vault,
                                  std::span<const vault::Entry> from_file) {
    std::map<crypto::Digest, Known> known;
    for (const auto* entry : in_vault) {
        auto& same = known[key_of(*entry)];
        ++same.by_name[name_of_entry(*entry)];
        ++same.count;
    }
    // First those whose name is there, too; what is left pairs up whatever it is called.
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < from_file.size(); ++i) {
        const auto same = known.find(key_of(from_file[i]));
        if (same != known.end()) {
            const auto name = same->second.by_name.find(name_of_entry(from_file[i]));
            if (name != same->second.by_name.end() && name->second > 0) {
                --name->second;
                --same->second.count;
                continue;
            }
        }
        left.push_back(i);
    }
    std::vector<std::size_t> added;
    for (const auto i : left) {
        const auto same = known.find(key_of(from_file[i]));
        if (same != known.end() && same->second.count > 0) {
            --same->second.count;
            continue;
        }
        added.push_back(i);
    }
    return added;
}

}  // namespace sparekey::transfer
