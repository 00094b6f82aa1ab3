// Whether a port is free, asked in the way that another daemon's use of it is noticed.
#pragma once
#include <cstdint>
#include <string>

namespace sparekey::sparekeyd {

// The server itself listens with SO_REUSEPORT, under which a second daemon of the same user would
// take half of the first one's connections, unnoticed. Throws Failure{refused}, naming address and
// port, when somebody listens there already or the port may not be used. Returns `port`, and for 0
// one that is free.
std::uint16_t check_port(const std::string& address, std::uint16_t port);

}  // namespace sparekey::sparekeyd
