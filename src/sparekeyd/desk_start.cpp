#include "sparekeyd/desk_start.h"

#include "sparekeyd/desk_keys.h"

namespace sparekey::sparekeyd {

OpenDesk::OpenDesk(const Configuration& configuration, Realms& realms, evidence::Store& evidence)
    : appeals_(realms.site),
      desk_(desk_of(configuration)),
      keys_(evidence),
      office_{realms.site, desk_, keys_},
      bench_{office_, realms.staff} {
    realms.site.appeals = &appeals_;
}

}  // namespace sparekey::sparekeyd
