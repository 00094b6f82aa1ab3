// Letters as files in a folder, for trying things out: /mailbox shows them. They hold live links
// and codes, so the folder is its owner's alone.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "mail/transport.h"

namespace sparekey::mail {

class FolderTransport final : public Transport {
   public:
    // Makes the folder, 0700, where it is missing. Throws Failure{refused}, naming it, when it
    // cannot.
    explicit FolderTransport(std::filesystem::path folder);

    // One file a letter, complete from the moment it has its name. Sent twice it is still one.
    [[nodiscard]] Answer hand_over(const Letter& letter, std::stop_token stop) override;

   private:
    std::filesystem::path folder_;
};

struct StoredMail {
    std::string id;
    std::string to;
    std::string subject;
    std::string text;
    Time at;
};
inline constexpr std::size_t listed_mails_max = 200;

// What is in the folder, newest first; empty where there is no such folder. What is no letter of
// ours is left out.
[[nodiscard]] std::vector<StoredMail> list_mails(const std::filesystem::path& folder);

}  // namespace sparekey::mail
