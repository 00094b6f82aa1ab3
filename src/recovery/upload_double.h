// For tests: a store of evidence on a scratch folder, and uploads without a network.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>

#include "evidence/read_double.h"
#include "evidence/store.h"
#include "recovery/appeal_double.h"
#include "recovery/upload_flow.h"
#include "test/scratch.h"

namespace sparekey::recovery {

class Archive {
   public:
    Archive(Bureau& bureau, std::filesystem::path ffprobe = {}) : bureau_(bureau) {
        evidence::Options options;
        options.folder = scratch_ / "evidence";
        options.key_file = scratch_ / "evidence-keys";
        options.backups = scratch_ / "backups";
        options.decoder =
            std::filesystem::read_symlink("/proc/self/exe").parent_path() / "decode_child";
        options.ffprobe = std::move(ffprobe);
        options.keep_free = 0;
        evidence::KeyFile::create(options.key_file, bureau.house.services.ring);
        store = std::make_unique<evidence::Store>(bureau.house.services.ring, options);
    }

    std::unique_ptr<evidence::Store> store;
    // Done once, before the last octets are there.
    std::function<void()> meanwhile;

    [[nodiscard]] evidence::ReadUpload reading(BytesView octets, bool whole = true) {
        return evidence::reading(octets, whole, [this] {
            if (meanwhile) std::exchange(meanwhile, {})();
        });
    }
    account::Result<evidence::Item> send(Appellant& at, Offered offered, BytesView octets) {
        return receive(at, offered, reading(octets));
    }
    account::Result<evidence::Item> break_off(Appellant& at, Offered offered, BytesView octets) {
        return receive(at, offered, reading(octets, false));
    }
    [[nodiscard]] std::vector<evidence::Item> items(const Appellant& at) const {
        std::vector<store::LoadCall> loads{evidence::load_items(at.id)};
        const auto loaded = run(bureau_.house.services.db.load(at.person.who, std::move(loads)));
        return evidence::read_items(loaded.rows[0]);
    }
    // Sealed files, of one item or of all.
    [[nodiscard]] std::size_t files(evidence::ItemId item = {}) const {
        std::size_t count = 0;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator{scratch_ / "evidence"}) {
            const auto name = entry.path().filename().string();
            const bool is_its = item.value == 0 || evidence::is_of(item, name);
            if (entry.is_regular_file() && name != "witness" && is_its) ++count;
        }
        return count;
    }

   private:
    account::Result<evidence::Item> receive(Appellant& at, Offered offered,
                                            evidence::ReadUpload read) {
        run(store->create_keys({at.person.who, at.id}, at.house.now()));
        return run(receive_picture(bureau_.office, *store, at.client, *at.access, offered,
                                   std::move(read)));
    }

    Bureau& bureau_;
    test::ScratchFolder scratch_;
};

template <class Test>
void in_each_archive(Test&& test, const std::filesystem::path& ffprobe = {}) {
    in_each_bureau([&](Bureau& bureau) {
        Archive archive{bureau, ffprobe};
        test(bureau, archive);
    });
}

}  // namespace sparekey::recovery
