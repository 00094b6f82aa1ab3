#include "recovery/form_flow.h"

#include "crypto/keyed_digest.h"
#include "person/compare.h"
#include "person/phone.h"
#include "recovery/applicant.h"

namespace sparekey::recovery {
namespace {

using account::Done;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Why;

}  // namespace

Bytes number_digest(const crypto::Pepper& pepper, std::string_view id_number) {
    const auto plain = person::plain_id_number(id_number);
    return to_bytes(crypto::keyed_digest(pepper, "appeal_form.number_digest", bytes_of(plain)));
}

Bytes phone_digest(const crypto::Pepper& pepper, std::string_view phone) {
    const auto parsed = person::parse_phone(phone);
    const auto plain = parsed ? person::plain_phone(*parsed) : std::string{phone};
    return to_bytes(crypto::keyed_digest(pepper, "appeal_form.phone_digest", bytes_of(plain)));
}

std::optional<person::Claimed> open_form(const Office& office, evidence::Subject subject,
                                         const StoredForm& form) {
    const auto plain = office.keys.open_form(subject, form_purpose, form.sealed);
    return plain ? person::parse_claimed(plain->text()) : std::nullopt;
}

Awaitable<Result<Done>> save_draft_form(const Office& office, const account::Client& client,
                                        const account::Token& token, person::Claimed claimed) {
    const auto plain = crypto::Secret::taking(person::to_json(claimed));
    DecideApplicant<Done> decide = [&](Plan& plan, Applicant& at) -> Result<Done> {
        const auto& c = at.c();
        if (c.appeal.state != State::draft || c.appeal.complete || !c.open())
            return Refusal{.why = Why::wrong_state};
        auto sealed = office.keys.seal_form(at.subject(), form_purpose, plain.view());
        if (!sealed) return Refusal{.why = Why::wrong_state};
        StoredForm form{*std::move(sealed), plan.now(), {}, {}};
        // What is complete has its digests; they are what the submission asks for.
        if (person::missing_in(claimed).empty()) {
            form.number_digest = number_digest(office.services.pepper, claimed.id_number);
            form.phone_digest = phone_digest(office.services.pepper, claimed.phone);
        }
        plan.save(save_form(at.id, form));
        return Done{};
    };
    co_return co_await change_as_applicant<Done>(office, client, token, std::move(decide));
}

}  // namespace sparekey::recovery
