#include "sparekeyd/alone.h"

#include "sparekeyd/wiring.h"
#include "staff/present_flow.h"

namespace sparekey::sparekeyd {

Alone::Alone(const Configuration& configuration)
    : db_(open_database(configuration, false)),
      keys_(load_keys(configuration, *db_, false)),
      settings_(settings_of(configuration)),
      desk_settings_(staff::desk_settings(settings_)),
      realms_{{*db_, keys_.ring, keys_.pepper, hashes_, settings_},
              {*db_, keys_.ring, keys_.pepper, hashes_, desk_settings_, account::Realm::staff},
              {*db_, keys_.ring, keys_.pepper, hashes_, settings_, account::Realm::vault}},
      appeals_(realms_.site) {
    realms_.site.appeals = &appeals_;
}

}  // namespace sparekey::sparekeyd
