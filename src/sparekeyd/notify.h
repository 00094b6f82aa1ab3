// Telling systemd how far we are (sd_notify(3)), where it asked to be told.
#pragma once
#include <string_view>

namespace sparekey::sparekeyd {

// "READY=1", "STOPPING=1", "RELOADING=1". Without NOTIFY_SOCKET nobody asked, and nothing happens;
// a supervisor that does not hear us is logged.
void notify_supervisor(std::string_view state);

}  // namespace sparekey::sparekeyd
