// For tests: the keys of appeals, in memory.
#pragma once
#include <map>

#include "crypto/seal.h"
#include "recovery/case_keys.h"

namespace sparekey::recovery {

class KeysInMemory : public CaseKeys {
   public:
    Awaitable<void> create(evidence::Subject subject, Time) override {
        for (auto* keys : {&evidence_keys, &form_keys}) {
            if (!keys->contains(subject.appeal.value))
                keys->emplace(subject.appeal.value, crypto::Secret::random(32));
        }
        co_return;
    }
    std::optional<Bytes> seal_form(evidence::Subject subject, std::string_view purpose,
                                   BytesView plain) const override {
        const auto key = form_keys.find(subject.appeal.value);
        if (key == form_keys.end()) return std::nullopt;
        return crypto::seal_with(key->second.view(), plain,
                                 crypto::associated_data(purpose, subject.who));
    }
    std::optional<crypto::Secret> open_form(evidence::Subject subject, std::string_view purpose,
                                            BytesView sealed) const override {
        const auto key = form_keys.find(subject.appeal.value);
        if (key == form_keys.end()) return std::nullopt;
        return crypto::open_with(key->second.view(), sealed,
                                 crypto::associated_data(purpose, subject.who));
    }
    Awaitable<void> destroy_evidence_key(evidence::Subject subject, Time) override {
        evidence_keys.erase(subject.appeal.value);
        co_return;
    }
    Awaitable<void> destroy_form_key(evidence::Subject subject) override {
        form_keys.erase(subject.appeal.value);
        co_return;
    }

    std::map<std::int64_t, crypto::Secret> evidence_keys;
    std::map<std::int64_t, crypto::Secret> form_keys;
};

}  // namespace sparekey::recovery
