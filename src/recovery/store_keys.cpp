#include "recovery/store_keys.h"

namespace sparekey::recovery {

using evidence::Subject;

Awaitable<void> StoreKeys::create(Subject subject, Time now) {
    return store_.create_keys(subject, now);
}
std::optional<Bytes> StoreKeys::seal_form(Subject subject, std::string_view purpose,
                                          BytesView plain) const {
    return store_.seal_form(subject, purpose, plain);
}
std::optional<crypto::Secret> StoreKeys::open_form(Subject subject, std::string_view purpose,
                                                   BytesView sealed) const {
    return store_.open_form(subject, purpose, sealed);
}
Awaitable<void> StoreKeys::destroy_evidence_key(Subject subject, Time now) {
    return store_.destroy_evidence_key(subject, now);
}
Awaitable<void> StoreKeys::destroy_form_key(Subject subject) {
    return store_.destroy_form_key(subject);
}

}  // namespace sparekey::recovery
