// The keys of appeals in the daemon: evidence::Store's.
#pragma once
#include "evidence/store.h"
#include "recovery/case_keys.h"

namespace sparekey::recovery {

class StoreKeys : public CaseKeys {
   public:
    explicit StoreKeys(evidence::Store& store) : store_(store) {}

    Awaitable<void> create(evidence::Subject, Time now) override;
    [[nodiscard]] std::optional<Bytes> seal_form(evidence::Subject, std::string_view purpose,
                                                 BytesView plain) const override;
    [[nodiscard]] std::optional<crypto::Secret> open_form(evidence::Subject,
                                                          std::string_view purpose,
                                                          BytesView sealed) const override;
    Awaitable<void> destroy_evidence_key(evidence::Subject, Time now) override;
    Awaitable<void> destroy_form_key(evidence::Subject) override;

   private:
    evidence::Store& store_;
};

}  // namespace sparekey::recovery
