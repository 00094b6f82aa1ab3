// The backup codes: /api/v1/backup-codes, /view, /regenerate.
#pragma once
#include "factor/backup_codes.h"
#include "http/feature.h"

namespace sparekey::http {

// `NewCodes` of doc/api.yaml: the one moment at which they are shown unasked.
[[nodiscard]] boost::json::object new_codes_json(const otp::BackupCodes&,
                                                 boost::json::value session);

void add_backup_code_routes(Router&, const Web&);

}  // namespace sparekey::http
