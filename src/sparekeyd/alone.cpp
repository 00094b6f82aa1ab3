#include "sparekeyd/alone.h"

#include "sparekeyd/wiring.h"

namespace sparekey::sparekeyd {

Alone::Alone(const Configuration& configuration)
    : db_(open_database(configuration, false)),
      keys_(load_keys(configuration, *db_, false)),
      settings_(settings_of(configuration)),
      services_{*db_, keys_.ring, keys_.pepper, hashes_, settings_} {}

}  // namespace sparekey::sparekeyd
