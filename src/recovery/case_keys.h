// The two keys of an appeal, of its evidence and of its form, as the flows use them. The daemon's
// are kept by evidence::Store; tests keep theirs in memory.
#pragma once
#include <optional>
#include <string_view>

#include "base/async.h"
#include "crypto/secret.h"
#include "evidence/item.h"

namespace sparekey::recovery {

class CaseKeys {
   public:
    virtual ~CaseKeys() = default;
    // Before the appeal's first row is written; again is harmless.
    [[nodiscard]] virtual Awaitable<void> create(evidence::Subject, Time now) = 0;
    // Under the form key; nullopt when it is gone, or the octets were not sealed under it.
    [[nodiscard]] virtual std::optional<Bytes> seal_form(evidence::Subject,
                                                         std::string_view purpose,
                                                         BytesView plain) const = 0;
    [[nodiscard]] virtual std::optional<crypto::Secret> open_form(evidence::Subject,
                                                                  std::string_view purpose,
                                                                  BytesView sealed) const = 0;
    // What was sealed under it is unreadable from now on; again is harmless.
    [[nodiscard]] virtual Awaitable<void> destroy_evidence_key(evidence::Subject, Time now) = 0;
    [[nodiscard]] virtual Awaitable<void> destroy_form_key(evidence::Subject) = 0;
};

}  // namespace sparekey::recovery
