#include <algorithm>

#include "crypto/derive.h"
#include "crypto/foreign.h"
#include "transfer/json_formats.h"
#include "transfer/members.h"
#include "transfer/uri_list.h"

namespace sparekey::transfer {

Result read_ente(const boost::json::object& file, Password password) {
    const auto* kdf = object_at(file, "kdfParams");
    const auto sealed = base64_at(file, "encryptedData");
    const auto header = base64_at(file, "encryptionNonce");
    const auto salt = kdf ? base64_at(*kdf, "salt") : std::nullopt;
    if (!sealed || !header || !salt) return damaged("Its header is damaged.");
    if (number_at(file, "version").value_or(1) != 1) {
        return unsupported("It is of a version of Ente's format that is not known.");
    }
    if (!password) return password_needed();
    const auto number = [&](std::string_view name, std::int64_t max) {
        return static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(number_at(*kdf, name).value_or(0), 0, max));
    };
    constexpr std::int64_t memory_octets_max = std::int64_t{2} << 30;
    const auto memory = number_at(*kdf, "memLimit").value_or(0);
    if (memory > memory_octets_max) return damaged("It asks for more memory than there is.");
    const auto key = crypto::argon2id_lanes(
        bytes_of(*password), *salt,
        {number("memLimit", memory_octets_max) / 1024, number("opsLimit", 1000), 1}, 32);
    if (!key) return damaged("What its password is protected with is out of bounds.");
    const auto plain = crypto::secretstream_open(key->view(), *header, *sealed);
    if (!plain) return wrong_password();
    return read_uri_list(plain->text(), "an Ente Auth export");
}

}  // namespace sparekey::transfer
