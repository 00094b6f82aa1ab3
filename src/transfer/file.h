// Any file that can be taken in: what it is, and what is in it.
#pragma once
#include <optional>
#include <string_view>

#include "transfer/result.h"

namespace sparekey::transfer {

enum class Format {
    otpauth,
    google,
    aegis,
    twofas,
    andotp,
    freeotp,
    ente,
    bitwarden,
    stratum,
    proton,
    keepassxc,
    vault
};
inline constexpr Format formats[] = {Format::otpauth, Format::google,    Format::aegis,
                                     Format::twofas,  Format::andotp,    Format::freeotp,
                                     Format::ente,    Format::bitwarden, Format::stratum,
                                     Format::proton,  Format::keepassxc, Format::vault};

// "2fas": as the command line has it.
[[nodiscard]] std::string_view name_of(Format);
[[nodiscard]] std::optional<Format> parse_format(std::string_view name);

// By what it holds, not by its name. nullopt where it is nothing that is known; octets without any
// mark are taken for an encrypted andOTP backup, which has none.
[[nodiscard]] std::optional<Format> detect(std::string_view file);

// A vault's password is its passphrase, or its recovery key.
[[nodiscard]] Result read_file(std::string_view file, Format, Password);

}  // namespace sparekey::transfer
