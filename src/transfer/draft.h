// An entry on its way in: what a file says, in its own spelling, until it is checked and complete.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/result.h"

namespace sparekey::transfer {

struct Draft {
    std::string type = "totp";  // Any case; "totp", "hotp", "steam".
    std::string issuer;
    std::string account;
    std::string secret;           // Base32, however it is grouped.
    std::optional<Bytes> octets;  // The same where a file has the octets themselves.
    std::string algorithm;        // Any spelling; "" is SHA1.
    std::optional<std::int64_t> digits;
    std::optional<std::int64_t> period;
    std::optional<std::int64_t> counter;
    std::string note;
    std::vector<std::string> tags;
    boost::json::object extra;
};

// Collects what is read, one entry after another: a bad one is noted and stops nobody else.
class Collector {
   public:
    void take(Draft&&);
    // An otpauth or steam URI. `more` fills what it does not say; its tags and note are added.
    void take_uri(std::string_view uri, Draft&& more = {});
    void refuse(std::string name, std::string reason);
    void doubt(std::string name, std::string about);
    // Fault{nothing} where there was nothing at all.
    [[nodiscard]] Result end(std::string_view what_it_is);

   private:
    void finish(vault::Entry&&);
    std::size_t number_ = 0;
    Read read_;
};

// Without control characters and at most as long as a name may be.
[[nodiscard]] std::string clean_name(std::string_view);

}  // namespace sparekey::transfer
