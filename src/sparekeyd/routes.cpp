#include "sparekeyd/routes.h"

#include "http/account_routes.h"
#include "http/address_routes.h"
#include "http/appeal_routes.h"
#include "http/approval_routes.h"
#include "http/authenticator_routes.h"
#include "http/backup_code_routes.h"
#include "http/desk_session_routes.h"
#include "http/emergency_routes.h"
#include "http/evidence_routes.h"
#include "http/mailbox_routes.h"
#include "http/operator_routes.h"
#include "http/password_routes.h"
#include "http/readiness_routes.h"
#include "http/session_routes.h"
#include "http/sign_in_routes.h"
#include "http/sign_up_routes.h"
#include "http/site_routes.h"
#include "http/static_files.h"
#include "http/sync_routes.h"

namespace sparekey::sparekeyd {

bool shows_mailbox(const Configuration& configuration) {
    return configuration.mail.transport == MailTransport::folder && configuration.is_local();
}

http::Router routes_of(const Configuration& configuration, const http::Web& web,
                       const http::DeskWeb& desk, const http::Web& vaults) {
    http::Router router;
    http::add_site_routes(router, web);
    http::add_sign_in_routes(router, web);
    http::add_sign_up_routes(router, web);
    http::add_session_routes(router, web);
    http::add_password_routes(router, web);
    http::add_account_routes(router, web);
    http::add_address_routes(router, web);
    http::add_authenticator_routes(router, web);
    http::add_backup_code_routes(router, web);
    http::add_readiness_routes(router, web);
    http::add_emergency_routes(router, web);
    if (web.office != nullptr) {
        http::add_appeal_routes(router, web);
        http::add_appeal_owner_routes(router, web);
        http::add_evidence_routes(router, web, desk.evidence);
    }
    http::add_desk_session_routes(router, desk.desk);
    http::add_desk_work_routes(router, desk);
    http::add_desk_case_routes(router, desk);
    http::add_desk_verdict_routes(router, desk);
    http::add_desk_board_routes(router, desk);
    http::add_sync_routes(router, vaults);
    http::add_approval_routes(router, vaults);
    http::add_operator_routes(router, web);
    http::add_operator_factor_routes(router, web);
    if (web.mailbox) http::add_mailbox_routes(router, configuration.mail.folder);
    if (!configuration.http.web_folder.empty())
        http::add_static_files(router, configuration.http.web_folder);
    return router;
}

}  // namespace sparekey::sparekeyd
